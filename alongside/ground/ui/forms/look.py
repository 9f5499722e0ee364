"""What every field of ours can be given beside its label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Look(TypedDict, total=False):
    """Keywords of every field. `wanted` makes a question soft: empty is accepted, with that sentence as a warning."""

    hint: StrOrPromise
    required: bool
    missing: StrOrPromise
    wanted: StrOrPromise
    initial: Any
    disabled: bool
    autocomplete: str
    validators: Any


class Asked:
    """Mixed into every field: the soft warning, and whether "(optional)" is shown."""

    wanted: StrOrPromise = ""
    is_optional_shown: bool = True

    def ask(self, look: Look) -> None:
        """Keep what Django's own field does not know."""
        self.wanted = look.get("wanted", "")
        self.is_optional_shown = not self.wanted


def for_django(label: StrOrPromise, look: Look, *, missing: StrOrPromise) -> dict[str, Any]:
    """The keywords that Django's own field takes."""
    given: dict[str, Any] = {
        "label": label, "help_text": look.get("hint", ""),
        "required": look.get("required", True) and not look.get("wanted"),
        "error_messages": {"required": look.get("missing") or missing},
        "disabled": look.get("disabled", False), "initial": look.get("initial"),
    }
    if "validators" in look:
        given["validators"] = look["validators"]
    return given


def without_nul(value: Any) -> Any:
    """Text without NUL bytes, which PostgreSQL refuses; anything else as it is."""
    return value.replace("\x00", "") if isinstance(value, str) else value
