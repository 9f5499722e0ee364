"""Registers the room with Django."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    """The room `returns`."""

    name = "alongside.oversight.returns"
    label = "returns"
