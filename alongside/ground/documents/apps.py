"""Registers the room with Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The room `documents`."""

    name = "alongside.ground.documents"
    label = "documents"

    def ready(self) -> None:
        """Register the checks for operators."""
        from alongside.ground.documents import checks as checks
