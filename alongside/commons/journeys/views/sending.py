"""Check your answers, send them once, keep a copy."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from alongside.commons.journeys import queries, services
from alongside.commons.journeys.engine import Journey, answers, flow
from alongside.commons.journeys.models import Draft
from alongside.commons.journeys.views.browser import draft_of, private_page
from alongside.commons.journeys.views.pages import address
from alongside.commons.journeys.words import QuestionKind
from alongside.ground.access.policies import Audience, opens_to
from alongside.ground.core.errors import InvalidError, NotThereError, StaleError


@opens_to(Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Every answer with a link to change it; the button sends exactly what is shown."""
    at = timezone.now()
    draft = draft_of(request, journey, at)
    if draft is None:
        return redirect(address(journey, "start"))
    if draft.submitted_at is not None:
        return redirect(address(journey, "sent"))
    if request.method != "POST":
        return _show(request, journey, draft)
    try:
        services.submit(journey=journey, draft=draft, seen=request.POST.get("seen", ""), at=at)
    except StaleError:
        return _show(request, journey, queries.draft_again(draft), is_changed=True)
    except InvalidError as error:
        return _show(request, journey, draft, errors=error.errors)
    except NotThereError:
        return redirect(address(journey, "start"))
    return redirect(address(journey, "sent"))


@opens_to(Audience.PUBLIC)
@require_safe
def sent(request: HttpRequest, journey: Journey) -> HttpResponse:
    """What was sent, its reference, and what happens now; the same page however often it is asked for."""
    draft = draft_of(request, journey, timezone.now())
    if draft is None or draft.submitted_at is None:
        return redirect(address(journey, "start"))
    return private_page(request, journey.sent_template, {
        **draft.outcome, "journey": journey, "reference": draft.submitted_ref, "sent_at": draft.submitted_at,
        "copy_address": address(journey, "copy") if draft.answers else "",
    })


@opens_to(Audience.PUBLIC)
@require_safe
def copy(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Every question and answer on one page, to print or keep; for a day after sending."""
    draft = draft_of(request, journey, timezone.now())
    if draft is None or draft.submitted_at is None:
        return redirect(address(journey, "start"))
    if not draft.answers:
        return redirect(address(journey, "sent"))
    return private_page(request, "journeys/copy.html", {
        "journey": journey, "reference": draft.submitted_ref, "sent_at": draft.submitted_at,
        "sections": sections(journey, draft), "sent_address": address(journey, "sent"),
    })


def sections(journey: Journey, draft: Draft) -> dict[str, list[dict[str, str]]]:
    """Answers in words, by section, with the address that changes each."""
    found: dict[str, list[dict[str, str]]] = {}
    for step, questions in flow.walk(journey, draft.answers)[0]:
        for asked in questions:
            if asked.kind == QuestionKind.UPLOAD:
                words = "\n".join(document.filename for document in queries.documents_of(draft, asked.name))
            else:
                words = answers.words_of(asked, draft.answers.get(asked.name))
            found.setdefault(str(step.section), []).append({
                "name": asked.name, "label": str(asked.short_label or asked.label), "words": words,
                "change": address(journey, "page", step.slug) + "?from=check",
            })
    return found


def _show(request: HttpRequest, journey: Journey, draft: Draft, *, is_changed: bool = False,
          errors: Any = None) -> HttpResponse:
    pages = {q.name: step for step in journey.pages for q in step.questions}
    faults = [(address(journey, "page", pages[name].slug) + "?from=check" if name in pages else "", text)
              for name, text in (errors or {}).items()]
    missing = [(address(journey, "page", step.slug) + "?from=check", str(asked.short_label or asked.label),
                str(asked.wanted or asked.required))
               for step, asked in flow.missing(journey, draft.answers, draft.files)]
    return private_page(request, "journeys/check.html", {
        "journey": journey, "sections": sections(journey, draft), "missing": missing, "faults": faults,
        "is_changed": is_changed, "seen": answers.fingerprint(journey.questions, draft.answers, draft.files),
        "back": address(journey, "steps"), "save_address": address(journey, "save"),
    })
