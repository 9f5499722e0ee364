"""Lets Django find the operator's commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Not a room: it only assembles the others, and binds the doors once all of them are there."""

    name = "alongside.config"
    label = "config"

    def ready(self) -> None:
        from alongside.config import doors

        doors.bind_all()
