"""Conversations, what is owed, notices and letters; the viewer first."""

from alongside.commons.messaging.queries.said import SaidLine, said_about
from alongside.commons.messaging.queries.talking import (
    Row,
    Said,
    Thread,
    address_of_document,
    address_of_notice,
    calls_of,
    conversation_for,
    conversations_for,
    could_read,
    formal_channel,
    has_unread,
    holder_of,
    holder_words,
    letters_of,
    mail_for,
    notice_for,
    notice_with,
    notices_for,
    notices_of,
    owed,
    own_children,
    person_for,
    plain_channel,
    readers_of,
    ref_of,
    staff_badges,
    thread,
    unfiled,
)
from alongside.commons.messaging.queries.todos import Todo, errand_for, n_waiting, notice_to_do, todos

__all__ = [
    "Row", "Said", "SaidLine", "Thread", "Todo", "address_of_document", "address_of_notice", "calls_of",
    "conversation_for", "conversations_for", "could_read", "errand_for", "formal_channel", "has_unread",
    "holder_of", "holder_words", "letters_of", "mail_for", "n_waiting", "notice_for", "notice_to_do",
    "notice_with", "notices_for", "notices_of", "owed", "own_children", "person_for", "plain_channel",
    "readers_of", "ref_of", "said_about", "staff_badges", "thread", "todos", "unfiled",
]
