"""What is asked about the closures of settings."""

from django.utils.translation import gettext_lazy as _

from alongside.ground.ui.forms import DayField, Form, TextField, UploadField


class ClosureForm(Form):
    """One closure."""

    closed_from = DayField(_("First day closed"))
    open_from = DayField(_("First day open again"))
    words = TextField(_("What it is"), required=False, max_length=100, hint=_("For example: summer holidays."))


class TermsForm(Form):
    """A table of term dates."""

    file = UploadField(_("Term dates as a CSV file"), accept=".csv", hint=_(
        "One row a term, with the columns URN, First day and Last day. Leave the URN empty for the whole area."
    ))
