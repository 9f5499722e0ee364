"""Pages of the data officer: every load, what was found in one, and a form to check a file."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.errors import NotThereError
from alongside.ground.core.paging import Page
from alongside.ground.ui.services import page
from alongside.oversight.returns import queries, services
from alongside.oversight.returns.forms import CheckForm
from alongside.oversight.returns.words import (
    LOADS_ON_A_PAGE,
    PROBLEMS_ON_A_PAGE,
    SEVERITY_WORDS,
    STATE_COLOURS,
    STATE_WORDS,
    LoadState,
    Severity,
)

_OPEN = Audience.permission(Permission.LOAD_RETURN)


@opens_to(_OPEN)
def loads(request: HttpRequest) -> HttpResponse:
    """Every file that was checked or loaded."""
    rows = queries.loads(request.user)
    paging = Page.of(request.GET.get("page", ""), size=LOADS_ON_A_PAGE, total=rows.count())
    shown = [
        {"load": row, "state": STATE_WORDS[LoadState(row.state)], "colour": STATE_COLOURS[LoadState(row.state)],
         "by": row.by.name if row.by else ""}
        for row in rows[paging.start:paging.stop]
    ]
    return page(request, "returns/loads.html", {"rows": shown, "paging": paging, "form": CheckForm()})


@opens_to(_OPEN)
def check(request: HttpRequest) -> HttpResponse:
    """Take a file, check it, and lead to what was found; nothing is loaded."""
    is_sent = request.method == "POST"
    form = CheckForm(request.POST, request.FILES) if is_sent else CheckForm()
    if is_sent and form.is_valid():
        with _kept(form.cleaned_data["given"]) as path:
            report = services.check_return(path, by=cast(User, request.user), at=timezone.now())
        return redirect("returns_load", report.load.uuid)
    return page(request, "returns/check.html", {"form": form}, status=400 if is_sent else 200)


@opens_to(_OPEN)
def load(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One load: its counts, the rules that were broken, and the problems one by one."""
    try:
        found = queries.load_for(request.user, uuid)
    except NotThereError:
        raise Http404 from None
    filters = {name: request.GET.get(name, "") for name in ("severity", "rule")}
    rows = queries.problems(found, filters)
    paging = Page.of(request.GET.get("page", ""), size=PROBLEMS_ON_A_PAGE, total=rows.count())
    kept = {name: value for name, value in filters.items() if value}
    return page(request, "returns/load.html", {
        "load": found, "state": STATE_WORDS[LoadState(found.state)], "colour": STATE_COLOURS[LoadState(found.state)],
        "counts": queries.rule_counts(found), "problems": list(rows[paging.start:paging.stop]), "paging": paging,
        "severities": [(s.value, SEVERITY_WORDS[s]) for s in Severity], "filters": filters,
        "base": "?" + urlencode({**kept, "page": ""}),
    })


@contextmanager
def _kept(files: Iterable[UploadedFile[Any]]) -> Iterator[Path]:
    """The uploaded files on disk for as long as they are being read: one XML file, or a folder with a CSV set."""
    given = list(files)
    with tempfile.TemporaryDirectory(prefix="return-") as scratch:
        folder = Path(scratch)
        for number, file in enumerate(given):
            path = folder / _safe_name(file.name or "", number)
            with path.open("wb") as out:
                for chunk in file.chunks():
                    out.write(chunk)
        is_set = len(given) > 1 or path.suffix.lower() == ".csv"
        yield folder if is_set else path


def _safe_name(name: str, number: int) -> str:
    """A file's name without any folder; unusable names get a number."""
    bare = "".join(sign for sign in Path(name.replace("\\", "/")).name if sign.isprintable())[-120:]
    return bare if bare.strip(". ") else f"file-{number}"
