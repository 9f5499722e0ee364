"""Sends the room's own letters by e-mail: plain text, no child's name, through whatever sends mail here."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import engines


def send(template: str, to: str, context: Mapping[str, Any]) -> None:
    """Render `<template>_subject.txt` and `<template>_message.txt` and hand them to Django's mail back end."""
    env = engines["jinja2"]
    facts = {"base_url": settings.BASE_URL, **context}
    subject = " ".join(env.get_template(f"{template}_subject.txt").render(facts).split())
    body = env.get_template(f"{template}_message.txt").render(facts).strip() + "\n"
    EmailMessage(subject, body, None, [to]).send()
