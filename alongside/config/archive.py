"""Backup and restore: database, uploads and audit heads in one archive, each with its checksum."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

FORMAT = 1
FOLDERS = ("uploads", "audit-heads")
BLOCK = 1 << 20


class ArchiveError(Exception):
    """The archive can't be written, read or trusted; the text says which part."""


def write(path: Path, *, at: datetime) -> dict[str, str]:
    """Write the archive beside its final name, then put it in place whole; returns the checksum of each member."""
    with tempfile.TemporaryDirectory(prefix="alongside-backup-") as folder:
        dump = Path(folder) / "database"
        _dump_database(dump)
        members = [("database", dump), *_files()]
        sums = {name: _checksum(file) for name, file in members}
        manifest = {"format": FORMAT, "vendor": connection.vendor, "made_at": at.isoformat(), "sums": sums}
        part = path.with_suffix(path.suffix + ".part")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("manifest.json", json.dumps(manifest, indent=1))
            for name, file in members:
                archive.write(file, name)
        part.replace(path)
    return sums


def read(path: Path) -> int:
    """Check every sum, then restore into an empty database and home; returns the number of files put back."""
    if not zipfile.is_zipfile(path):
        raise ArchiveError(f"{path.name} is not a whole archive.")
    if not database_is_empty():
        raise ArchiveError("This database holds records. Restore into an empty one.")
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory(prefix="alongside-restore-") as folder:
        manifest = json.loads(archive.read("manifest.json"))
        if manifest["format"] != FORMAT or manifest["vendor"] != connection.vendor:
            raise ArchiveError(f"The archive is of {manifest['vendor']}, format {manifest['format']}.")
        for name, wanted in manifest["sums"].items():
            target = (Path(folder) / name).resolve()
            if not target.is_relative_to(Path(folder).resolve()):
                raise ArchiveError(f"The archive holds a name that leads outside: {name}.")
            archive.extract(name, folder)
            if _checksum(target) != wanted:
                raise ArchiveError(f"{name} in the archive was changed or cut off.")
        _load_database(Path(folder) / "database")
        for part in FOLDERS:
            if (Path(folder) / part).exists():
                shutil.copytree(Path(folder) / part, settings.HOME / part, dirs_exist_ok=True)
        return len(manifest["sums"]) - 1


def database_is_empty() -> bool:
    """No account and no child; tables may be there already."""
    tables = set(connection.introspection.table_names())
    models = [apps.get_model("access", "User"), apps.get_model("people", "Child")]
    return not any(model._meta.db_table in tables and model._default_manager.exists() for model in models)


def _files() -> Iterator[tuple[str, Path]]:
    for part in FOLDERS:
        folder = settings.HOME / part
        for file in sorted(folder.rglob("*")) if folder.exists() else ():
            if file.is_file():
                yield f"{part}/{file.relative_to(folder)}", file


def _checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _dump_database(target: Path) -> None:
    if connection.vendor == "sqlite":
        with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as source, sqlite3.connect(target) as copy:
            source.backup(copy)
        return
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def _load_database(dump: Path) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        with sqlite3.connect(dump) as source, sqlite3.connect(settings.DATABASES["default"]["NAME"]) as target:
            source.backup(target)
        return
    _postgres("pg_restore", "--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction", str(dump))


def _postgres(program: str, *arguments: str) -> None:
    """Run PostgreSQL's own tool; the password goes by environment, never by argument."""
    given = settings.DATABASES["default"]
    place = [f"--host={given['HOST']}", f"--port={given['PORT'] or 5432}", f"--username={given['USER']}",
             f"--dbname={given['NAME']}"]
    found = shutil.which(program)
    if not found:
        raise ArchiveError(f"{program} is not installed here.")
    env = {**os.environ, "PGPASSWORD": given["PASSWORD"] or ""}
    done = subprocess.run([found, *place, *arguments], env=env,  # noqa: S603 - our own words
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise ArchiveError(f"{program} failed: {done.stderr.strip().splitlines()[-1] if done.stderr else ''}")
