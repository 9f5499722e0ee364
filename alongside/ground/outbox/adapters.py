"""Django's own mail (sign-in codes, password resets) goes through the outbox like every other message."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from alongside.ground.jobs import queries as jobs
from alongside.ground.outbox.engine import intake
from alongside.ground.outbox.words import Kind


class OutboxEmailBackend(BaseEmailBackend):
    """Writes each message to the outbox in the caller's transaction; it leaves after the commit, ahead of others.

    One recipient a message: several in `To` become several messages. Copies and attachments are refused (ValueError).
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take the messages in; returns how many e-mails were given, as Django asks."""
        for mail in email_messages:
            self._take_in(mail)
        return len(email_messages)

    def _take_in(self, mail: EmailMessage) -> None:
        if mail.cc or mail.bcc or mail.attachments:
            raise ValueError("the outbox takes one recipient a message, no copies and no attachments")
        given: str = str(mail.extra_headers.get("X-Outbox-Key", "")) or f"mail:{uuid4()}"
        html = self._html(mail)
        for number, to in enumerate(mail.to):
            intake.take_in(
                key=f"{given}:{number}" if number else given, kind=Kind.EMAIL, to=to,
                subject=str(mail.subject)[:intake.LONGEST_SUBJECT], body_text=str(mail.body), body_html=html,
                queue="urgent", reply_to=mail.reply_to[0] if mail.reply_to else "", about=intake.About(),
                held_because="", at=jobs.database_clock(),
            )

    @staticmethod
    def _html(mail: Any) -> str:
        """The first HTML alternative, or nothing."""
        if isinstance(mail, EmailMultiAlternatives):
            for content, kind in mail.alternatives:
                if kind == "text/html":
                    return str(content)
        return ""
