"""The ways out: a folder of files, SMTP, GOV.UK Notify. Each says exactly what is known after a try."""

import os
import smtplib
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_LINES
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any, NamedTuple

import jwt
import requests
from django.conf import settings

from alongside.ground.outbox.engine.outcomes import Outcome, later, refused, sent, unknown
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.outbox.words import Kind

SECONDS = 20
"""Patience with a server for one step, in seconds; all steps together stay well below `LOST_AFTER`."""

Way = Callable[[OutboxMessage, datetime], Outcome]


def _given() -> dict[str, Any]:
    """The settings of sending."""
    found: dict[str, Any] = settings.SENDING
    return found


def way_out() -> Way:
    """The way that the settings name."""
    return {"file": by_file, "smtp": by_smtp, "notify": by_notify}[_given()["backend"]]


def can_take_replies() -> bool:
    """Whether an answer to the sent e-mail reaches the address that we set; Notify has fixed ones."""
    return bool(_given()["backend"] != "notify")


def message_id(message: OutboxMessage) -> str:
    """The Message-ID, by which a provider's log can be searched: always the same for one message."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{message.uuid}@{domain}>"


def compose(message: OutboxMessage, at: datetime) -> EmailMessage:
    """The e-mail as it goes over the wire; one recipient, no copies."""
    mail = EmailMessage(policy=SMTP_LINES)
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = message.to
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(message)
    mail["Auto-Submitted"] = "auto-generated"
    if message.reply_to:
        mail["Reply-To"] = message.reply_to
    mail.set_content(message.body_text)
    if message.body_html:
        mail.add_alternative(message.body_html, subtype="html")
    return mail


def by_file(message: OutboxMessage, at: datetime) -> Outcome:
    """One file a message in the mail folder, there whole or not at all."""
    folder = Path(_given()["folder"])
    if message.kind == Kind.EMAIL:
        name, content = f"{message.uuid}.eml", compose(message, at).as_bytes()
    else:
        name, content = f"{message.uuid}.sms", f"To: {message.to}\n\n{message.body_text}\n".encode()
    partial = folder / f".{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(folder / name)
    except OSError as error:
        partial.unlink(missing_ok=True)
        return later(f"The mail folder can't be written: {error.strerror}.")
    return sent(message_id(message))


class Answer(NamedTuple):
    """A server's three digits and its words."""

    code: int
    words: bytes


def by_smtp(message: OutboxMessage, at: datetime) -> Outcome:
    """One SMTP dialogue. What breaks before the text was handed over is definite; what breaks after it is unknown."""
    if message.kind != Kind.EMAIL:
        return refused("No provider for text messages is set up.")
    mail = compose(message, at).as_bytes()
    try:
        server = _dial()
    except smtplib.SMTPResponseException as error:
        return later(f"The mail server does not let us in: {error.smtp_code}.")
    except (OSError, smtplib.SMTPException) as error:
        return later(f"The mail server can't be reached: {type(error).__name__}.")
    try:
        problem = _envelope(server, message.to)
        return problem or _hand_over(server, mail, message_id(message))
    finally:
        server.close()


def _dial() -> smtplib.SMTP:
    given = _given()
    server = smtplib.SMTP(given["host"], given["port"], timeout=SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if given["tls"]:
            server.starttls()
            server.ehlo()
        if given["user"]:
            server.login(given["user"], given["password"])
    except BaseException:
        server.close()
        raise
    return server


def _envelope(server: smtplib.SMTP, to: str) -> Outcome | None:
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    try:
        for step, answer in (
            ("sender", server.mail(sender)), ("recipient", server.rcpt(to)), ("text", server.docmd("DATA")),
        ):
            code, words = answer
            if code not in (250, 251, 354):
                return _definite(step, Answer(code, words))
    except (OSError, smtplib.SMTPException) as error:
        return later(f"The mail server broke off before it had the text: {type(error).__name__}.")
    return None


def _hand_over(server: smtplib.SMTP, mail: bytes, provider_id: str) -> Outcome:
    text = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in mail.split(b"\r\n"))
    end = b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"
    try:
        server.send(text + end)
        code, words = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return unknown(f"The mail server had the text and did not answer: {type(error).__name__}.")
    if code == -1:
        return unknown("The mail server had the text and answered nonsense.")
    return sent(provider_id) if code == 250 else _definite("text", Answer(code, words))


def _definite(step: str, answer: Answer) -> Outcome:
    """A refusal in digits: 4xx is worth another try, 5xx is not. The server's words may hold the address: left out."""
    text = f"The mail server refused the {step}: {answer.code}."
    return refused(text) if 500 <= answer.code < 600 else later(text)


def by_notify(message: OutboxMessage, at: datetime) -> Outcome:
    """One call of GOV.UK Notify.

    4xx is refused for good, but 403, 408 and 429; 500 and 503 say "again"; a gateway's silence is unknown.
    """
    given = _given()
    key, template, address = given["notify_key"], given["notify_template"], "email_address"
    if message.kind == Kind.SMS:
        template, address = given.get("notify_sms_template", ""), "phone_number"
    if not key or not template:
        return later("GOV.UK Notify is not set up: a key or a template is missing.")
    body: dict[str, Any] = {
        address: message.to, "template_id": template, "reference": str(message.uuid),
        "personalisation": {"subject": message.subject, "body": message.body_text},
    }
    token = jwt.encode({"iss": key[-73:-37], "iat": int(at.timestamp())}, key[-36:], algorithm="HS256")
    try:
        answer = requests.post(
            f"{given['notify_url'].rstrip('/')}/v2/notifications/{message.kind}", json=body,
            headers={"Authorization": f"Bearer {token}"}, timeout=(SECONDS / 4, SECONDS), allow_redirects=False,
        )
    except requests.ConnectTimeout:
        return later("GOV.UK Notify can't be reached: ConnectTimeout.")
    except requests.RequestException as error:
        if _never_connected(error):
            return later(f"GOV.UK Notify can't be reached: {type(error).__name__}.")
        return unknown(f"GOV.UK Notify had the message and did not answer: {type(error).__name__}.")
    return _read_notify(answer, message)


def _never_connected(error: requests.RequestException) -> bool:
    """Whether no byte of ours can have arrived."""
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _read_notify(answer: requests.Response, message: OutboxMessage) -> Outcome:
    code = answer.status_code
    if code == 201:
        try:
            return sent(str(answer.json()["id"]))
        except (ValueError, KeyError, TypeError):
            return sent(str(message.uuid))  # it was taken; our reference finds it there
    text = f"GOV.UK Notify answered {code}."
    if code in (403, 408, 429, 500, 503):
        return later(text)
    return refused(text) if 400 <= code < 500 else unknown(text)
