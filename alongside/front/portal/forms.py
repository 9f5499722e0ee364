"""Forms of the pages that combine rooms."""

from django.utils.translation import gettext_lazy as _

from alongside.ground.ui.forms import DayField, EmailField, Form, LongTextField, TextField


class ReportForm(Form):
    """I can see something I should not."""

    words = LongTextField(label=_("What can you see?"),
                          hint=_("Which page, and whose it seems to be. Don't copy it here."))
    email = EmailField(label=_("Where can we reach you?"), required=False)


class FindForm(Form):
    """Two things known of a child."""

    name = TextField(label=_("Name"), required=False, hint=_("Given name, family name, or both"))
    born = DayField(label=_("Date of birth"), required=False)
    number = TextField(label=_("UPN, ULN or NHS number"), required=False)
    reference = TextField(label=_("Reference"), required=False, hint=_("Such as CH-4K7M-9QXD"))


class FeedForm(Form):
    """Which calendar a feed is for."""

    name = TextField(label=_("Which calendar is it for?"), max_length=60, width=20, hint=_("Such as: my telephone"),
                     missing=_("Say which calendar it is for"))
