"""What somebody had typed when their session ended: kept on the server for them alone, until they sign in again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

from alongside.ground.access.models import User

_KEY = "access_kept_form"
_LASTS = timedelta(hours=20)
_LONGEST = 100_000
"""Signs; a form beyond it is no text that somebody typed."""
_NEVER = {"csrfmiddlewaretoken"}


@dataclass(frozen=True, slots=True)
class KeptForm:
    """Where a form was going, its fields, and whether files were in it, which can't be kept."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool


def of(request: HttpRequest) -> KeptForm | None:
    """The form that a request brought, as far as it can be kept."""
    if request.method != "POST":
        return None
    fields = tuple(
        (name, value) for name, values in request.POST.lists() if name not in _NEVER for value in values
        if isinstance(value, str)
    )
    is_typed = any(value.strip() for _, value in fields)
    is_small = sum(len(value) for _, value in fields) <= _LONGEST
    return KeptForm(request.get_full_path(), fields, bool(request.FILES)) if is_typed and is_small else None


def keep(request: HttpRequest, form: KeptForm, user: User, *, at: datetime) -> None:
    """Keep it in the browser's new session, for this account only."""
    request.session[_KEY] = {
        "path": form.path, "fields": [list(pair) for pair in form.fields], "had_files": form.had_files,
        "for": str(user.uuid), "at": at.timestamp(),
    }


def held(request: HttpRequest, user: User, *, at: datetime) -> KeptForm | None:
    """What was kept for this account; what is somebody else's or too old is thrown away."""
    kept = request.session.get(_KEY)
    if kept is None:
        return None
    if kept["for"] != str(user.uuid) or at.timestamp() - kept["at"] > _LASTS.total_seconds():
        drop(request)
        return None
    return KeptForm(kept["path"], tuple((name, value) for name, value in kept["fields"]), kept["had_files"])


def drop(request: HttpRequest) -> None:
    """Throw it away."""
    request.session.pop(_KEY, None)


def is_sent(request: HttpRequest) -> bool:
    """Whether this request sends what was kept."""
    kept = request.session.get(_KEY) if request.method == "POST" else None
    return kept is not None and kept["path"] == request.get_full_path()
