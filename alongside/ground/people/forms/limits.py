"""Exclusions, grants, and opening a record with a reason."""

from django.utils.translation import gettext_lazy as _

from alongside.ground.people.words import Act, ChallengeReason, ExclusionBasis
from alongside.ground.ui.forms import (
    ChoiceField,
    DayField,
    EmailField,
    Form,
    LongTextField,
    ManyChoicesField,
    SelectField,
    TextField,
    YesNoField,
)


class ChallengeForm(Form):
    """Two things known of the child, and why the record is needed now."""

    number = TextField(_("Reference or unique pupil number"), max_length=20, width=20)
    born_on = DayField(_("The child’s birth date"), not_after_today=True, required=False)
    family_name = TextField(
        _("Or, where no birth date is recorded, the child’s family name"), max_length=100, width=20, required=False
    )
    reason_code = ChoiceField(_("Why do you need this record now?"), ChallengeReason.choices)
    reason = LongTextField(
        _("Say it in a sentence"), rows=3, max_length=1000,
        hint=_("The family can read that your team opened the record. A manager reads this reason."),
    )


class ReviewForm(Form):
    """What a manager found about one opening."""

    is_justified = YesNoField(_("Was it right to open this record?"))
    note = LongTextField(_("What you found"), rows=3, max_length=2000)


class ExclusionForm(Form):
    """Who is kept out of what, and on which ground."""

    person = SelectField(_("Who of the child’s people"), [], required=False)
    email = EmailField(_("Or the e-mail address of somebody’s account"), required=False)
    acts = ManyChoicesField(_("What they are kept from"), [(act.value, act.label) for act in Act])
    basis = ChoiceField(_("What it rests on"), ExclusionBasis.choices)
    source = TextField(_("Where it comes from"), max_length=200, hint=_("Court and case number, or whose record."))
    evidence = TextField(_("What you have seen of it"), max_length=300)
    starts_on = DayField(_("From"))
    ends_on = DayField(_("Until (the first day without it)"), required=False)


class GrantForm(Form):
    """Somebody is let in by name for a time."""

    email = EmailField(_("E-mail address of their account"))
    reason = LongTextField(_("Why they need this record"), rows=3, max_length=1000)
    until = DayField(_("Until (the first day without it)"))
