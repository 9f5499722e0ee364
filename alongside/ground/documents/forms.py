"""What a person fills in when they check, withhold, agree, or report."""

from typing import Any

from django.utils.translation import gettext, gettext_lazy

from alongside.ground.documents.engine.kinds import ACCEPT_ATTRIBUTE
from alongside.ground.documents.words import DECISION_WORDS, REASON_WORDS, Decision
from alongside.ground.ui.forms import (
    ChoiceField,
    Form,
    LongTextField,
    ManyChoicesField,
    SelectField,
    TickField,
    UploadField,
    VersionField,
)

_DECISIONS = [(d.value, DECISION_WORDS[d]) for d in (Decision.RELEASE, Decision.PART, Decision.WITHHOLD)]
_REASONS = [(code.value, words) for code, words in REASON_WORDS.items()]


class CheckForm(Form):
    """Decide about one document; `people` are (badge, words) of those who could read it."""

    version = VersionField()
    decision = ChoiceField(gettext_lazy("What should happen?"), _DECISIONS)
    to = ManyChoicesField(gettext_lazy("Who may read it?"), [], required=False)
    reason_code = SelectField(gettext_lazy("If anything is withheld: why?"), _REASONS, required=False)
    note = LongTextField(
        gettext_lazy("If anything is withheld: which passages, and why"), required=False, rows=4, max_length=4000,
        hint=gettext_lazy("For the second person, who must agree before anything is withheld."),
    )
    file = UploadField(
        gettext_lazy("If passages are taken out: the copy without them"), required=False, accept=ACCEPT_ATTRIBUTE,
        hint=gettext_lazy("The original stays as it is."),
    )
    is_read = TickField(gettext_lazy("I have read all of it and checked whom it is about"))

    def __init__(self, *given: Any, people: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["to"].choices = people  # type: ignore[attr-defined]  # Field has no choices, this one does
        for name in ("to", "reason_code", "note", "file"):
            # Each is needed for some decision, so "(optional)" would mislead.
            self.fields[name].is_optional_shown = False  # type: ignore[attr-defined]  # our own mixed-in field

    def clean(self) -> dict[str, Any]:
        """What each decision needs."""
        found = super().clean()
        decision = found.get("decision")
        if decision in {Decision.RELEASE, Decision.PART} and not found.get("to"):
            self.add_error("to", gettext("Choose at least one person who may read it"))
        if decision in {Decision.PART, Decision.WITHHOLD}:
            if not found.get("reason_code"):
                self.add_error("reason_code", gettext("Choose why it is withheld"))
            if not found.get("note"):
                self.add_error("note", gettext("Write which passages and why, for the second person"))
        if decision == Decision.PART and not found.get("file"):
            self.add_error("file", gettext("Choose the copy with the passages taken out"))
        return found


class AgreeForm(Form):
    """The second person's answer."""

    agrees = ChoiceField(gettext_lazy("Do you agree?"), [
        ("yes", gettext_lazy("Yes, withhold it as proposed")),
        ("no", gettext_lazy("No, it must be decided again")),
    ])
    note = LongTextField(gettext_lazy("Your reason, if you do not agree"), required=False, rows=4, max_length=4000)

    def clean(self) -> dict[str, Any]:
        """A no needs a reason."""
        found = super().clean()
        if found.get("agrees") == "no" and not found.get("note"):
            self.add_error("note", gettext("Write why you do not agree"))
        return found


class ReportForm(Form):
    """What somebody saw that they should not; nothing is required, the report itself is what counts."""

    what = LongTextField(
        gettext_lazy("What can you see that you should not?"), required=False, rows=4, max_length=4000,
        hint=gettext_lazy("You can leave this empty. Do not copy the words themselves."),
    )


class SettleForm(Form):
    """What came of a report."""

    outcome = LongTextField(gettext_lazy("What you found and what you did"), rows=5, max_length=4000)
    remove = ManyChoicesField(gettext_lazy("Who must no longer read this document?"), [], required=False)

    def __init__(self, *given: Any, people: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["remove"].choices = people  # type: ignore[attr-defined]  # Field has no choices, this one does
