"""Who holds parental responsibility, who can decide what, and what the young person says, as forms."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.ground.people.words import Decision, ResponsibilityBasis, Wish
from alongside.ground.ui.forms import (
    ChoiceField,
    DayField,
    Form,
    LongTextField,
    ManyChoicesField,
    SelectField,
    TextField,
    YesNoField,
)

COUNCIL, EVERYBODY = "council", "everybody"
Choices = Sequence[tuple[str, Any]]


def _offer(form: Form, name: str, choices: Choices, *, has_blank: bool = True) -> None:
    field: Any = form.fields[name]
    field.choices = [("", ""), *choices] if has_blank else list(choices)


class ResponsibilityForm(Form):
    """Somebody holds parental responsibility from a day, by what, and what was seen of it."""

    person = SelectField(_("Who"), [], required=False)
    other_name = TextField(
        _("Or the full name of somebody who is not in the list"), max_length=150, width=20, required=False,
        hint=_("They are not told, and see nothing: parental responsibility alone opens no record."),
    )
    basis = ChoiceField(_("By what they hold it"), ResponsibilityBasis.choices, hint=_(
        "A care order gives it to the council beside the parents. Being looked after by agreement (section 20) does not."
    ))
    evidence = TextField(_("Which document shows it"), max_length=300, hint=_(
        "What you have seen, and where it is kept. For example: birth certificate, seen on 3 March, in Documents."))
    starts_on = DayField(_("From"))
    ends_on = DayField(_("Until (the first day without it), if that is known"), required=False)

    def __init__(self, *args: Any, people: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        _offer(self, "person", [*people, (COUNCIL, _("The council, by a care order"))])

    def clean(self) -> dict[str, Any]:
        """One holder, and the council exactly by a care order."""
        given = super().clean()
        person, other, basis = given.get("person"), given.get("other_name"), given.get("basis")
        if bool(person) == bool(other):
            self.add_error("person", _("Choose one person, or write one name below."))
        elif basis and (person == COUNCIL) != (basis == ResponsibilityBasis.CARE_ORDER):
            self.add_error("basis", _("A care order belongs to the council, and the council to a care order."))
        return given


class CapacityForm(Form):
    """What was found about one decision at one time, by whom and why."""

    decision = SelectField(_("Which decision"), Decision.choices)
    other = TextField(_("If something else: which decision?"), max_length=60, required=False)
    assessed_on = DayField(_("When it was looked at"), not_after_today=True)
    assessor = TextField(_("Who found so"), max_length=150, hint=_("Name and job."))
    has_capacity = YesNoField(_("Could the young person make this decision then, with all the help they need?"))
    reasons = LongTextField(_("How that was found, and what help was given to decide"), rows=4, max_length=4000)
    alternative = SelectField(_("If not: who acts for them in this decision"), [], required=False, hint=_(
        "Somebody whom a court or the young person named; otherwise a parent. Leave it empty for the parents."))
    alternative_basis = TextField(_("Why this person"), max_length=200, required=False, hint=_(
        "For example: deputy by order of the Court of Protection, seen on 3 March."))
    ends_on = DayField(_("Look at it again on"), required=False, hint=_("The finding counts until then."))

    def __init__(self, *args: Any, people: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        _offer(self, "alternative", people)

    def clean(self) -> dict[str, Any]:
        """Something else has to be said."""
        given = super().clean()
        if given.get("decision") == Decision.OTHER and not given.get("other"):
            self.add_error("other", _("Say which decision."))
        return given


class SayForm(Form):
    """What the young person says about a parent's part, as staff write it down."""

    person = SelectField(_("About whom"), [])
    wish = ChoiceField(_("What the young person says"), Wish.choices)
    said_how = TextField(_("How and when they said it"), max_length=200, hint=_(
        "For example: at the review on 3 March, alone, with picture cards."))

    def __init__(self, *args: Any, people: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        _offer(self, "person", [(EVERYBODY, _("All parents and carers")), *people])


class OwnSayForm(Form):
    """What a young person says themself."""

    person = ChoiceField(_("Who is this about?"), [])
    wish = ChoiceField(_("What do you want?"), [
        (Wish.AGREES, _("They can be part of this: see my plan, get letters and come to meetings")),
        (Wish.OBJECTS, _("They are not part of this: I do it without them")),
    ])

    def __init__(self, *args: Any, people: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        _offer(self, "person", [(EVERYBODY, _("All my parents and carers")), *people], has_blank=False)


class EndForm(Form):
    """From which day something no longer holds, and why."""

    ends_on = DayField(_("The first day on which it no longer holds"), hint=_(
        "If it was written down by mistake, give the day on which it began."))
    reason = LongTextField(_("Why it ends"), rows=2, max_length=300)


class SealForm(Form):
    """The names after an adoption, and who goes on belonging to the child."""

    given_name = TextField(_("First name after the adoption"), max_length=100)
    family_name = TextField(_("Family name after the adoption"), max_length=100)
    upn = TextField(_("New unique pupil number"), max_length=20, width=20, required=False)
    nhs_number = TextField(_("New NHS number"), max_length=20, width=20, required=False)
    stays = ManyChoicesField(_("Who goes on belonging to the child"), [], required=False, hint=_(
        "The others lose sight of the record, and parental responsibility, on the day it is sealed."))
    evidence = TextField(_("Which adoption order you have seen"), max_length=300)

    def __init__(self, *args: Any, people: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        _offer(self, "stays", people, has_blank=False)
        if not people:
            del self.fields["stays"]
