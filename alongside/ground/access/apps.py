"""Registers the room with Django."""

from django.apps import AppConfig
from django.core.checks import register


class AccessConfig(AppConfig):
    """The room `access`."""

    name = "alongside.ground.access"
    label = "access"

    def ready(self) -> None:
        """Register the check of settings."""
        from alongside.ground.access.checks import sign_in_settings

        register(sign_in_settings)
