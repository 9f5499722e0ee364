"""The nightly sweep: files that no row knows, and rows whose file is gone."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from alongside.ground.documents import adapters
from alongside.ground.documents.models import Document

log = logging.getLogger(__name__)
YOUNG = timedelta(hours=24)
"""A file younger than this may still get its row: an upload may be under way."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep did: files removed, and documents whose file is missing."""

    n_removed: int
    missing: tuple[UUID, ...]


def sweep_orphans(*, at: datetime) -> Sweep:
    """Remove files without a row that are older than a day; report rows without a file, which only a backup mends."""
    known = dict(Document.objects.values_list("stored_as", "uuid"))
    seen, n_removed = set(), 0
    for stored_as, changed_at in list(adapters.kept()):
        seen.add(stored_as)
        if stored_as not in known and changed_at < at - YOUNG:
            adapters.remove(stored_as)
            n_removed += 1
    missing = tuple(uuid for stored_as, uuid in known.items() if stored_as not in seen)
    if missing:
        log.error("the files of %d documents are missing", len(missing))
    return Sweep(n_removed, missing)
