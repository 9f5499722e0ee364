"""What happened in a child's EHC case, as plain lines for the one timeline that pages combine."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from alongside.ground.access.models import User
from alongside.ground.access.policies import Viewer
from alongside.ground.access.words import UserKind
from alongside.work.ehc.models import Plan, Request
from alongside.work.ehc.words import ASKED_BY_WORDS, DOOR_WORDS, OUTCOME_WORDS, PARTNER_WORDS, ConsultedKind

_TEAM = "the EHC team"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line: a day, what happened, who did it, and where to read more ("" for nowhere)."""

    on: date
    words: str
    who: str = ""
    link: str = ""


def entries(viewer: Viewer, requests: Iterable[Request], plans: Iterable[Plan], on: date) -> list[TimelineEntry]:
    """Lines of cases that the viewer may see, newest first; families don't read who else asked. No query of its own."""
    is_staff = isinstance(viewer, User) and viewer.kind == UserKind.PROFESSIONAL
    found: list[TimelineEntry] = []
    for request in requests:
        found += _of_request(request, is_staff)
        for what, day, kind in request.steps.get("happened", ()):
            found += _of_step(what, date.fromisoformat(day), kind, is_staff)
    for plan in plans:
        found += _days(((plan.made_on, "The EHC plan was made"), (plan.review_meeting_on, "Annual review meeting"),
                        (plan.last_review_on, "Decision after the annual review"), (plan.ceased_on, "The plan ended")))
    return sorted((line for line in found if line.on <= on), key=lambda line: (line.on, line.words), reverse=True)


def _of_step(what: str, day: date, kind: str, is_staff: bool) -> list[TimelineEntry]:
    """One step as this side may read it."""
    whom = "the family" if kind == ConsultedKind.FAMILY else "the school, college or nursery"
    if what == "told":
        return [TimelineEntry(day, f"We told {PARTNER_WORDS[kind]}", _TEAM)]
    if what == "asked" and (is_staff or kind != ConsultedKind.FAMILY):
        return [TimelineEntry(day, f"We asked {whom} for their view", _TEAM)]
    if what == "answered" and is_staff:
        return [TimelineEntry(day, f"A view came from {whom}")]
    if what == "sent":
        return [TimelineEntry(day, OUTCOME_WORDS[kind], _TEAM)]
    if what == "withdrawn":
        return [TimelineEntry(day, "The request was taken back")]
    return [TimelineEntry(day, "An exception was claimed")] if what == "excepted" and is_staff else []


def _of_request(request: Request, is_staff: bool) -> list[TimelineEntry]:
    who = ASKED_BY_WORDS[request.asked_by_kind] if is_staff else ""
    link = f"request:{request.uuid}" if is_staff else ""
    found = []
    if request.received_on:
        found.append(TimelineEntry(request.received_on, f"A request came {DOOR_WORDS[request.door]}", who, link))
    if request.closed_on and request.closed_why:
        found.append(TimelineEntry(request.closed_on, f"The request was closed: {request.closed_why}"))
    return found + ([] if request.outcome_on is None or request.steps.get("decided") else _days((
        (request.outcome_on, "The answer to the request, as the return has it"),
    )))


def _days(pairs: tuple[tuple[date | None, str], ...]) -> list[TimelineEntry]:
    return [TimelineEntry(day, words) for day, words in pairs if day]
