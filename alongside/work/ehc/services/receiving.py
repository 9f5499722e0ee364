"""A request arrives, by whatever door: the child is found or registered, the clock starts, the asker is answered."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction

from alongside.ground.access import policies as access_policies
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import LONDON, day_of, in_words
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.references import new_reference
from alongside.ground.core.refs import Ref
from alongside.ground.people import queries as people_queries
from alongside.ground.people.models import Child, Person, Setting
from alongside.work.ehc import policies
from alongside.work.ehc.models import Consultation, Request, RequestAnswers
from alongside.work.ehc.queries import matching
from alongside.work.ehc.services import arriving, clocking, telling
from alongside.work.ehc.services.given import AskerGiven, ChildGiven, Sent, check_names
from alongside.work.ehc.words import REGIME, AskedBy, ConsultedKind, Door, IdentityState, RequestState
from alongside.work.ehc.words.day_words import day_count

FAMILY = (AskedBy.PARENT, AskedBy.YOUNG_PERSON)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What whoever asked is told at once; the same for a new request, and for one that joins another."""

    uuid: UUID
    reference: str
    received_on: date
    decide_by: date | None
    plan_by: date | None
    ring_by: date | None
    team: str
    team_phone: str
    working: str

    def as_words(self, on: date) -> dict[str, str]:
        """Plain words for a page."""
        return {
            "reference": self.reference, "received_on": in_words(self.received_on, weekday=True),
            "decide_by": in_words(self.decide_by, weekday=True) if self.decide_by else "",
            "plan_by": in_words(self.plan_by, weekday=True) if self.plan_by else "",
            "ring_by": in_words(self.ring_by, weekday=True) if self.ring_by else "",
            "team": self.team, "team_phone": self.team_phone, "working": self.working,
            "day_words": day_count(self.received_on, self.decide_by, on),
        }


@dataclass(frozen=True, slots=True)
class _Arrival:
    """Everything that came with one request."""

    door: str
    kind: str
    given: ChildGiven | Child
    asker: AskerGiven | None
    received_at: datetime
    at: datetime
    by: User | None
    sent: Sent
    key: str
    setting: Setting | None
    backdated_reason: str


def receive_request(
    *, door: str, asked_by_kind: str, child: ChildGiven | Child, asker: AskerGiven | None, received_at: datetime,
    at: datetime, by: User | None, sent: Sent | None = None, key: str = "", setting: Setting | None = None,
    backdated_reason: str = "",
) -> Receipt:
    """Take a request in. Day 0 is the day it reached anyone in the authority, a wrong mailbox included.

    `by` is None only for the open form. The same `key` again gives the receipt of the first. A request about a child
    who has a running one joins it and gets the same reply. Raises InvalidError, RefusedError.
    """
    came = _Arrival(
        door, asked_by_kind, child, asker, received_at, at, by, sent or Sent(), key, setting, backdated_reason.strip()
    )
    try:
        with transaction.atomic():
            known = _of_key(key)
            if known is not None:
                return receipt_of(known)
            _check(came)
            return receipt_of(_receive(came))
    except IntegrityError:
        # Two tries of the same form at the same moment: the other one was first.
        twin = _of_key(key)
        if twin is None:
            raise
        return receipt_of(twin)


def _of_key(key: str) -> Request | None:
    return Request.objects.filter(key=key).first() if key else None


def bring_to_notice(
    *, child: ChildGiven | Child, informant: AskerGiven, why: str, received_at: datetime, at: datetime,
    by: User | None, door: str = Door.PORTAL, key: str = "", sent: Sent | None = None, backdated_reason: str = "",
) -> Receipt:
    """Any person says that a child may have special needs (section 24): no request, but six weeks as well."""
    kept = sent or Sent(journey="ehc_notice", answers={"why": why})
    return receive_request(
        door=door, asked_by_kind=AskedBy.ANY_PERSON, child=child, asker=informant, received_at=received_at, at=at,
        by=by, sent=kept, key=key, backdated_reason=backdated_reason,
    )


def received_moment(day: date, at: datetime) -> datetime:
    """The moment to keep for a letter or e-mail of which only the day is known: noon, or now on the same day."""
    noon = datetime.combine(day, time(12), tzinfo=LONDON)
    return min(noon, at) if day == day_of(at) else noon


def receipt_of(request: Request) -> Receipt:
    """The receipt as it was given, also long afterwards."""
    assert request.received_on is not None  # only requests from the return lack it, and those have no receipt
    dates = clocking.lawful_dates(request.asked_by_kind, request.received_on)
    team = request.first_team
    return Receipt(
        request.uuid, request.reference, request.received_on, dates.decide_by, dates.plan_by, dates.ring_by,
        team.title if team else "EHC team", team.phone if team else "", dates.working,
    )


def _check(came: _Arrival) -> None:
    on = day_of(came.at)
    if came.by is None:
        policies.demand(came.door == Door.PORTAL, "only the open form has no account behind it")
    else:
        policies.demand(_may_ask(came, came.by, on), "enter a request")
    if came.received_at > came.at:
        raise InvalidError({"received_on": "The day of receipt must be today or in the past."})
    if came.by is not None and day_of(came.received_at) < on and not came.backdated_reason:
        raise InvalidError({"backdated_reason": "Say where it has been since it reached the council."})
    if isinstance(came.given, ChildGiven):
        check_names(came.given, came.asker, is_family=came.kind in FAMILY)


def _may_ask(came: _Arrival, by: User, on: date) -> bool:
    """Staff enter for anybody; a setting asks for a pupil of its own, and for nobody else."""
    own = came.setting is not None and f"setting:{came.setting.uuid}" in access_policies.badges(by, on=on)
    is_own_pupil = came.kind == AskedBy.SETTING and own and policies.can_request_for_pupil(by, on=on)
    return is_own_pupil or policies.can_enter(by, on=on)


def _receive(came: _Arrival) -> Request:
    on, given = day_of(came.at), came.given
    if isinstance(given, Child):
        child, is_new, postcode = given, False, given.postcode
    else:
        found = matching.sure_match(given, given.known_birth_date(on))
        child, is_new, postcode = found or arriving.register(given, came.door, came.at), found is None, given.postcode
    running = matching.running_request(child)
    person = arriving.person_of(came.asker, came.at) if came.asker else None
    request = Request(
        reference=new_reference("EHC"), child=child, regime=REGIME, door=came.door, asked_by_kind=came.kind,
        requester=person, requester_words=came.asker.relation[:200] if came.asker else "", setting=came.setting,
        received_on=day_of(came.received_at), received_at=came.received_at, entered_at=came.at, entered_by=came.by,
        backdated_reason=came.backdated_reason, key=came.key or None, duplicate_of=running, source="service",
        first_team=people_queries.team_for_district(people_queries.district_of(postcode)),
        state=RequestState.JOINED if running else RequestState.RECEIVED,
    )
    _describe(request, given, is_new=is_new, on=on)
    _identity(request, person, on)
    if running is None:
        _start(request, on)
    request.save()
    RequestAnswers.objects.create(
        request=request, journey=came.sent.journey, journey_version=came.sent.version,
        answers=dict(came.sent.answers), typed_at=came.at, language=came.sent.language,
    )
    access.record(
        code="ehc.request.joined" if running else "ehc.request.received", by=came.by, at=came.at, child=child.uuid,
        ref=Ref("ehc", "request", request.uuid), reason=came.backdated_reason, source=came.door,
        detail={"asked_by": came.kind, "received_on": day_of(came.received_at).isoformat(), "door": came.door},
    )
    _finish(request, came, is_new=is_new)
    return request


def _describe(request: Request, given: ChildGiven | Child, *, is_new: bool, on: date) -> None:
    """Facts about the child that the request itself keeps."""
    request.is_looked_after = given.is_looked_after or request.child.is_looked_after
    if isinstance(given, ChildGiven):
        request.is_birth_date_missing = is_new and given.known_birth_date(on) is None
        request.lives_elsewhere_la = given.lives_elsewhere_la.strip()[:120] or (
            "another council" if people_queries.is_elsewhere(given.postcode) else ""
        )


def _identity(request: Request, person: Person | None, on: date) -> None:
    """Only family is checked, and only where nobody has checked them before; its own clock never holds the other."""
    family = people_queries.family_of(request.child, on)
    is_known = person is not None and any(member.person.pk == person.pk for member in family)
    if request.asked_by_kind not in FAMILY or is_known:
        request.identity_state = IdentityState.NOT_NEEDED
        return
    request.identity_state, request.identity_asked_on = IdentityState.NOT_CHECKED, on
    request.identity_due_on = clocking.identity_due(on)


def _start(request: Request, on: date) -> None:
    """A team holds it from today, and its clock has been running since the day of receipt."""
    request.team, request.holder_since_on, request.waiting_for = request.first_team, on, "an officer"
    earlier = Request.objects.filter(child__in=people_queries.ids_of(request.child)).exclude(state=RequestState.JOINED)
    request.previous = earlier.order_by("-received_on", "-id").first()
    request.has_asked_before = request.previous is not None
    request.last_assessed_on = matching.last_assessed_on(request.child)
    clocking.open_track(request)


def _finish(request: Request, came: _Arrival, *, is_new: bool) -> None:
    """Relationships, evidence, the answer to the asker, copies for a child in care, and the clock."""
    on, target = day_of(came.at), request.duplicate_of or request
    arriving.relate(request, came.setting if is_new else None, came.at)
    arriving.keep_evidence(target, request, came.sent, came.by, came.at)
    told = telling.acknowledge(request, came.asker, receipt_of(request), came.at)
    if told or came.door in (Door.PORTAL, Door.PHONE, Door.IN_PERSON):
        request.acknowledged_on = on
    if request.acknowledged_on and came.kind in FAMILY:
        # The acknowledgement asks for whatever else the family wants to say, as section 36(4) wants.
        Consultation.objects.create(
            request=target, kind=ConsultedKind.FAMILY, person=request.requester, asked_at=came.at, asked_by=came.by,
            due_on=receipt_of(request).decide_by or on, asked_words="Asked in the acknowledgement",
        )
    if request.duplicate_of is not None:
        request.save()
        clocking.settle(clocking.locked(request.duplicate_of), came.at)
        return
    if request.is_looked_after:
        telling.copy_looked_after(request, came.by, came.at)
    clocking.settle(request, came.at)
