"""Registers the room with Django."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """The room `messaging`."""

    name = "alongside.commons.messaging"
    label = "messaging"
