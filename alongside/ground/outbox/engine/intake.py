"""Takes a message in: checks that it can't carry a second header or recipient, and writes it once."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from alongside.ground.core.errors import InvalidError
from alongside.ground.jobs import services as jobs
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.outbox.words import Kind, State

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_PHONE = re.compile(r"\+?[0-9 ()-]{7,20}")
LONGEST_TO = 500
LONGEST_SUBJECT = 200
TASKS = {
    "urgent": "alongside.ground.outbox.tasks.send_urgent",
    "default": "alongside.ground.outbox.tasks.send_default",
}


@dataclass(frozen=True, slots=True)
class About:
    """Whom a message is about and for, so that it can be stopped: a child, and the badge of the recipient."""

    child_uuid: UUID | None = None
    badge: str = ""


def check(*, key: str, kind: Kind, to: str, subject: str, reply_to: str) -> None:
    """Raise InvalidError for anything that could become a second header, line or recipient."""
    errors = {}
    for name, text in (("key", key), ("subject", subject), ("reply_to", reply_to)):
        if _CONTROL.search(text):
            errors[name] = "Line breaks and control signs are not allowed here."
    if len(subject) > LONGEST_SUBJECT:
        errors["subject"] = f"A subject has at most {LONGEST_SUBJECT} signs."
    if not key or len(key) > 200:
        errors["key"] = "A key has 1 to 200 signs."
    fault = _fault_of_recipient(kind, to)
    if fault:
        errors["to"] = fault
    if reply_to and _fault_of_recipient(Kind.EMAIL, reply_to):
        errors.setdefault("reply_to", "That is not an e-mail address.")
    if errors:
        raise InvalidError(errors)


def _fault_of_recipient(kind: Kind, to: str) -> str:
    if kind == Kind.POST:
        fits = bool(to.strip()) and "\x00" not in to and len(to) <= LONGEST_TO
        return "" if fits else "A postal address is needed."
    if _CONTROL.search(to):
        return "Line breaks and control signs are not allowed here."
    if kind == Kind.SMS:
        return "" if _PHONE.fullmatch(to) else "That is not a telephone number."
    try:
        validate_email(to)
    except ValidationError:
        return "One e-mail address is needed, and only one."
    return ""


def take_in(
    *, key: str, kind: Kind, to: str, subject: str, body_text: str, body_html: str, queue: str, reply_to: str,
    about: About, held_because: str, at: datetime,
) -> OutboxMessage:
    """Write the message unless one with this key is there, and have it sent after the caller's commit."""
    check(key=key, kind=kind, to=to, subject=subject, reply_to=reply_to)
    found = OutboxMessage.objects.filter(key=key).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            message = OutboxMessage.objects.create(
                key=key, kind=kind, to=to.strip() if kind == Kind.POST else to, subject=subject,
                body_text=body_text.replace("\x00", ""), body_html=body_html.replace("\x00", ""), queue=queue,
                reply_to=reply_to, child_uuid=about.child_uuid, badge=about.badge, created_at=at, next_try_at=at,
                state=State.HELD if held_because else State.QUEUED, error=held_because[:500],
            )
    except IntegrityError:
        return OutboxMessage.objects.get(key=key)
    if message.state == State.QUEUED and kind != Kind.POST and queue in TASKS:
        jobs.soon(TASKS[queue])
    return message
