"""Work on one request: its page, and the small acts on the way to the decision."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alongside.ground.access.models import User
from alongside.ground.access.policies import opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError
from alongside.ground.core.references import new_token
from alongside.ground.people import queries as people_queries
from alongside.ground.people import services as people
from alongside.ground.ui.services import page
from alongside.work.ehc import policies, queries, services
from alongside.work.ehc.forms import work
from alongside.work.ehc.models import Consultation, Request
from alongside.work.ehc.queries import cases
from alongside.work.ehc.services import standing
from alongside.work.ehc.views.acting import SEES, WORKS, act_page, do, viewer
from alongside.work.ehc.words import EVIDENCE_WORDS, IDENTITY_WORDS, OUTCOME_WORDS, STATE_WORDS, UNDECIDED, RequestState
from alongside.work.ehc.words.day_words import day_count
from alongside.work.ehc.words.next_step import for_officer


@opens_to(SEES)
@require_safe
def case(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Everything on one request: clock with working, people, evidence, what is next, and what can be done."""
    user, now = viewer(request), timezone.now()
    row = queries.request_for(user, uuid, now)
    people.open_child(user=user, uuid=(row.child.merged_into or row.child).uuid, at=now, page="ehc.request")
    return page(request, "ehc/case.html", _context(row, user, day_of(now)))


def _context(row: Request, user: User, on: Any) -> dict[str, Any]:
    due = row.track.next_due if row.track else None
    decision = queries.decision_of(row)
    received = row.received_on
    return {
        "uuid": row.uuid, "reference": row.reference, "child": row.child.full_name,
        "child_uuid": (row.child.merged_into or row.child).uuid, "state": STATE_WORDS[row.state],
        "day_words": day_count(received, due, on) if received else "", "due": due,
        "next_words": for_officer(queries.facts_of(row, due, on)), "warnings": queries.warnings(row),
        "facts": [*queries.facts(row), ("Holder", standing.holder_words(row, on)),
                  ("Waits for", row.waiting_for or "nothing"), ("Who asked", IDENTITY_WORDS[row.identity_state])],
        "clock": queries.clock_of(row), "law": queries.law_of(row), "evidence_words": EVIDENCE_WORDS,
        "evidence": list(row.evidence.order_by("received_on", "id")),
        "consultations": list(row.consultations.select_related("setting", "person").order_by("asked_at", "id")),
        "notices": list(row.partner_notices.order_by("sent_at", "id")),
        "people": people_queries.family_of(row.child, on, is_unchecked_included=True),
        "joined": list(row.joined.filter(state=RequestState.JOINED)), "decision": decision,
        "outcome": OUTCOME_WORDS[decision.outcome] if decision else "",
        "documents": queries.letters_of(user, row, on), "answers": cases.answers_of(row),
        "is_undecided": row.state in UNDECIDED, "can_work": policies.can_work(user, row, on=on),
        "can_decide": policies.can_decide(user, row, on=on), "can_allocate": policies.can_allocate(user, row, on=on),
        "can_authorise": policies.can_authorise_exception(user, row, on=on),
        "can_check": policies.can_check_identity(user, row, on=on) and row.identity_state == "not_checked",
        "setting_uuid": row.setting.uuid if row.setting else None,
        "is_late": due is not None and on > due, "lives_elsewhere": row.lives_elsewhere_la,
    }


@opens_to(SEES)
@require_safe
def plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One plan of the register on its clock, as at census day where only the return is known."""
    user, now = viewer(request), timezone.now()
    rows = policies.plans_visible_to(user, on=day_of(now)).select_related(
        "child", "track", "team", "officer__team", "officer__district", "setting"
    )
    row = rows.filter(uuid=uuid).first()
    if row is None:
        raise NotThereError
    people.open_child(user=user, uuid=(row.child.merged_into or row.child).uuid, at=now, page="ehc.plan")
    return page(request, "ehc/plan.html", {
        "plan": row, "child": row.child.full_name, "child_uuid": row.child.uuid,
        "clock": queries.clock_of(row), "law": queries.law_of(row), "holder": standing.holder_words(row, day_of(now)),
    })


@opens_to(WORKS)
@require_POST
def partners(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Tell everybody whom regulation 4(2) names."""
    return do(request, uuid, lambda row, by, at: services.notify_partners(request=row, by=by, at=at),
              "Health, social care and the setting have been told.")


@opens_to(WORKS)
@require_POST
def consult_family(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the family for its view."""
    return do(request, uuid, lambda row, by, at: services.consult_family(request=row, by=by, at=at),
              "The family has been asked.")


@opens_to(WORKS)
def consult_setting(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask a setting for its view."""

    def act(row: Request, given: dict[str, Any], by: User, at: datetime) -> object:
        found = people_queries.setting_search(given["setting_name"], on=day_of(at))
        if given["setting_name"] and len(found) != 1:
            raise InvalidError({"setting_name": f"{len(found) or 'None'} found. Give the URN, or more of the name."})
        return services.consult_setting(
            request=row, setting=found[0] if found else None, words=given["words"], by=by, at=at
        )

    return act_page(request, uuid, work.SettingForm, act, title="Ask the setting for its view", button="Ask",
                    done="The setting has been asked.",
                    intro="Leave the first box empty to ask the setting that is on the request.")


@opens_to(WORKS)
def view(request: HttpRequest, uuid: UUID, consultation: UUID) -> HttpResponse:
    """Write down what somebody answered."""

    def act(row: Request, given: dict[str, Any], by: User, at: datetime) -> object:
        asked = Consultation.objects.filter(uuid=consultation, request=row).first()
        if asked is None:
            raise NotThereError
        return services.record_view(consultation=asked, answer=given["answer"], by=by, at=at)

    return act_page(request, uuid, work.ViewForm, act, title="Write down a view", button="Save", done="Saved.")


@opens_to(WORKS)
def call(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note a call with the family."""

    def act(row: Request, given: dict[str, Any], by: User, at: datetime) -> object:
        services.record_call(request=row, by=by, at=at, **given)
        return row

    return act_page(request, uuid, work.CallForm, act, title="Note a call with the family", button="Save",
                    done="The call is noted.", initial={"key": new_token()})


@opens_to(WORKS)
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write down that a request is taken back."""

    def act(row: Request, given: dict[str, Any], by: User, at: datetime) -> object:
        return services.withdraw(request=row, by=by, at=at, **{**given, "is_freely_made": bool(given["is_freely_made"])})

    return act_page(request, uuid, work.WithdrawForm, act, title="The request is taken back", button="Save",
                    done="The request has ended. The family hears that they can ask again at any time.")


@opens_to(WORKS)
def pass_on(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Pass a request to the council where the child lives."""

    def act(row: Request, given: dict[str, Any], by: User, at: datetime) -> object:
        return services.pass_on(request=row, by=by, at=at, **{**given, "has_moved": bool(given["has_moved"])})

    return act_page(request, uuid, work.PassOnForm, act, title="The child lives in another council’s area",
                    button="Pass it on", done="The request has been passed on.",
                    intro="The family is told which council, and that they need not write again.")


@opens_to(WORKS)
def stay_here(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The child lives here after all."""

    def act(row: Request, given: dict[str, Any], by: User, at: datetime) -> object:
        return services.stay_here(request=row, why=given["why"], by=by, at=at)

    return act_page(request, uuid, work.ReasonForm, act, title="The child lives in our area", button="Save",
                    done="Saved.")
