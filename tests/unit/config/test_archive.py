"""Backup and restore: whole, checked, only into an empty database."""

import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from alongside.config import archive
from alongside.ground.access.models import User
from tests.house.plan import ROOT

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backed_up(tmp_path):
    User.objects.create_user("somebody@area.invalid", name="Somebody")
    upload = settings.HOME / "uploads" / "a" / "letter"
    upload.parent.mkdir(parents=True, exist_ok=True)
    upload.write_bytes(b"words")
    path = tmp_path / "whole.zip"
    archive.write(path, at=AT)
    return path


def rewritten(path, target, change):
    """A copy of the archive with one member changed."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, change(name, source.read(name)))
    return target


def test_the_archive_names_and_sums_every_part(backed_up):
    with zipfile.ZipFile(backed_up) as found:
        manifest = json.loads(found.read("manifest.json"))
        assert set(manifest["sums"]) == set(found.namelist()) - {"manifest.json"}
    assert {"database", "uploads/a/letter"} <= set(manifest["sums"])


def test_a_database_with_records_is_never_restored_over(backed_up):
    with pytest.raises(archive.ArchiveError, match="holds records"):
        archive.read(backed_up)


@pytest.mark.fault("restore drill")
def test_what_was_backed_up_comes_back_and_the_trail_verifies(backed_up, tmp_path):
    home = tmp_path / "new-home"
    env = {**os.environ, "ALONGSIDE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
           "SECRET_KEY": settings.SECRET_KEY}
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        env["DATABASE_URL"] = ""
    else:
        from tests.database import _as_owner

        _as_owner('CREATE DATABASE "alongside_restored"')
        env["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + "/alongside_restored"
    try:
        done = subprocess.run([sys.executable, "-m", "alongside", "restore", str(backed_up)], env=env, cwd=ROOT,
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert (home / "uploads" / "a" / "letter").read_bytes() == b"words"
        code = "from alongside.ground.access.models import User; print(User.objects.get().email)"
        shell = subprocess.run([sys.executable, "-m", "alongside", "shell", "-v0", "-c", code], env=env, cwd=ROOT,
                               capture_output=True, text=True)
        assert shell.stdout.strip() == "somebody@area.invalid", shell.stderr
    finally:
        if env["DATABASE_URL"]:
            _as_owner('DROP DATABASE "alongside_restored" WITH (FORCE)')


def emptied(monkeypatch):
    monkeypatch.setattr(archive, "database_is_empty", lambda: True)


def test_a_changed_archive_is_refused(backed_up, tmp_path, monkeypatch):
    emptied(monkeypatch)
    changed = rewritten(backed_up, tmp_path / "changed.zip",
                        lambda name, data: data + b"x" if name == "uploads/a/letter" else data)
    with pytest.raises(archive.ArchiveError, match="changed or cut off"):
        archive.read(changed)
    assert User.objects.count() == 1


def test_an_archive_of_another_database_is_refused(backed_up, tmp_path, monkeypatch):
    emptied(monkeypatch)
    other = rewritten(backed_up, tmp_path / "other.zip", lambda name, data: data.replace(
        b'"vendor": "', b'"vendor": "not-') if name == "manifest.json" else data)
    with pytest.raises(archive.ArchiveError, match="The archive is of not-"):
        archive.read(other)


@pytest.mark.abuse("AC-24")
def test_a_name_that_leads_outside_is_refused(backed_up, tmp_path, monkeypatch):
    emptied(monkeypatch)

    def point_outside(name, data):
        if name != "manifest.json":
            return data
        manifest = json.loads(data)
        manifest["sums"] = {"../../outside": "0", **manifest["sums"]}
        return json.dumps(manifest).encode()

    hostile = rewritten(backed_up, tmp_path / "hostile.zip", point_outside)
    with pytest.raises(archive.ArchiveError, match="leads outside"):
        archive.read(hostile)


def test_noise_is_no_archive(tmp_path):
    (tmp_path / "noise.zip").write_bytes(b"noise")
    with pytest.raises(CommandError, match="not a whole archive"):
        call_command("restore", str(tmp_path / "noise.zip"))
