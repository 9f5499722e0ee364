"""The proof of dates of a request or a plan: whoever opens it is entered in the child's trail, like every reading."""

from datetime import date, datetime
from uuid import UUID

from alongside.commons.clocks import services as clocks
from alongside.commons.clocks.engine.proving import WHOLE, Claim, Fact, Proof, Reader
from alongside.ground.access.models import User
from alongside.ground.access.words import UserKind
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import NotThereError
from alongside.ground.people import policies as people_policies
from alongside.ground.people import services as people
from alongside.ground.people.models import Child
from alongside.work.ehc import history, policies, queries
from alongside.work.ehc.history import Event
from alongside.work.ehc.models import ExceptionClaim, Request
from alongside.work.ehc.queries import proofs
from alongside.work.ehc.queries.proofs import Origin
from alongside.work.ehc.services import composing

OURS = "the council"


def prove_request(*, user: User, request: UUID, on: date, at: datetime) -> Proof:
    """The proof of a request's dates as of a day. Raises NotThereError, the same for hidden, unknown and clockless."""
    row = queries.request_for(user, request, at)
    if row.track is None:
        raise NotThereError
    story = history.story_of(row)
    _opened(user, row.child, at, f"ehc.request.proof:{row.uuid}")
    reader = _reader(user, row.child, on=day_of(at), is_told=_is_told(user, row, day_of(at)))
    facts = [_fact(event, proofs.origin_of(story, event), reader) for event in history.request_events(story)]
    return clocks.prove(
        track=row.track, facts=facts, claims=[_claim(claim, reader) for claim in story.claims],
        title=f"Proof of dates: request {row.reference}", on=on, at=at, reader=reader,
        about=[("Child", row.child.full_name), ("Request", row.reference)],
    )


def prove_plan(*, user: User, plan: UUID, on: date, at: datetime) -> Proof:
    """The proof of a plan's dates as of a day. Raises NotThereError, the same for hidden, unknown and clockless."""
    rows = policies.plans_visible_to(user, on=day_of(at)).select_related("child", "track")
    row = rows.filter(uuid=plan).first()
    if row is None or row.track is None:
        raise NotThereError
    _opened(user, row.child, at, f"ehc.plan.proof:{row.uuid}")
    reader = _reader(user, row.child, on=day_of(at))
    facts = [_fact(event, proofs.origin_of_plan(row), reader) for event in history.plan_events(row)]
    return clocks.prove(
        track=row.track, facts=facts, title=f"Proof of dates: EHC plan {row.reference}", on=on, at=at, reader=reader,
        about=[("Child", row.child.full_name), ("EHC plan", row.reference)],
    )


def _opened(user: User, child: Child, at: datetime, page: str) -> None:
    people.open_child(user=user, uuid=(child.merged_into or child).uuid, at=at, page=page)


def _is_told(user: User, request: Request, on: date) -> bool:
    """Whether letters about this request go to the account: a family member who gets none reads no ground either."""
    return any(person.user_id == user.pk for person in composing.recipients(request, on))


def _reader(user: User, child: Child, *, on: date, is_told: bool = True) -> Reader:
    kept = child.merged_into or child
    is_place_hidden = people_policies.hides_location(user, kept, on=on)
    if user.kind == UserKind.PROFESSIONAL:
        return Reader(is_place_hidden=is_place_hidden) if is_place_hidden else WHOLE
    return Reader(
        is_family=True, hidden_events=proofs.HIDDEN_EVENTS, hidden_duties=proofs.HIDDEN_DUTIES,
        is_place_hidden=is_place_hidden, is_told_of_exceptions=is_told,
    )


def _fact(event: Event, origin: Origin, reader: Reader) -> Fact:
    """In a family's copy no name stands, and not who else asked or why something was entered later."""
    entered_on = day_of(origin.at) if origin.at else None
    if reader.is_family:
        return Fact(event, entered_by=OURS if origin.by else "", entered_on=entered_on)
    return Fact(event, origin.source, origin.by, entered_on)


def _claim(claim: ExceptionClaim, reader: Reader) -> Claim:
    """A family reads what its letter said; the evidence may speak of other people."""
    return Claim(
        ground=claim.ground, step=claim.duty, from_on=claim.from_on, to_on=claim.to_on,
        evidence="" if reader.is_family else claim.evidence, why=claim.why_impractical,
        authorised_by="a second approver of the council" if reader.is_family else claim.authorised_by.name,
        claimed_on=day_of(claim.claimed_at),
    )
