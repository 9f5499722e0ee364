"""After every act: the clock is replayed, the steps are kept, and the child's standing says where things are."""

from dataclasses import dataclass
from datetime import date, datetime

from alongside.commons.clocks import services as clocks
from alongside.commons.clocks.words import TrackKind
from alongside.ground.core.dates import day_of
from alongside.work.ehc import history
from alongside.work.ehc.models import Request
from alongside.work.ehc.queries.steps import request_card
from alongside.work.ehc.services import standing
from alongside.work.ehc.words import DECISION_DUTY, LIVE, PLAN_DUTY, UNDECIDED, IdentityState, RequestState, TrayFlag


@dataclass(frozen=True, slots=True)
class Dates:
    """The lawful days of a request, as told in an acknowledgement, with each counting step in words."""

    decide_by: date | None
    plan_by: date | None
    ring_by: date | None
    working: str


def lawful_dates(asked_by_kind: str, received_on: date) -> Dates:
    """Days that follow from the day of receipt alone; the same for every request of that day."""
    found = clocks.preview(
        regime="cfa2014+local", events=[history.start_event(asked_by_kind, received_on)], on=received_on
    )
    by_duty = {finding.duty: finding for finding in found}
    decide, plan, ring = (by_duty.get(duty) for duty in (DECISION_DUTY, PLAN_DUTY, "local_family_call"))
    return Dates(
        decide.due if decide else None, plan.due if plan else None, ring.due if ring else None,
        " ".join(decide.working) if decide else "",
    )


def identity_due(on: date) -> date | None:
    """Until when who asked on a day should be checked: a local standard that no legal clock waits for."""
    found = clocks.preview(regime="local", events=[history.identity_event(on)], on=on)
    return next((finding.due for finding in found if finding.duty == "local_identity_check"), None)


def locked(request: Request) -> Request:
    """The request's row as it is now, locked until the act is done."""
    return Request.objects.select_for_update(of=("self",)).select_related("child", "track").get(pk=request.pk)


def open_track(request: Request) -> None:
    """Put a request on the clock; the caller saves it."""
    assert request.received_on is not None  # a request without a day of receipt has no clock
    request.track = clocks.open_track(
        child_id=request.child_id, ref=f"ehc:request:{request.uuid}", kind=TrackKind.REQUEST, regime=request.regime,
        opened_on=request.received_on,
    )


def settle(request: Request, at: datetime) -> None:
    """Save the request, replay its clock, keep its steps, and write the child's standing; last line of every act."""
    story = history.story_of(request)
    request.steps = history.kept_steps(story)
    request.version += 1
    request.save()
    if request.track is not None:
        clocks.replay(
            track=request.track, events=history.request_events(story), on=day_of(at), at=at,
            placing=placing_of(story),
        )
        standing.write(request.child_id, at)


def placing_of(story: history.Story) -> clocks.Placing:
    """Stage, team, holder and end of a request's track."""
    request = story.request
    team = f"team:{request.team.uuid}" if request.team else ""
    holder = f"post:{request.officer.uuid}" if request.officer else team
    return clocks.Placing(request.state, team, holder, ended_on(story), flags_of(request), request_card(request))


def flags_of(request: Request) -> int:
    """What a tray filters requests by, as bits of the track."""
    is_waiting = request.state in UNDECIDED
    found = {
        TrayFlag.UNALLOCATED: is_waiting and request.officer_id is None,
        TrayFlag.IDENTITY: request.identity_state == IdentityState.NOT_CHECKED,
        TrayFlag.TO_SEND: request.state == RequestState.DECIDED,
        TrayFlag.LOOKED_AFTER: is_waiting and request.is_looked_after,
        TrayFlag.ELSEWHERE: is_waiting and bool(request.lives_elsewhere_la),
    }
    return sum(flag for flag, is_set in found.items() if is_set)


def ended_on(story: history.Story) -> date | None:
    """The day from which nothing on the request waits for the council; never before its day of receipt."""
    request, first = story.request, story.request.received_on
    assert first is not None  # a request without a day of receipt has no clock, so no end
    if story.plan is not None and story.plan.made_on:
        return max(story.plan.made_on, first)
    if request.state in LIVE:
        return None
    told = story.decision.notified_on if story.decision else request.outcome_on
    finished = story.assessment.outcome_on if story.assessment else None
    withdrawn = story.withdrawal.withdrawn_on if story.withdrawal else None
    return max(request.closed_on or withdrawn or finished or told or first, first)


def is_running(request: Request) -> bool:
    """Whether the family still waits for something on this request."""
    return request.state in LIVE and request.state != RequestState.JOINED
