"""What happened in a child's EHC case, as plain lines for the one timeline that pages combine."""

from dataclasses import dataclass
from datetime import date

from alongside.ground.access.models import User
from alongside.ground.access.policies import Viewer
from alongside.ground.access.words import UserKind
from alongside.ground.core.dates import day_of
from alongside.ground.people.models import Child
from alongside.work.ehc.history import stories_of
from alongside.work.ehc.models import Request
from alongside.work.ehc.queries import cases
from alongside.work.ehc.words import ASKED_BY_WORDS, DOOR_WORDS, OUTCOME_WORDS, PARTNER_WORDS, ConsultedKind


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line: a day, what happened, who did it, and where to read more ("" for nowhere)."""

    on: date
    words: str
    who: str = ""
    link: str = ""


def entries(child: Child, viewer: Viewer, on: date) -> list[TimelineEntry]:
    """Lines about a child that the viewer may read, newest first; families don't read who else asked."""
    is_staff = isinstance(viewer, User) and viewer.kind == UserKind.PROFESSIONAL
    requests = cases.requests_of(viewer, child, on)
    found: list[TimelineEntry] = []
    for story in stories_of(requests):
        found += _of_request(story.request, is_staff)
        found += [
            TimelineEntry(day_of(n.sent_at), f"We told {PARTNER_WORDS[n.partner]}", "the EHC team")
            for n in story.notices
        ]
        for asked in story.consultations:
            whom = "the family" if asked.kind == ConsultedKind.FAMILY else "the school, college or nursery"
            if is_staff or asked.kind != ConsultedKind.FAMILY:
                found.append(TimelineEntry(day_of(asked.asked_at), f"We asked {whom} for their view", "the EHC team"))
            if asked.answered_at and is_staff:
                found.append(TimelineEntry(day_of(asked.answered_at), f"A view came from {whom}"))
        decision = story.decision
        if decision is not None and decision.notified_on:
            found.append(TimelineEntry(decision.notified_on, OUTCOME_WORDS[decision.outcome], "the EHC team"))
        if story.withdrawal is not None:
            found.append(TimelineEntry(story.withdrawal.withdrawn_on, "The request was taken back"))
        if story.claims and is_staff:
            found += [TimelineEntry(day_of(c.claimed_at), "An exception was claimed") for c in story.claims]
    for plan in cases.plans_of(viewer, child, on):
        found += _days(((plan.made_on, "The EHC plan was made"), (plan.review_meeting_on, "Annual review meeting"),
                        (plan.last_review_on, "Decision after the annual review"), (plan.ceased_on, "The plan ended")))
    return sorted((line for line in found if line.on <= on), key=lambda line: (line.on, line.words), reverse=True)


def _of_request(request: Request, is_staff: bool) -> list[TimelineEntry]:
    who = ASKED_BY_WORDS[request.asked_by_kind] if is_staff else ""
    link = f"request:{request.uuid}" if is_staff else ""
    found = []
    if request.received_on:
        found.append(TimelineEntry(request.received_on, f"A request came {DOOR_WORDS[request.door]}", who, link))
    if request.closed_on and request.closed_why:
        found.append(TimelineEntry(request.closed_on, f"The request was closed: {request.closed_why}"))
    return found + ([] if request.outcome_on is None or request.decisions.exists() else _days((
        (request.outcome_on, "The answer to the request, as the return has it"),
    )))


def _days(pairs: tuple[tuple[date | None, str], ...]) -> list[TimelineEntry]:
    return [TimelineEntry(day, words) for day, words in pairs if day]
