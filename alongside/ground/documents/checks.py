"""What an operator is told: that letters can't be made as PDF here, or that the scanner's address is wrong."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's own name

from alongside.ground.documents.engine.pdf import why_unavailable


@register(deploy=True)  # loading the library takes half a second, which not every command should pay
def pdf_can_be_made(**_given: Any) -> list[CheckMessage]:
    """Letters go out as web page and Word alone where the drawing library is missing."""
    why = why_unavailable()
    hint = "Install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0."
    return [Warning(f"Letters can't be made as PDF: {why}", hint=hint, id="documents.W001")] if why else []


@register()
def scanner_is_named(**_given: Any) -> list[CheckMessage]:
    """CLAMAV is host:port or empty."""
    host, _, port = settings.CLAMAV.rpartition(":")
    if not settings.CLAMAV or (host and port.isdigit()):
        return []
    return [Error("CLAMAV must be host:port, such as 127.0.0.1:3310.", id="documents.E001")]
