"""The rules for everybody: each duty in words for families and in law for officers, without an account."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alongside.commons.clocks import policies, services
from alongside.commons.clocks.engine import catalogue, marks
from alongside.commons.clocks.engine.catalogue import RuleCard
from alongside.commons.clocks.engine.editions import edition
from alongside.commons.clocks.engine.marks import Marks
from alongside.commons.clocks.forms import MarkForm
from alongside.commons.clocks.words import MarkKind
from alongside.commons.clocks.words.journey import OTHER, PAGE_ORDER, PARTS, STRENGTH_WORDS
from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.errors import InvalidError
from alongside.ground.ui.services import page

LONGEST = 100
"""Signs of a search that are looked at."""


@opens_to(Audience.PUBLIC)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All rules by part of the way, or those that somebody looks for."""
    asked = {name: request.GET.get(name, "").strip()[:LONGEST] for name in ("q", "part", "kind")}
    cards = [card for card in catalogue.rules().values() if _fits(card, asked)]
    known = {part.key: part.title for part in (*PARTS, OTHER)}
    present = {card.part.key for card in catalogue.rules().values()}
    return page(request, "clocks/rules.html", {
        "parts": catalogue.by_part(cards), "n_found": len(cards), "asked": asked, "is_asked": any(asked.values()),
        "part_choices": [(key, known[key]) for key in PAGE_ORDER if key in present],
        "kind_choices": list(STRENGTH_WORDS.items()), "edition": edition(),
    })


def _fits(card: RuleCard, asked: dict[str, str]) -> bool:
    """Every word that was typed stands somewhere in the rule; part and kind where they were chosen."""
    return (
        all(word in card.words for word in asked["q"].casefold().split())
        and asked["part"] in ("", card.part.key) and asked["kind"] in ("", card.now.strength)
    )


@opens_to(Audience.PUBLIC)
@require_safe
def rule(request: HttpRequest, duty: str) -> HttpResponse:
    """One rule: what a family can expect, by when, what to do when it isn't so; then the law."""
    card = _card(duty)
    held = marks.marks_that_hold().get(card.id, Marks())
    return page(request, "clocks/rule.html", {
        "rule": card, "marks": held, "edition": edition(), "can_mark": policies.can_mark(request.user),
    })


@opens_to(Audience.permission(Permission.ALLOCATE))
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, duty: str, kind: str) -> HttpResponse:
    """Write down who checked the rule against the regulation, or which families agreed its wording."""
    card = _card(duty)
    text = marks.text_of(card, kind) if kind in set(MarkKind) else ""
    if not text:
        raise Http404
    now = timezone.now()
    form = MarkForm(request.POST if request.method == "POST" else None, today=timezone.localdate(now),
                    initial={"text_hash": marks.hash_of(text)})
    if request.method == "POST" and form.is_valid():
        try:
            services.mark_rule(duty=card.id, kind=kind, by=cast(User, request.user), at=now, **_given(form))
        except InvalidError as error:
            form.add_invalid(error)
        else:
            messages.success(request, _("Saved. The page of the rule says so from now on."))
            return redirect("clocks_rule", card.id)
    return page(request, "clocks/mark.html", {
        "rule": card, "kind": kind, "lines": text.splitlines(), "form": form,
    }, status=400 if form.is_bound else 200)


def _given(form: MarkForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("text_hash", "by_words", "on_day", "note")}


def _card(duty: str) -> RuleCard:
    """The card of a rule in force; a proposal has no page."""
    found = catalogue.rules().get(duty)
    if found is None:
        raise Http404
    return found
