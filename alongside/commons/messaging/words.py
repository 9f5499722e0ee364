"""The words of messaging: channels, states, and how long each thing may take."""

from datetime import timedelta
from enum import StrEnum


class Channel(StrEnum):
    """How words reached, or are to reach, a person."""

    PORTAL = "portal"
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    POST = "post"


ELECTRONIC = (Channel.PORTAL, Channel.EMAIL, Channel.SMS)


class ConversationKind(StrEnum):
    """What a conversation is about, in the sender's own choice."""

    QUESTION = "question"
    EVIDENCE = "evidence"
    CHANGE = "change"
    OTHER = "other"


class ConversationState(StrEnum):
    """Whether anybody still owes an answer."""

    OPEN = "open"
    CLOSED = "closed"


class NoticeState(StrEnum):
    """Where a notice stands."""

    SENT = "sent"
    OPENED = "opened"
    TO_POST = "to_post"
    POSTED = "posted"
    TO_DO = "to_do"
    """Nothing could be sent: a person must reach them another way."""
    RETURNED = "returned"


class ErrandKind(StrEnum):
    """Why a person has to do something about a message or a file that no machine can finish."""

    UNSENT = "unsent"
    """An e-mail or text message failed, or nobody knows whether it left."""
    HARMFUL = "harmful"
    """The virus check found something in a file that came with a case."""


class ErrandOutcome(StrEnum):
    """How an errand ended."""

    POSTED = "posted"
    RUNG = "rung"
    ARRIVED = "arrived"
    OTHER_WAY = "other_way"
    ASKED_AGAIN = "asked_again"
    NOT_NEEDED = "not_needed"
    SETTLED = "settled"
    """An operator decided about the message in the outbox, or it left after all."""


ERRAND_WORDS = {
    ErrandOutcome.POSTED: "Send it by post instead",
    ErrandOutcome.RUNG: "I reached them by telephone",
    ErrandOutcome.ARRIVED: "It did arrive: they told me so",
    ErrandOutcome.OTHER_WAY: "I reached them another way",
    ErrandOutcome.ASKED_AGAIN: "I asked for another copy",
    ErrandOutcome.NOT_NEEDED: "We do not need this file",
    ErrandOutcome.SETTLED: "Settled in the outbox",
}
ERRAND_CHOICES = {
    ErrandKind.UNSENT: (ErrandOutcome.POSTED, ErrandOutcome.RUNG, ErrandOutcome.ARRIVED, ErrandOutcome.OTHER_WAY),
    ErrandKind.HARMFUL: (ErrandOutcome.ASKED_AGAIN, ErrandOutcome.NOT_NEEDED),
}
"""What a person may say of each kind; `settled` is for machines only."""


class InboundState(StrEnum):
    """What became of an e-mail that came in."""

    UNFILED = "unfiled"
    FILED = "filed"
    IGNORED = "ignored"


UNOPENED_AFTER = timedelta(days=3)
"""An electronic notice that nobody opened for so long is posted; the later date counts in the family's favour."""

REPLY_WORKING_DAYS = 5
"""A local service standard, not law: weekdays within which a family's message is answered."""

POST_WORKING_DAYS = 2
"""Weekdays after posting by first class post on which a letter is taken to arrive.

Checked: U (unconfirmed; the ordinary course of post, Interpretation Act 1978 s.7). Bank holidays are not counted out.
"""

LEAST_WORDS = "You have a new message"
"""What a notification says unless the person asked for more."""

TOKEN_LASTS = timedelta(days=365)
KEEP_RAW_MAIL = timedelta(days=30)
"""How long the raw form of a filed e-mail is kept beside its text and its attachments."""
