"""First page, question pages, and the list of steps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from alongside.commons.journeys import queries, services
from alongside.commons.journeys.engine import Journey, Page, Question, answers, flow
from alongside.commons.journeys.forms import question_form
from alongside.commons.journeys.models import Draft
from alongside.commons.journeys.views.browser import draft_of, keep, private_page
from alongside.commons.journeys.words import PageState, QuestionKind
from alongside.ground.access.policies import Audience, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError, StaleError
from alongside.ground.ui.forms import Form


@opens_to(Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, journey: Journey) -> HttpResponse:
    """What this is for, what happens with the words, who to ring now. A draft begins when somebody presses start."""
    at = timezone.now()
    if request.method == "POST":
        draft, key = services.start(journey=journey, at=at)
        keep(request, draft, key)
        return redirect(address(journey, "page", journey.pages[0].slug))
    draft_here = draft_of(request, journey, at)
    has_draft = draft_here is not None and draft_here.submitted_at is None
    return private_page(request, journey.start_template, {
        "journey": journey, "has_draft": has_draft, "steps_address": address(journey, "steps"),
    })


@opens_to(Audience.PUBLIC)
@require_safe
def steps(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Every step with its state; the way back into a saved draft."""
    draft = draft_of(request, journey, timezone.now())
    if draft is None:
        return redirect(address(journey, "start"))
    if draft.submitted_at is not None:
        return redirect(address(journey, "sent"))
    sections: dict[str, list[dict[str, str]]] = {}
    colours = {PageState.TO_DO: "blue", PageState.PARTLY: "yellow", PageState.DONE: ""}
    for step in flow.applicable(journey, draft.answers):
        state = flow.state(journey, step, draft.answers, draft.files)
        sections.setdefault(str(step.section), []).append({
            "text": str(step.heading), "href": address(journey, "page", step.slug), "state": state.name,
            "colour": colours[state],
        })
    following = flow.first_to_do(journey, draft.answers)
    return private_page(request, "journeys/steps.html", {
        "journey": journey, "draft": draft, "sections": sections,
        "next_address": address(journey, "page", following.slug) if following else address(journey, "check"),
        "save_address": address(journey, "save"), "discard_address": address(journey, "discard"),
    })


@opens_to(Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, journey: Journey, slug: str) -> HttpResponse:
    """One step: shows it, or keeps what was typed and goes on."""
    at = timezone.now()
    step = journey.page(slug)
    if step is None:
        raise Http404("no such step")
    draft = draft_of(request, journey, at)
    if draft is None:
        return _gone(request, journey, step, at) if request.method == "POST" else redirect(address(journey, "start"))
    if draft.submitted_at is not None:
        return redirect(address(journey, "sent"))
    questions = flow.shown_questions(journey, step, draft.answers)
    if not questions:
        return redirect(after(journey, draft, slug, is_checking=False))
    if request.method == "POST":
        try:
            return _take(request, journey, draft, step, questions, at)
        except NotThereError:
            return _gone(request, journey, step, at)
    form = question_form(questions, today=day_of(at), initial=flow.understood(journey, draft.answers))
    return _show(request, journey, draft, step, form)


def address(journey: Journey, name: str, *args: str) -> str:
    """Address of one of a journey's pages."""
    return reverse(f"{journey.key}_{name}", args=args)


def after(journey: Journey, draft: Draft, slug: str, *, is_checking: bool) -> str:
    """Where to go on: the next step; while checking, the first step that the change opened, or back to checking."""
    following = (flow.first_to_do(journey, draft.answers) if is_checking
                 else flow.page_after(journey, draft.answers, slug))
    return address(journey, "page", following.slug) if following else address(journey, "check")


def _take(request: HttpRequest, journey: Journey, draft: Draft, step: Page, questions: tuple[Question, ...],
          at: datetime) -> HttpResponse:
    for name, uuid in _removed(request, questions):
        services.remove_file(draft=draft, question=name, document_uuid=uuid, at=at)
        return redirect(request.get_full_path())
    form = question_form(questions, today=day_of(at), initial={}, data=request.POST, files=request.FILES)
    if not form.is_valid():
        return _show(request, journey, draft, step, form)
    typed = [q for q in questions if q.kind != QuestionKind.UPLOAD]
    uploads = [q for q in questions if q.kind == QuestionKind.UPLOAD]
    given = {**form.cleaned_data, **{q.name: None for q in uploads}}
    try:
        draft = services.save_page(draft=draft, questions=[*typed, *uploads], given=given,
                                   seen=request.POST.get("seen", ""), at=at)
        draft, is_added = _add_files(draft, uploads, form, at)
    except StaleError as error:
        return _show(request, journey, draft, step, form, conflict=_pairs(questions, error))
    except InvalidError as error:
        form.add_invalid(error)
        draft = queries.draft_again(draft)
        return _show(request, journey, draft, step, form)
    if "later" in request.POST:
        return redirect(address(journey, "save"))
    has_opened_more = any(q.name not in draft.answers for q in flow.shown_questions(journey, step, draft.answers))
    if is_added or has_opened_more or "add" in request.POST:
        return redirect(request.get_full_path())
    warnings = {name: text for name, text in form.warnings().items() if not draft.files.get(name)}
    if warnings and "anyway" not in request.POST:
        return _show(request, journey, draft, step, form, warnings=warnings)
    return redirect(after(journey, draft, step.slug, is_checking=request.GET.get("from") == "check"))


def _add_files(draft: Draft, uploads: Iterable[Question], form: Form, at: datetime) -> tuple[Draft, bool]:
    """Keep the files that came with the page; true when there were any, so that the person sees them listed."""
    is_added = False
    for asked in uploads:
        for file in form.cleaned_data.get(asked.name) or []:
            draft = services.add_file(draft=draft, question=asked, file=file, at=at)
            is_added = True
    return draft, is_added


def _removed(request: HttpRequest, questions: tuple[Question, ...]) -> list[tuple[Question, str]]:
    name, _, uuid = request.POST.get("remove", "").partition(":")
    return [(asked, uuid) for asked in questions if asked.name == name]


def _pairs(questions: tuple[Question, ...], error: StaleError) -> list[tuple[str, str, str]]:
    """What the conflict partial shows: label, saved text, typed text."""
    return [(str(q.label), error.theirs[q.name], error.ours[q.name]) for q in questions if q.name in error.theirs]


def _show(request: HttpRequest, journey: Journey, draft: Draft, step: Page, form: Form, *,
          conflict: Any = (), warnings: Any = None) -> HttpResponse:
    draft = queries.draft_again(draft) if conflict else draft
    questions = flow.shown_questions(journey, step, draft.answers)
    number, total = flow.step(journey, draft.answers, step.slug)
    is_checking = request.GET.get("from") == "check"
    before = flow.page_before(journey, draft.answers, step.slug)
    back = "check" if is_checking else "page" if before else "start"
    return private_page(request, "journeys/question.html", {
        "journey": journey, "step": step, "form": form, "questions": questions, "number": number, "total": total,
        "files": {q.name: queries.documents_of(draft, q.name) for q in questions if q.kind == QuestionKind.UPLOAD},
        "seen": answers.fingerprint(questions, draft.answers), "pairs": conflict, "warnings": warnings or {},
        "back": address(journey, back, *([before.slug] if before and back == "page" else [])),
        "steps_address": address(journey, "steps"), "is_checking": is_checking,
    })


def _gone(request: HttpRequest, journey: Journey, step: Page, at: datetime) -> HttpResponse:
    """The draft is no longer open here: give back every word that was just typed."""
    form = question_form(step.questions, today=day_of(at), initial={}, data=request.POST)
    typed = [(str(q.label), text) for q in step.questions if (text := _typed(form, q))]
    return private_page(request, "journeys/gone.html", {
        "journey": journey, "typed": typed, "start_address": address(journey, "start"),
    }, status=409)


def _typed(form: Form, asked: Question) -> str:
    value = form[asked.name].value()
    parts = value if isinstance(value, (list, tuple)) else [value]
    return " ".join(str(part) for part in parts if part)
