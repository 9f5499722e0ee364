"""The facts behind the dates of a request or plan: where each is known from, and who entered it when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of, in_words
from alongside.work.ehc.history import Event, Story
from alongside.work.ehc.models import Plan
from alongside.work.ehc.words import DOOR_WORDS, ConsultedKind, PlanSource

HIDDEN_EVENTS = frozenset({"access_requested", "identity_checked"})
"""Whether and when somebody was checked says that they asked; no other member of the family may learn it."""
HIDDEN_DUTIES = frozenset({"local_identity_check"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact is known from, who entered it, and when."""

    source: str
    by: str = ""
    at: datetime | None = None


def origin_of(story: Story, event: Event) -> Origin:
    """Where one event of a request is known from; what this room has no rows for stands on the case's record."""
    tell = _TELLERS.get(event.type)
    return (tell(story, event) if tell else None) or Origin("On the case’s record")


def origin_of_plan(plan: Plan) -> Origin:
    """Where the events of an entry of the register are known from."""
    if plan.source == PlanSource.RETURN:
        when = f", as at {in_words(plan.known_as_at_on)}" if plan.known_as_at_on else ""
        return Origin(f"The yearly SEN2 return{when}")
    return Origin("The register of plans")


def _name(user: User | None) -> str:
    return user.name if user is not None else ""


def _arrival(story: Story, _event: Event) -> Origin:
    request = story.request
    if request.known_as_at_on:
        return Origin(f"The yearly SEN2 return, as at {in_words(request.known_as_at_on)}")
    source = f"It came {DOOR_WORDS[request.door]}, reference {request.reference}"
    if request.backdated_reason:
        source += f"; entered later because: {request.backdated_reason}"
    return Origin(source, _name(request.entered_by) or "whoever asked, without an account", request.entered_at)


def _acknowledged(story: Story, _event: Event) -> Origin:
    return Origin("The acknowledgement that was sent or given", _name(story.request.entered_by), story.request.entered_at)


def _checked(story: Story, event: Event) -> Origin | None:
    row = next((check for check in story.checks if day_of(check.checked_at) == event.on), None)
    return Origin("The check of who asked", _name(row.checked_by), row.checked_at) if row else None


def _told(story: Story, event: Event) -> Origin | None:
    row = next((notice for notice in story.notices if day_of(notice.sent_at) == event.on), None)
    return Origin("Notices that were sent", _name(row.sent_by), row.sent_at) if row else None


def _asked(story: Story, event: Event) -> Origin | None:
    kind = ConsultedKind.FAMILY if event.type == "family_consulted" else ConsultedKind.SETTING
    rows = (row for row in story.consultations if row.kind == kind and day_of(row.asked_at) == event.on)
    row = next(rows, None)
    if row is None:
        return None
    return Origin(row.asked_words or "The letter that asked for a view", _name(row.asked_by), row.asked_at)


def _decided(story: Story, _event: Event) -> Origin | None:
    decision = story.decision
    if decision is None:
        return _returned(story, _event)
    return Origin("The decision with its reasons", _name(decision.decided_by), decision.decided_at)


def _notified(story: Story, event: Event) -> Origin | None:
    if story.decision is None:
        return _returned(story, event)
    return Origin("The decision letter that was sent", _name(story.decision.decided_by), story.decision.decided_at)


def _returned(story: Story, _event: Event) -> Origin | None:
    known = story.request.known_as_at_on
    return Origin(f"The yearly SEN2 return, as at {in_words(known)}") if known else None


def _withdrawn(story: Story, event: Event) -> Origin | None:
    row = story.withdrawal
    if row is None:
        return _returned(story, event)
    return Origin("Said by those who made the request", _name(row.recorded_by), row.recorded_at)


def _claimed(story: Story, event: Event) -> Origin | None:
    row = next((claim for claim in story.claims if day_of(claim.claimed_at) == event.on
                and claim.ground == event.data.get("ground") and claim.duty == event.data.get("step")), None)
    return Origin("The exception that was claimed", _name(row.authorised_by), row.claimed_at) if row else None


def _planned(story: Story, event: Event) -> Origin | None:
    return origin_of_plan(story.plan) if story.plan is not None else _returned(story, event)


_TELLERS: dict[str, Callable[[Story, Event], Origin | None]] = {
    "request_received": _arrival, "child_brought_to_notice": _arrival, "request_acknowledged": _acknowledged,
    "access_requested": _arrival, "identity_checked": _checked, "partners_notified": _told, "family_consulted": _asked,
    "information_requested": _asked, "assessment_decided": _decided, "assessment_agreed_notified": _notified,
    "assessment_refused_notified": _notified, "request_withdrawn": _withdrawn, "exception_claimed": _claimed,
    "final_plan_sent": _planned, "no_plan_notified": _returned, "plan_agreed": _returned,
}
