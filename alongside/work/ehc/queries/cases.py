"""One request as those who work on it see it, and the lists that hang on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from alongside.commons.clocks import queries as clocks
from alongside.commons.clocks.engine.catalogue import address_of
from alongside.commons.clocks.engine.proving import law_words
from alongside.commons.clocks.models import Deadline
from alongside.commons.clocks.words import STATE_WORDS as CLOCK_WORDS
from alongside.ground.access.policies import Viewer
from alongside.ground.core.dates import day_of, in_words
from alongside.ground.core.errors import NotThereError
from alongside.ground.core.refs import Ref
from alongside.ground.documents import queries as documents
from alongside.work.ehc import policies
from alongside.work.ehc.history import exception_told_on
from alongside.work.ehc.models import Assessment, Decision, ExceptionClaim, Plan, Request
from alongside.work.ehc.words import (
    ASKED_BY_WORDS,
    DOOR_WORDS,
    PLAN_DUTY,
    UNDECIDED,
    WEEK20_EXCEPTION,
    IdentityState,
    RequestState,
)

_RELATED = (
    "child", "track", "team", "first_team", "officer__team", "officer__district", "requester", "setting",
    "duplicate_of", "previous",
)
SIX_MONTHS = 183


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One duty with its day, how it stands, and every counting step in words."""

    duty: str
    title: str
    of: str
    due: date | None
    done: date | None
    state: str
    state_words: str
    citation: str
    strength: str
    working: tuple[str, ...]
    note: str
    previous_due: date | None
    why_moved: str
    href: str


def request_for(user: Viewer, uuid: UUID, at: datetime) -> Request:
    """The request when the viewer may see its child; NotThereError, the same for hidden and unknown."""
    rows = policies.visible_to(user, on=day_of(at)).select_related(*_RELATED)
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotThereError
    return found


def identity_request_for(user: Viewer, uuid: UUID, at: datetime) -> Request:
    """A request whose asker waits for a check, for whoever checks identity; NotThereError for all else."""
    rows = policies.identity_checks_open_to(user, on=day_of(at)).select_related(*_RELATED)
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotThereError
    return found


def identity_checks(user: Viewer, on: date) -> QuerySet[Request]:
    """Askers who wait for a check, the oldest first."""
    rows = policies.identity_checks_open_to(user, on=on).select_related("child", "requester", "team")
    return rows.order_by("identity_due_on", "id")


def clock_lines(deadlines: Iterable[Deadline]) -> tuple[ClockLine, ...]:
    """Deadlines as a page shows them."""
    return tuple(
        ClockLine(
            d.duty, d.title, d.of, d.due, d.done, d.state, CLOCK_WORDS[d.state], d.citation, d.strength,
            tuple(d.working), d.note, d.previous_due, d.why_moved, address_of(d.duty),
        )
        for d in deadlines
    )


def clock_of(request: Request | Plan) -> tuple[ClockLine, ...]:
    """The clock of a request or plan with its working."""
    if request.track_id is None:
        return ()
    return clock_lines(clocks.deadlines_of([request.track_id])[request.track_id])


def law_of(case: Request | Plan) -> str:
    """The title of the law that judges a request or plan; nothing where no clock runs."""
    return law_words(case.track.regime) if case.track is not None else ""


def decision_of(request: Request) -> Decision | None:
    """The decision that stands, sent or not."""
    return request.decisions.filter(is_current=True).select_related("decided_by").first()


def letters_of(user: Viewer, request: Request, on: date) -> tuple[documents.Listed, ...]:
    """Letters and documents of a request that the viewer may know of."""
    return documents.documents_for(user, str(Ref("ehc", "request", request.uuid)), on)


def late_claims(user: Viewer, on: date) -> QuerySet[ExceptionClaim]:
    """Exceptions entered more than ten days after their ground arose, for the manager, newest first."""
    rows = ExceptionClaim.objects.filter(is_late_entry=True, request__in=policies.visible_to(user, on=on).values("pk"))
    return rows.select_related("request", "authorised_by").order_by("-claimed_at", "-id")


def ungrounded(user: Viewer, on: date) -> QuerySet[Request]:
    """Requests of which the return says that an exception applied at 20 weeks, and nobody has said which; oldest first."""
    claimed = ExceptionClaim.objects.filter(request=OuterRef("pk"), duty=PLAN_DUTY)
    rows = policies.visible_to(user, on=on).filter(
        ~Exists(claimed), assessment__week20_code=WEEK20_EXCEPTION, received_on__isnull=False
    )
    return rows.select_related("child", "team").order_by("received_on", "pk")


def is_ungrounded(request: Request) -> bool:
    """Whether an exception of this request lacks its ground."""
    done = Assessment.objects.filter(request=request).first()
    return exception_told_on(request, done) is not None and not request.exception_claims.filter(duty=PLAN_DUTY).exists()


def n_exceptions(user: Viewer, on: date) -> int:
    """How many exceptions wait for somebody to say on which ground."""
    return ungrounded(user, on).count()


def facts(request: Request) -> list[tuple[str, str]]:
    """How the request came, in pairs for a page."""
    found = [
        ("Reference", request.reference),
        ("Came", DOOR_WORDS[request.door]),
        ("Asked by", _asker(request)),
        ("Day 0", in_words(request.received_on, weekday=True) if request.received_on else "not known"),
    ]
    if request.backdated_reason:
        found.append(("Entered later because", request.backdated_reason))
    if request.setting is not None:
        found.append(("School, college or nursery", request.setting.name))
    if request.known_as_at_on:
        found.append(("Known from the return, as at", in_words(request.known_as_at_on)))
    return found


def _asker(request: Request) -> str:
    name = request.requester.full_name if request.requester else ""
    return ", ".join(part for part in (name, request.requester_words, ASKED_BY_WORDS[request.asked_by_kind]) if part)


def warnings(request: Request) -> list[str]:
    """What whoever works on the request must know before anything else."""
    found = []
    if request.is_looked_after:
        found.append("The council looks after this child: the virtual school head and social worker are copied.")
    if request.lives_elsewhere_la and request.state in UNDECIDED:
        found.append(f"The child may live in another area: {request.lives_elsewhere_la}. Find out today.")
    if request.identity_state == IdentityState.NOT_CHECKED:
        found.append("Who asked has not been checked. Tell them nothing that they did not write themselves.")
    if request.identity_state == IdentityState.FAILED:
        found.append("Who asked could not be confirmed. The request stays on its clock: the child is known to us now.")
    found += _history(request)
    if request.child.born_on is None:
        found.append("The birth date is not known yet. Ask for it: it settles who decides and who is written to.")
    decision = decision_of(request)
    if decision and not decision.sent_at and request.evidence.filter(added_at__gt=decision.decided_at).exists():
        found.append("Evidence came after the decision was saved: read it before the letter leaves.")
    if is_ungrounded(request):
        found.append("The return says that an exception applied at 20 weeks, and not which. The ground is not given in "
                     "the return: a person must record it, with evidence.")
    if request.joined.filter(state=RequestState.JOINED).exists():
        found.append("Somebody else asked for this child too. Their request is part of this one.")
    return found


def _history(request: Request) -> list[str]:
    """Six months count from an assessment that was carried out, never from a refusal; it is information, no gate."""
    found = []
    last, day = request.last_assessed_on, request.received_on
    if last and day and (day - last).days <= SIX_MONTHS:
        found.append(
            f"An assessment was carried out on {in_words(last)}, less than six months before this request. The council "
            "need not assess again so soon, but it may, and the request is taken all the same."
        )
    if request.previous is not None and request.previous.state == RequestState.REFUSED:
        found.append("An earlier request was refused. That counts for nothing here: look at the needs now.")
    return found


def answers_of(request: Request) -> dict[str, object]:
    """What was typed, for staff; the family's own words are theirs alone otherwise."""
    kept = getattr(request, "answers", None)
    return dict(kept.answers) if kept is not None else {}
