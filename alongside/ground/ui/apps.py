"""Registers the room with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The room `ui`."""

    name = "alongside.ground.ui"
    label = "ui"
