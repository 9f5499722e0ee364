"""One migrated database a run, copied to each worker; and put back after a test that commits."""

import fcntl
import os
import sqlite3
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections


def prepare(worker: str, run: str) -> None:
    """Give this worker its own copy of the run's migrated template."""
    if connection.vendor == "sqlite":
        _prepare_sqlite(worker, run)
    else:
        _prepare_postgres(worker, run)


def restore() -> None:
    """Put the template's contents back, past the triggers that guard the audit trail."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(settings.TEST_TEMPLATE) as template:
            template.backup(connection.connection)
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        names = [name for name in connection.introspection.table_names() if name not in settings.TEST_KEPT]
        cursor.execute("TRUNCATE {} RESTART IDENTITY".format(", ".join(f'"{name}"' for name in names)))
        cursor.execute("SET session_replication_role = DEFAULT")


def _once(run: str, make) -> None:
    """Let the first worker of a run make the template while the others wait."""
    folder = Path(tempfile.gettempdir()) / f"alongside-run-{run}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "done"
        if not done.exists():
            make()
            done.write_text("yes")


def _point_at(name: str) -> None:
    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = name


def _migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def _prepare_sqlite(worker: str, run: str) -> None:
    folder = Path(tempfile.gettempdir()) / f"alongside-run-{run}"
    template, own = folder / "template.sqlite3", folder / f"{worker}.sqlite3"

    def make() -> None:
        _point_at(str(template))
        _migrate()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    _once(run, make)
    own.unlink(missing_ok=True)
    with sqlite3.connect(template) as source, sqlite3.connect(own) as target:
        source.backup(target)
    settings.TEST_TEMPLATE = str(template)
    _point_at(str(own))


def _prepare_postgres(worker: str, run: str) -> None:
    template, own = f"alongside_template_{run[:8]}", f"alongside_{run[:8]}_{worker}"

    def make() -> None:
        _as_owner(f'CREATE DATABASE "{template}"')
        _point_at(template)
        _migrate()
        connections["default"].close()

    _once(run, make)
    _as_owner(f'CREATE DATABASE "{own}" TEMPLATE "{template}"')
    _point_at(own)
    settings.TEST_KEPT = [name for name in ("django_migrations",) if name] + _filled()


def _filled() -> list[str]:
    """Tables that migrations fill: they stay as they are after a test that commits."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        kept = []
        for name in names:
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{name}")')
            if cursor.fetchone()[0]:
                kept.append(name)
        return kept


def drop(worker: str, run: str) -> None:
    """Remove this worker's copy, and the template with the last of them."""
    connections["default"].close()
    if connection.vendor == "sqlite":
        return
    _as_owner(f'DROP DATABASE IF EXISTS "alongside_{run[:8]}_{worker}" WITH (FORCE)')
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        _as_owner(f'DROP DATABASE IF EXISTS "alongside_template_{run[:8]}" WITH (FORCE)')


def _as_owner(statement: str) -> None:
    import psycopg

    given = settings.DATABASES["default"]
    with psycopg.connect(
        host=given["HOST"], port=given["PORT"] or 5432, user=given["USER"], password=given["PASSWORD"] or None,
        dbname="postgres", autocommit=True,
    ) as session:
        session.execute(statement)
