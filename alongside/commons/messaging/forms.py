"""What is asked on the pages of the room; everything typed stays when something is wrong."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.commons.messaging.words import ERRAND_CHOICES, ERRAND_WORDS, ConversationKind, ErrandKind
from alongside.ground.people.models import Person
from alongside.ground.ui.forms import (
    ChoiceField,
    DayField,
    Form,
    LongTextField,
    ManyChoicesField,
    TextField,
    UploadField,
)

KINDS = [
    (ConversationKind.QUESTION, _("A question")),
    (ConversationKind.EVIDENCE, _("Something you should know or see")),
    (ConversationKind.CHANGE, _("Something has changed, or is wrong")),
    (ConversationKind.OTHER, _("Something else")),
]


class ReplyForm(Form):
    """One message, and files with it."""

    words = LongTextField(_("Your message"), max_length=20_000, rows=6)
    uploads = UploadField(_("Add files"), is_many=True, required=False)


class AnswerForm(ReplyForm):
    """An answer of those who work on the case; a date that it promises goes into the ledger and into the answer."""

    promise = TextField(_("Do you promise something in it? Say what"), max_length=300, required=False)
    promised_on = DayField(_("By which day?"), required=False, not_before_today=True)

    field_order = ("words", "promise", "promised_on", "uploads")


class StartForm(ReplyForm):
    """The first message of a conversation; staff also choose who reads it."""

    kind = ChoiceField(_("What is it about?"), KINDS)
    title = TextField(_("In a few words"), max_length=120)

    field_order = ("with_persons", "kind", "title", "words", "uploads")

    def __init__(self, data: Any = None, files: Any = None, *, people: Sequence[Person] | None = None) -> None:
        super().__init__(data, files)
        if people is not None:
            self.fields["with_persons"] = ManyChoicesField(
                _("Who should read this?"), [(str(person.uuid), person.full_name) for person in people],
                hint=_("Each parent has their own conversation unless you choose both."),
            )
            self.order_fields(self.field_order)


class TodoForm(Form):
    """How a person was reached when no machine could."""

    how = TextField(_("How did you reach them?"), max_length=300)


class ErrandForm(Form):
    """What somebody did about a message that did not arrive, or a file that could not be taken."""

    outcome = ChoiceField(_("What did you do?"), [])
    how = TextField(_("In a few words"), max_length=300, hint=_("Who, when, and how."))

    def __init__(self, data: Any = None, *, kind: str) -> None:
        super().__init__(data)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, ChoiceField)
        outcome.choices = [(choice.value, ERRAND_WORDS[choice]) for choice in ERRAND_CHOICES[ErrandKind(kind)]]


class FileForm(Form):
    """The case to which an e-mail belongs."""

    reference = TextField(_("Reference of the child"), max_length=20, width=20, hint=_("It looks like CH-7K3P-9QXD."))


class DiscardForm(Form):
    """Why an e-mail belongs to no case."""

    reason = TextField(_("Why does it belong to no case?"), max_length=200)
