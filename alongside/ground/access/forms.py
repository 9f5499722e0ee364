"""Forms of the account pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.ground.access.engine import places
from alongside.ground.access.words import CONDITIONS, ROLES, UserKind
from alongside.ground.ui.forms import ChoiceField, DayField, EmailField, Form, SelectField, TextField


class PasswordField(TextField):
    """A password box: what was typed is never sent back."""

    def __init__(self, label: Any, *, is_new: bool = True, hint: Any = "") -> None:
        kind = "new-password" if is_new else "current-password"
        super().__init__(
            label, max_length=200, widget=forms.PasswordInput(), autocomplete=kind, hint=hint,
            missing=_("Enter a password"),
        )
        self.strip = False


class AcceptForm(Form):
    """A name and a password, to accept an invitation."""

    name = TextField(_("Your full name"), max_length=150, autocomplete="name")
    password = PasswordField(
        _("Choose a password"), hint=_("At least 12 signs. Three words that don’t belong together are good.")
    )


class CodeForm(Form):
    """Six digits from an e-mail."""

    code = TextField(
        _("Code from the e-mail"), max_length=20, width=10, inputmode="numeric", autocomplete="one-time-code"
    )


class AddressForm(Form):
    """A new e-mail address."""

    email = EmailField(_("New e-mail address"))


class FindForm(Form):
    """Part of an e-mail address."""

    email = TextField(
        _("E-mail address, or part of it"), max_length=254, autocomplete="off", hint=_("At least three signs")
    )


class InviteForm(Form):
    """Whom to invite, and as what."""

    name = TextField(_("Full name"), max_length=150, autocomplete="off")
    email = EmailField(_("E-mail address"), autocomplete="off")
    role = ChoiceField(_("What they will do here"), [])

    def __init__(self, *given: Any, roles: Sequence[str] = tuple(ROLES), **kwargs: Any) -> None:
        super().__init__(*given, **kwargs)
        choices = [(code, ROLES[code].title) for code in roles if ROLES[code].kind != UserKind.SERVICE]
        asked = self.fields["role"]
        assert isinstance(asked, ChoiceField)
        asked.choices = choices
        asked.hints = {code: ROLES[code].description for code, _title in choices}


class RoleForm(Form):
    """A role with its days."""

    role = SelectField(_("Role"), [])
    area = SelectField(
        _("For which area or district"), [], required=False,
        hint=_("Only for a role that sees all cases. Leave it empty for the whole area."),
    )
    since = DayField(_("From"))
    until = DayField(_("Until (the first day without it)"), required=False)

    def __init__(self, *given: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*given, **kwargs)
        asked = self.fields["role"]
        assert isinstance(asked, SelectField)
        asked.choices = [("", ""), *((code, role.title) for code, role in ROLES.items() if role.kind == kind)]
        where = self.fields["area"]
        assert isinstance(where, SelectField)
        where.choices = [("", _("The whole area")), *places.choices()]


class ConditionForm(Form):
    """What somebody has done, and until when that lasts."""

    condition = SelectField(_("What they have done"), list(CONDITIONS.items()))
    seen = TextField(_("What you have seen of it"), max_length=200, hint=_("For example the certificate and its date."))
    lasts_until = DayField(_("It lasts until (the first day on which it no longer counts)"))


class TrailForm(Form):
    """What to look for in the audit trail."""

    child = TextField(_("Child’s identifier"), max_length=36, required=False, hint=_("As in the address of their page"))
    code = TextField(_("Kind of act"), max_length=80, required=False, hint=_("For example people.child or access"))
    account = TextField(_("Account’s identifier"), max_length=36, required=False)

    def clean(self) -> dict[str, Any]:
        """Identifiers must be identifiers."""
        cleaned = super().clean()
        for name in ("child", "account"):
            text = cleaned.get(name) or ""
            try:
                cleaned[name] = forms.UUIDField(required=False).clean(text)
            except forms.ValidationError:
                self.add_error(name, _("Enter 32 digits and letters with four dashes"))
        return cleaned
