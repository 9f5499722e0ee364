"""People with badges and roles, a folder for files, and a scanner that answers over real TCP."""

import socket
import struct
import threading
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from alongside.ground.access.models import Badge, RoleHeld, User
from alongside.ground.documents import services
from tests.training import train

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DUE = date(2026, 11, 4)
CHILD = UUID("11111111-1111-4111-8111-111111111111")
MUM, DAD, TEAM = "person:mum", "person:dad", "team:preston"
# In two halves, so that no scanner eats this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Every test keeps its files in a folder of its own."""
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "kept"}}
    settings.STORAGES = {**settings.STORAGES, "default": kept}
    return tmp_path / "kept"


def person(email, *roles, badges=(), kind="professional", is_active=True):
    user = User.objects.create_user(email=email, name=email.partition("@")[0].title(), kind=kind, is_active=is_active)
    for role in roles:
        RoleHeld.objects.create(user=user, role=role, since=date(2020, 1, 1), given_at=NOW)
        train(user, role, NOW)
    for badge in badges:
        Badge.objects.create(user=user, badge=badge, since=date(2020, 1, 1))
    return user


@pytest.fixture
def officer(db):
    return person("officer@example.org", "case_officer", badges=[TEAM])


@pytest.fixture
def colleague(db):
    """An officer of another team."""
    return person("colleague@example.org", "case_officer", badges=["team:burnley"])


@pytest.fixture
def manager(db):
    return person("manager@example.org", "send_manager")


@pytest.fixture
def governance(db):
    return person("governance@example.org", "audit_reader")


@pytest.fixture
def mum(db):
    return person("mum@example.org", "family_member", badges=[MUM], kind="family")


@pytest.fixture
def dad(db):
    return person("dad@example.org", "family_member", badges=[DAD], kind="family")


WORDS = b"Sam likes trains.\n"


def sent(content=None, name="report.txt"):
    return SimpleUploadedFile(name, WORDS if content is None else content)


@pytest.fixture
def add(db):
    """Keeps a file with sensible words."""

    def keep(content=None, name="report.txt", **changed):
        given = {
            "file": sent(content, name), "title": "Report", "kind": "advice", "child_uuid": CHILD,
            "ref": "ehc:request:22222222-2222-4222-8222-222222222222", "by": None, "at": NOW, "readers": [TEAM],
        }
        return services.add_upload(**{**given, **changed})

    return keep


@pytest.fixture
def to_check(add):
    """A document that waits for a check; mum and dad could read it."""

    def keep(**changed):
        return add(check_for={MUM: "Sarah Ward, mother", DAD: "Tom Ward, father"}, due_check_on=DUE,
                   about="Sam Ward, born 4 May 2017", **changed)

    return keep


class Clamd(threading.Thread):
    """Speaks clamd's INSTREAM over TCP: finds the test virus, or says and does what a test wants instead."""

    def __init__(self):
        super().__init__(daemon=True)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.door.getsockname()[1]}"
        self.answer, self.seen = None, []

    def run(self):
        while True:
            try:
                talk, _ = self.door.accept()
            except OSError:
                return
            with talk:
                self.serve(talk)

    def serve(self, talk):
        stream = talk.makefile("rb")
        if stream.read(10) != b"zINSTREAM\0":
            talk.sendall(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while len(head := stream.read(4)) == 4 and (size := struct.unpack(">L", head)[0]):
            content += stream.read(size)
        if len(head) < 4:
            return  # the other side hung up half way
        self.seen.append(content)
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        talk.sendall(found if self.answer is None else self.answer)

    def stop(self):
        self.door.close()


@pytest.fixture
def clamd(settings):
    server = Clamd()
    server.start()
    settings.CLAMAV = server.address
    yield server
    server.stop()
