"""A child's record as a form, and the merging of two."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.ground.people.words import Sex
from alongside.ground.ui.forms import (
    DayField,
    Form,
    LongTextField,
    PostcodeField,
    SelectField,
    TextField,
    TickField,
    VersionField,
)


class ChildForm(Form):
    """What is recorded of a child; the postcode and its protection only for somebody who may see them."""

    given_name = TextField(_("First name"), max_length=100)
    family_name = TextField(_("Family name"), max_length=100)
    preferred_name = TextField(_("Name they like to be called"), max_length=100, required=False)
    born_on = DayField(
        _("Birth date"), not_after_today=True, required=False,
        hint=_("Ask for it when you can: it settles who decides, and from when."),
    )
    sex = SelectField(_("Sex"), [choice for choice in Sex.choices if choice[0]], required=False)
    ethnicity = TextField(_("Ethnicity code"), max_length=4, width=5, required=False)
    first_language = TextField(_("First language"), max_length=40, required=False)
    upn = TextField(_("Unique pupil number"), max_length=20, width=20, required=False)
    uln = TextField(_("Unique learner number"), max_length=20, width=20, required=False)
    nhs_number = TextField(_("NHS number"), max_length=20, width=20, required=False)
    postcode = PostcodeField(_("Postcode"), required=False)
    is_address_protected = TickField(
        _("The address is protected"), required=False,
        hint=_("Then it shows on no page, letter or list except to those who may see protected addresses."),
    )
    is_looked_after = TickField(_("In the council’s care"), required=False)
    is_sensitive = TickField(_("Known to staff: watch who opens this record"), required=False)
    is_correction = TickField(
        _("The name was a slip of the keyboard"), required=False,
        hint=_("Otherwise the name before is kept as a former name."),
    )
    version = VersionField()

    def __init__(self, *args: Any, has_address: bool, **given: Any) -> None:
        super().__init__(*args, **given)
        if not has_address:
            del self.fields["postcode"], self.fields["is_address_protected"]


class MergeForm(Form):
    """Which other record is of the same child, and how one knows."""

    reference = TextField(
        _("Reference of the other record"), max_length=20, width=20, hint=_("For example CH-7K3P-9QXD.")
    )
    reason = LongTextField(_("How do you know that both are one child?"), rows=3)


class ReasonForm(Form):
    """A reason in words."""

    reason = LongTextField(_("Why?"), rows=3)
