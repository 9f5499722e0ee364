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


def receive_request(
    *, door: str, asked_by_kind: str, child: ChildGiven | Child, asker: AskerGiven | None, received_at: datetime,
    at: datetime, by: User | None, sent: Sent | None = None, key: str = "", setting: Setting | None = None,
    backdated_reason: str = "",
) -> Receipt:
    """Take a request in. Day 0 is the day it reached anyone in the authority, a wrong mailbox included.

    `by` is None only for the open form. The same `key` again gives the receipt of the first. A request about a child
    who has a running one joins it and gets the same reply. Raises InvalidError, RefusedError.
    """
    kept = sent or Sent()
    try:
        with transaction.atomic():
            known = Request.objects.filter(key=key).first() if key else None
            if known is not None:
                return receipt_of(known)
            _check(door, asked_by_kind, child, asker, received_at, at, by, setting, backdated_reason)
            request = _receive(door, asked_by_kind, child, asker, received_at, at, by, kept, key, setting,
                               backdated_reason)
            return receipt_of(request)
    except IntegrityError:
        # Two tries of the same form at the same moment: the other one was first.
        twin = Request.objects.filter(key=key).first() if key else None
        if twin is None:
            raise
        return receipt_of(twin)


def bring_to_notice(
    *, child: ChildGiven | Child, informant: AskerGiven, why: str, received_at: datetime, at: datetime,
    by: User | None, door: str = Door.PORTAL, key: str = "", sent: Sent | None = None, backdated_reason: str = "",
) -> Receipt:
    """Any person says that a child may have special needs (section 24): no request, but six weeks as well."""
    kept = sent or Sent(journey="ehc.notice", answers={"why": why})
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


def _check(
    door: str, asked_by_kind: str, child: ChildGiven | Child, asker: AskerGiven | None, received_at: datetime,
    at: datetime, by: User | None, setting: Setting | None, backdated_reason: str,
) -> None:
    on = day_of(at)
    if by is None:
        policies.demand(door == Door.PORTAL, "only the open form has no account behind it")
    else:
        own = setting is not None and f"setting:{setting.uuid}" in access_policies.badges(by, on=on)
        is_own_pupil = asked_by_kind == AskedBy.SETTING and own and policies.can_request_for_pupil(by, on=on)
        policies.demand(is_own_pupil or policies.can_enter(by, on=on), "enter a request")
    if received_at > at:
        raise InvalidError({"received_on": "The day of receipt must be today or in the past."})
    is_backdated = by is not None and day_of(received_at) < on
    if is_backdated and not backdated_reason.strip():
        raise InvalidError({"backdated_reason": "Say where it has been since it reached the council."})
    if isinstance(child, ChildGiven):
        check_names(child, asker, is_family=asked_by_kind in FAMILY)


def _receive(
    door: str, asked_by_kind: str, given: ChildGiven | Child, asker: AskerGiven | None, received_at: datetime,
    at: datetime, by: User | None, sent: Sent, key: str, setting: Setting | None, backdated_reason: str,
) -> Request:
    on = day_of(at)
    found = given if isinstance(given, Child) else matching.sure_match(given, given.known_birth_date(on))
    child = found or arriving.register(given, door, at)
    running = matching.running_request(child)
    person = arriving.person_of(asker, by, at) if asker else None
    postcode = child.postcode if isinstance(given, Child) else given.postcode
    team = people_queries.team_for_district(people_queries.district_of(postcode))
    request = Request(
        reference=new_reference("EHC"), child=child, regime=REGIME, door=door, asked_by_kind=asked_by_kind,
        requester=person, requester_words=asker.relation[:200] if asker else "", setting=setting,
        received_on=day_of(received_at), received_at=received_at, entered_at=at, entered_by=by,
        backdated_reason=backdated_reason.strip(), key=key or None, first_team=team,
        state=RequestState.JOINED if running else RequestState.RECEIVED, duplicate_of=running,
        source="service",
    )
    _describe(request, given, found is None, on)
    _identity(request, child, person, on)
    if running is None:
        _start(request, child, on)
    request.save()
    RequestAnswers.objects.create(
        request=request, journey=sent.journey, journey_version=sent.version, answers=dict(sent.answers), typed_at=at,
        language=sent.language,
    )
    access.record(
        code="ehc.request.joined" if running else "ehc.request.received", by=by, at=at, child=child.uuid,
        ref=Ref("ehc", "request", request.uuid), reason=request.backdated_reason, source=door,
        detail={"asked_by": asked_by_kind, "received_on": day_of(received_at).isoformat(), "door": door},
    )
    _finish(request, running, child, person, asker, setting, sent, by, at)
    return request


def _describe(request: Request, given: ChildGiven | Child, is_new: bool, on: date) -> None:
    """Facts about the child that the request itself keeps."""
    request.is_looked_after = given.is_looked_after or request.child.is_looked_after
    if isinstance(given, ChildGiven):
        request.is_birth_date_missing = is_new and given.known_birth_date(on) is None
        request.lives_elsewhere_la = given.lives_elsewhere_la.strip() or (
            "another council" if people_queries.is_elsewhere(given.postcode) else ""
        )


def _identity(request: Request, child: Child, person: Person | None, on: date) -> None:
    """Only family is checked, and only where nobody has checked them before; its own clock never holds the other."""
    is_family = request.asked_by_kind in FAMILY
    is_known = person is not None and any(m.person.pk == person.pk for m in people_queries.family_of(child, on))
    if not is_family or is_known:
        request.identity_state = IdentityState.NOT_NEEDED
        return
    request.identity_state, request.identity_asked_on = IdentityState.NOT_CHECKED, on
    request.identity_due_on = clocking.identity_due(on)


def _start(request: Request, child: Child, on: date) -> None:
    request.team, request.holder_since_on = request.first_team, on
    request.waiting_for = "an officer"
    request.previous = Request.objects.filter(
        child__in=people_queries.ids_of(child)
    ).exclude(state=RequestState.JOINED).order_by("-received_on", "-id").first()
    request.has_asked_before = request.previous is not None
    request.last_assessed_on = matching.last_assessed_on(child)
    clocking.open_track(request)


def _finish(
    request: Request, running: Request | None, child: Child, person: Person | None, asker: AskerGiven | None,
    setting: Setting | None, sent: Sent, by: User | None, at: datetime,
) -> None:
    """Relationships, evidence, the answer to the asker, copies for a looked-after child, and the clock."""
    on, target = day_of(at), running or request
    arriving.relate(request, child, person, setting, by, at)
    arriving.keep_evidence(target, request, sent, by, at)
    told = telling.acknowledge(request, asker, receipt_of(request), at)
    if told or request.door in (Door.PORTAL, Door.PHONE, Door.IN_PERSON):
        request.acknowledged_on = on
    if request.acknowledged_on and request.asked_by_kind in FAMILY:
        # The acknowledgement asks for whatever else the family wants to say, as section 36(4) wants.
        Consultation.objects.create(
            request=target, kind=ConsultedKind.FAMILY, person=person, asked_at=at, asked_by=by,
            due_on=receipt_of(request).decide_by or on, asked_words="Asked in the acknowledgement",
        )
    if running is None and request.is_looked_after:
        telling.copy_looked_after(request, by, at)
    if running is None:
        clocking.settle(request, at)
    else:
        request.save()
        clocking.settle(clocking.locked(running), at)

