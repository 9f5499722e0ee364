"""The decision: test, evidence, reasons, the check for unlawful grounds, the preview, and the letter that leaves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, StaleError
from alongside.ground.core.paging import Page
from alongside.ground.documents.engine.html import compose_html
from alongside.ground.ui.services import page
from alongside.work.ehc import policies, queries, services
from alongside.work.ehc.engine import reasons
from alongside.work.ehc.forms import work
from alongside.work.ehc.models import Decision, Request
from alongside.work.ehc.services import composing, deciding
from alongside.work.ehc.views.acting import act_page, viewer
from alongside.work.ehc.words import GROUND_WORDS, Outcome

DECIDES = Audience.permission(Permission.DECIDE_ASSESSMENT)
SENDS = Audience.permission(Permission.DECIDE_ASSESSMENT, Permission.WORK_CASES)
AUTHORISES = Audience.permission(Permission.SECOND_APPROVE)


@opens_to(DECIDES)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Save a decision; a refusal that seems to rest on an unlawful ground comes back with what is wrong with it."""
    user, now = viewer(request), timezone.now()
    row = queries.request_for(user, uuid, now)
    policies.demand(policies.can_decide(user, row, on=day_of(now)), "decide whether to assess")
    standing = queries.decision_of(row)
    is_refusal = request.POST.get("outcome") == Outcome.REFUSE
    flags = reasons.flags(request.POST.get("reasons", "")) if is_refusal else ()
    form = work.DecisionForm(
        request.POST if request.method == "POST" else None, today=day_of(now), initial=_initial(row, standing),
        evidence=[(str(e.uuid), e.title) for e in row.evidence.order_by("received_on", "id")],
        flags=[(flag.code, flag.title) for flag in flags],
    )
    stale: StaleError | None = None
    if form.is_bound and form.is_valid():
        try:
            services.decide(
                request=row, given=_given(form.cleaned_data, [flag.code for flag in flags]), by=user, at=now,
                version=form.cleaned_data["version"],
            )
        except InvalidError as error:
            form.add_invalid(error)
        except StaleError as error:
            stale = error
        else:
            messages.success(request, "The decision is saved. It counts when the letter has left.")
            return redirect("ehc_send", row.uuid)
    return page(request, "ehc/decide.html", {
        "form": form, "uuid": row.uuid, "reference": row.reference, "child": row.child.full_name,
        "flags": flags, "stale": stale,
        "is_late": deciding.is_overdue(row, day_of(now)), "warnings": queries.warnings(row),
    }, status=409 if stale else 200)


def _initial(row: Request, standing: Decision | None) -> dict[str, Any]:
    """What stands already; for a yes the reasons are there, so that one click after the test is enough."""
    if standing is None:
        kept = getattr(row, "answers", None)
        return {"version": 0, "strengths": (kept.answers if kept else {}).get("good_at", ""),
                "reasons": deciding.YES_REASONS, "evidence": [str(e.uuid) for e in row.evidence.all()]}
    return {
        "version": standing.version, "outcome": standing.outcome, "reasons": standing.reasons,
        "has_or_may_have_sen": standing.has_or_may_have_sen, "may_be_necessary": standing.may_be_necessary,
        "strengths": standing.strengths, "evidence": standing.evidence_uuids, "why_late": standing.why_late,
        "evidence_words": standing.evidence_words,
    }


def _given(cleaned: dict[str, Any], codes: list[str]) -> services.DecisionGiven:
    return services.DecisionGiven(
        outcome=cleaned["outcome"], has_or_may_have_sen=cleaned["has_or_may_have_sen"],
        may_be_necessary=cleaned["may_be_necessary"], reasons=cleaned["reasons"],
        evidence=tuple(UUID(uuid) for uuid in cleaned["evidence"]), evidence_words=cleaned["evidence_words"],
        strengths=cleaned["strengths"], why_late=cleaned["why_late"],
        flag_answers={code: cleaned.get(f"flag_{code}", "") for code in codes},
    )


@opens_to(SENDS)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The letter as it would leave today, to whom and what they are to the child, and the button that sends it."""
    user, now = viewer(request), timezone.now()
    row = queries.request_for(user, uuid, now)
    decision = queries.decision_of(row)
    if decision is None or decision.sent_at is not None:
        return redirect("ehc_request", row.uuid)
    form = work.SendForm(
        request.POST if request.method == "POST" else None, today=day_of(now), initial={"version": decision.version}
    )
    if form.is_bound and form.is_valid():
        try:
            services.send_decision(decision=decision, by=user, at=now, **form.cleaned_data)
        except InvalidError as error:
            form.add_invalid(error)
        else:
            messages.success(request, "The letter has left.")
            return redirect("ehc_request", row.uuid)
    whole = compose_html(composing.decision_letter(decision, day_of(now))).decode()
    return page(request, "ehc/send.html", {
        "form": form, "uuid": row.uuid, "reference": row.reference, "child": row.child.full_name,
        "is_refusal": decision.outcome == Outcome.REFUSE, "is_curfew": services.is_curfew(now),
        "letter": _body(whole), "to": composing.recipient_words(row, day_of(now)),
    })


def _body(whole: str) -> str:
    """What stands between <main> and </main> of a composed letter: the composer escapes every word in it."""
    inside = whole.partition("<main>")[2].rpartition("</main>")[0]
    for level in (4, 3, 2, 1):
        # The page has its own first heading: the letter's headings step down by one.
        inside = inside.replace(f"<h{level}>", f"<h{level + 1}>").replace(f"</h{level}>", f"</h{level + 1}>")
    return mark_safe(inside)  # noqa: S308 - made by the composer, which escapes all that anybody typed


@opens_to(AUTHORISES)
def exception(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Claim that a lawful ground lifts the limit of a step."""

    def act(row: Request, given: dict[str, Any], by: User, at: datetime) -> object:
        return services.claim_exception(request=row, by=by, at=at, **given)

    return act_page(request, uuid, work.ExceptionForm, act, title="Claim an exception", button="Claim it",
                    done=_claimed_words, initial={"duty": request.GET.get("step", "")},
                    intro="It lifts the limit of one step. The clock does not stop and lateness is never deleted.")


def _claimed_words(made: services.Claimed) -> str:
    if made.n_told:
        return ngettext("The exception is claimed and %(n)d person is told in writing.",
                        "The exception is claimed and %(n)d people are told in writing.", made.n_told) % {"n": made.n_told}
    return gettext("The exception is claimed. Nobody can be written to: tell the family yourself, and note the call.")


@opens_to(Audience.permission(Permission.WORK_CASES))
def late(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Tell the family that the answer is late, before they ask."""

    def act(row: Request, given: dict[str, Any], by: User, at: datetime) -> object:
        services.tell_lateness(request=row, by=by, at=at, **given)
        return row

    return act_page(request, uuid, work.LateForm, act, title="Tell the family that the answer is late", button="Send",
                    done="The family is told.", intro="The letter says that we are breaking the law, and what helps now.")


@opens_to(AUTHORISES)
def claims(request: HttpRequest) -> HttpResponse:
    """Exceptions without a ground, and those that were entered more than ten days after their ground arose."""
    user, now = viewer(request), timezone.now()
    waiting = queries.ungrounded(user, day_of(now))
    paging = Page.of(request.GET.get("page", ""), size=25, total=waiting.count())
    rows = [
        {"reference": claim.request.reference, "uuid": claim.request.uuid, "ground": GROUND_WORDS[claim.ground],
         "from_on": claim.from_on, "claimed_at": claim.claimed_at, "by": claim.authorised_by.name}
        for claim in queries.late_claims(user, day_of(now))[:200]
    ]
    return page(request, "ehc/claims.html", {
        "rows": rows, "waiting": list(waiting[paging.start:paging.stop]), "paging": paging,
        "base": f"{reverse('ehc_claims')}?page=",
    })

