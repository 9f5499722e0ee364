"""Pages of those who plan capacity: the list, a question, its run and result, several side by side."""

import csv
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.errors import InvalidError, NotThereError, StaleError
from alongside.ground.core.paging import Page
from alongside.ground.ui.services import page
from alongside.oversight.insight.engine.backtest import back_test
from alongside.oversight.insight.engine.inputs import assumptions, groups
from alongside.oversight.insight.forms import NameForm, ScenarioForm
from alongside.oversight.insight.models import Scenario
from alongside.oversight.insight.queries import scenarios as queries
from alongside.oversight.insight.services import scenarios as services
from alongside.oversight.insight.views import showing
from alongside.oversight.insight.words import MOST_COMPARED, RUN_COLOURS, RUN_WORDS, SCENARIOS_ON_A_PAGE, RunState

OPEN = Audience.permission(Permission.PLAN_CAPACITY)


def found_or_404(request: HttpRequest, uuid: UUID) -> Scenario:
    """The scenario of an address."""
    try:
        return queries.scenario_for(request.user, uuid)
    except NotThereError:
        raise Http404 from None


@opens_to(OPEN)
@require_safe
def scenarios(request: HttpRequest) -> HttpResponse:
    """Every question that was asked, the latest first."""
    rows = queries.scenarios(request.user)
    paging = Page.of(request.GET.get("page", ""), size=SCENARIOS_ON_A_PAGE, total=rows.count())
    shown = [
        {"row": row, "state": RUN_WORDS[row.state], "colour": RUN_COLOURS[row.state],
         "is_done": row.state == RunState.DONE, "by": row.made_by.name if row.made_by else "",
         "gone": queries.events_of(row)[1].middle if row.state == RunState.DONE else "–"}
        for row in rows[paging.start:paging.stop]
    ]
    return page(request, "insight/scenarios.html", {"rows": shown, "paging": paging, "most": MOST_COMPARED})


@opens_to(OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a new question, or change a copy of an earlier one."""
    form = ScenarioForm(request.POST) if request.method == "POST" else _prefilled(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ask(name=form.cleaned_data["name"], given=form.asked(), by=cast(User, request.user),
                                at=timezone.now())
        except InvalidError as error:
            form.add_invalid(error)
        else:
            return redirect("insight_scenario", made.uuid)
    return page(request, "insight/ask.html", {"form": form}, status=400 if form.is_bound else 200)


def _prefilled(request: HttpRequest) -> ScenarioForm:
    """Empty, or filled from the scenario that the address names."""
    text = request.GET.get("copy", "")
    if not text:
        return ScenarioForm()
    try:
        row = found_or_404(request, UUID(text))
    except ValueError:
        raise Http404 from None
    name = gettext("Copy of %(name)s") % {"name": row.name}
    starts_on = date.fromisoformat(row.inputs["starts_on"])
    return ScenarioForm(initial={"name": name[:100], "starts_on": starts_on}, values=row.inputs)


@opens_to(OPEN)
@require_safe
def scenario(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far the run is, or what came out of it."""
    row = found_or_404(request, uuid)
    context: dict[str, Any] = {
        "row": row, "state": RUN_WORDS[row.state], "colour": RUN_COLOURS[row.state], "asked": showing.asked(row),
        "by": row.made_by.name if row.made_by else "", "is_open": request.GET.get("open") == "all",
    }
    if row.state != RunState.DONE:
        return page(request, "insight/running.html", context)
    return page(request, "insight/scenario.html", context | showing.result(row))


@opens_to(OPEN)
@require_safe
def progress(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far a run is, for the page's own script."""
    row = found_or_404(request, uuid)
    return JsonResponse({"state": row.state, "n_done": row.n_done, "n": row.n_replications})


@opens_to(OPEN)
@require_safe
def figures(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All months and measures as CSV; numbers only."""
    row = found_or_404(request, uuid)
    if row.state != RunState.DONE:
        raise Http404
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="scenario-{str(row.uuid)[:8]}.csv"'
    head, rows = queries.figures(row)
    csv.writer(answer).writerows([head, *rows])
    return answer


@opens_to(OPEN)
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four results side by side."""
    rows = queries.several(request.user, request.GET.getlist("s"))
    context = {"rows": rows, "most": MOST_COMPARED, "n_asked": len(request.GET.getlist("s"))}
    return page(request, "insight/compare.html", context | (showing.compared(rows) if len(rows) > 1 else {}))


@opens_to(OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Another name."""
    row = found_or_404(request, uuid)
    form = NameForm(request.POST or None, initial={"name": row.name, "version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename(scenario=row, name=form.cleaned_data["name"], version=form.cleaned_data["version"],
                            by=cast(User, request.user), at=timezone.now())
        except StaleError as error:
            form.add_error("name", gettext("Somebody renamed it to “%(name)s” meanwhile. Save again to use yours.") % {
                "name": error.theirs["name"]})
            form.data = {**form.data.dict(), "version": str(row.version)}  # type: ignore[attr-defined]  # a QueryDict
        else:
            return redirect("insight_scenario", row.uuid)
    return page(request, "insight/name.html", {"form": form, "row": row}, status=400 if form.is_bound else 200)


@opens_to(OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask once more, then remove it."""
    row = found_or_404(request, uuid)
    if request.method != "POST":
        return page(request, "insight/discard.html", {"row": row})
    services.discard(scenario=row, by=cast(User, request.user), at=timezone.now())
    messages.success(request, gettext("The scenario is gone."))
    return redirect("insight_scenarios")


@opens_to(OPEN)
@require_safe
def assumed(request: HttpRequest) -> HttpResponse:
    """Everything that a result rests on, and whether it would have been right once."""
    return page(request, "insight/assumptions.html", {
        "groups": groups(), "assumptions": assumptions(), "test": back_test(),
    })
