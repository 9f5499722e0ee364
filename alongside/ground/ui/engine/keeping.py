"""When the database or the disk can't take a save: how to tell, and what of a form is given back to the person."""

import errno
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, UnreadablePostError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_SQLITE = ("locked", "busy", "disk is full", "disk i/o error", "unable to open database file", "readonly database")
"""What SQLite says when it can't save now; its other operational errors are faults of ours, such as a missing table."""
_SECRET = ("password", "passphrase", "code", "credential", "token")
"""Parts of the names of fields that are never sent back: who typed them types them again."""
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - a field's name
_DEEP = 8


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that could not be saved: where to send it again, its fields, words to read, and files to choose again."""

    action: str
    fields: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    files: tuple[tuple[str, str], ...]


def is_busy(error: BaseException | None) -> bool:
    """Whether an error, or what caused it, says that nothing can be saved just now: locked, cut off, or full."""
    return any(_is_one(found) for found in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(_DEEP):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _is_one(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in _FULL
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    return connection.vendor != "sqlite" or any(words in str(error).lower() for words in _SQLITE)


def kept_of(request: HttpRequest) -> Kept | None:
    """What somebody sent, to be sent again as it stands, the key of the form with it; never passwords, never files.

    Nothing for a page that was only read, and where the form itself did not arrive whole.
    """
    if request.method != "POST":
        return None
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        files = tuple((name, str(file.name)) for name, found in request.FILES.lists() for file in found)
    except (OSError, UnreadablePostError, RequestDataTooBig, SuspiciousOperation):
        return None
    fields = tuple((name, str(value)) for name, value in sent if not _is_secret(name))
    words = tuple(value for name, value in fields if name != TOKEN and len(value.split()) > 1)
    return Kept(request.get_full_path(), fields, words, files) if fields else None


def _is_secret(name: str) -> bool:
    return name != TOKEN and any(part in name.lower() for part in _SECRET)
