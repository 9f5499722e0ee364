"""What a person answers about a message that no machine may touch any more."""

from django.utils.translation import gettext_lazy as _

from alongside.ground.outbox.words import Decision
from alongside.ground.ui.forms import ChoiceField, Form, TextField


class DecideForm(Form):
    """What became of the message, and how the person knows."""

    decision = ChoiceField(
        _("What do you decide?"),
        [
            (Decision.ARRIVED, _("It did arrive")),
            (Decision.AGAIN, _("Send it again as a new message")),
            (Decision.DROP, _("Do not send it")),
        ],
    )
    reason = TextField(_("How do you know, or why?"), max_length=500)


class ReturnedForm(Form):
    """What the envelope of a returned letter says."""

    reason = TextField(_("What does the envelope say?"), max_length=500)
