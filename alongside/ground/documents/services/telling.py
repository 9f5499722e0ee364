"""Marks of who told whom: a release or a harmful file is told once, however often a worker starts again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from alongside.ground.documents.models import Document, Release


@transaction.atomic
def mark_release_told(*, release: UUID, at: datetime) -> bool:
    """Whether the caller is the first to tell of this release; the notices belong into the same transaction."""
    return bool(Release.objects.filter(uuid=release, done_at__isnull=False, told_at__isnull=True).update(told_at=at))


@transaction.atomic
def mark_harm_told(*, document: UUID, at: datetime) -> bool:
    """Whether the caller is the first to tell of this harmful file; what it says belongs into the same transaction."""
    return bool(Document.objects.filter(uuid=document, harm_told_at__isnull=True).update(harm_told_at=at))
