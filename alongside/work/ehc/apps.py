"""Registers the room with Django."""

from django.apps import AppConfig


class EhcConfig(AppConfig):
    """The room `ehc`."""

    name = "alongside.work.ehc"
    label = "ehc"
