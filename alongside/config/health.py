"""Whether the service can work: database, migrations, queue, storage; and how its clocks are."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from alongside.commons.clocks import queries as clocks
from alongside.ground.jobs import queries as jobs


def facts() -> dict[str, Any]:
    """One entry a part: `{"ok": bool, ...}`; `ready` is true when all are well. No personal data."""
    parts = {"database": _guarded(_database), "migrations": _guarded(_migrations), "queue": _guarded(_queue),
             "storage": _guarded(_storage), "clocks": _guarded(_clocks)}
    return {"ready": all(part["ok"] for part in parts.values()), **parts}


def _guarded(look: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
    """A part that can't be looked at is not well; the error's kind says where to look."""
    try:
        return dict(look())
    except (DatabaseError, OSError) as error:
        return {"ok": False, "error": type(error).__name__}


def _database() -> Mapping[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return {"ok": cursor.fetchone() == (1,), "vendor": connection.vendor}


def _migrations() -> Mapping[str, Any]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return {"ok": not waiting, "n_waiting": len(waiting)}


def _queue() -> Mapping[str, Any]:
    return {"ok": True, **jobs.health()}


def _clocks() -> Mapping[str, Any]:
    """A missing night or a difference is for a person to look at: it takes no server out of service."""
    return {"ok": True, **clocks.health(timezone.now())}


def _storage() -> Mapping[str, Any]:
    name = default_storage.save(f"health/{uuid.uuid4()}", ContentFile(b"ok"))
    default_storage.delete(name)
    return {"ok": True}


def live(_request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked, not even the database."""
    return JsonResponse({"live": True})


def ready(_request: HttpRequest) -> JsonResponse:
    """The service can work; 503 when it can't."""
    found = facts()
    return JsonResponse(found, status=200 if found["ready"] else 503)


live.audience = ready.audience = "public"  # type: ignore[attr-defined]  # the door reads this attribute
