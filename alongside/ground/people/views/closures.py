"""Closures of one setting or of the area: seen, entered, taken back, and loaded from term dates."""

import csv
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.people import queries, services
from alongside.ground.people.forms.closures import ClosureForm, TermsForm
from alongside.ground.people.models import Closure, Setting
from alongside.ground.people.views.visit import visitor
from alongside.ground.ui.services import page

KEEPS = Audience.permission(Permission.WORK_CASES, Permission.MANAGE_POSTS)
MOST_BYTES = 2 * 1024 * 1024
"""A table of term dates for every school of the largest area is a tenth of this."""


@opens_to(KEEPS)
@require_http_methods(["GET", "HEAD", "POST"])
def closures(request: HttpRequest, uuid: UUID | None = None) -> HttpResponse:
    """When a setting is closed (without one: the area's holidays), with a form for one more."""
    user, at = visitor(request)
    setting = get_object_or_404(Setting, uuid=uuid) if uuid else None
    form = ClosureForm(request.POST if request.method == "POST" else None, today=day_of(at))
    if form.is_bound and form.is_valid():
        try:
            services.save_closure(setting=setting, by=user, at=at, **form.cleaned_data)
        except InvalidError as error:
            form.add_invalid(error)
        else:
            messages.success(request, gettext("Saved. Clocks that it touches are judged anew tonight."))
            return redirect(request.path)
    return _shown(request, setting, form, TermsForm(), 400 if form.is_bound else 200)


@opens_to(KEEPS)
@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Load a table of term dates; every faulty line is named, and then nothing is loaded."""
    user, at = visitor(request)
    form = TermsForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            counts = services.load_terms(_rows(form.cleaned_data["file"]), by=user, at=at)
        except InvalidError as error:
            form.add_invalid(error)
        else:
            messages.success(request, gettext("Loaded: %(n)d closures.") % {"n": counts["closures"]})
            return redirect("people_area_closures")
    return _shown(request, None, ClosureForm(), form, 400)


@opens_to(KEEPS)
@require_POST
def remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back a closure."""
    user, at = visitor(request)
    found = get_object_or_404(Closure.objects.select_related("setting"), uuid=uuid)
    services.remove_closure(closure=found, by=user, at=at)
    messages.success(request, gettext("Removed."))
    if found.setting is None:
        return redirect("people_area_closures")
    return redirect("people_closures", found.setting.uuid)


def _rows(file: object) -> list[dict[str, str]]:
    """Rows of a CSV file; UTF-8, or Windows where it isn't that. Raises InvalidError for what is no such file."""
    raw: bytes = file.read(MOST_BYTES + 1)  # type: ignore[attr-defined]  # an uploaded file
    if len(raw) > MOST_BYTES:
        raise InvalidError({"file": "The file is larger than any table of term dates."})
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    try:
        return list(csv.DictReader(text.replace("\0", "").splitlines()))
    except csv.Error:
        raise InvalidError({"file": "This is not a CSV file."}) from None


def _shown(
    request: HttpRequest, setting: Setting | None, form: ClosureForm, terms: TermsForm, status: int
) -> HttpResponse:
    rows = queries.closures_of(setting) if setting else queries.closures_of_area()
    return page(request, "people/closures.html", {
        "setting": setting, "form": form, "terms": terms, "rows": rows,
        "faulty": next((one for one in (form, terms) if one.is_bound), None),
    }, status=status)
