"""On the way to the decision: partners told, views asked and taken down, the family rung."""

from datetime import date, datetime, timedelta

from django.db import transaction

from alongside.commons.actions import services as actions
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, StaleError
from alongside.ground.core.refs import Ref
from alongside.ground.people import queries as people
from alongside.ground.people import services as people_services
from alongside.ground.people.models import Person, Setting
from alongside.ground.people.words import RelationKind
from alongside.work.ehc import policies
from alongside.work.ehc.models import Consultation, PartnerNotice, Request
from alongside.work.ehc.services import clocking, composing, telling
from alongside.work.ehc.words import (
    CONSULT_DAYS,
    UNDECIDED,
    ConsultedKind,
    RequestState,
)


def working(request: Request, by: User, at: datetime) -> Request:
    """The locked request of somebody who may work on it."""
    policies.demand(policies.can_work(by, request, on=day_of(at)), "work on the case")
    return clocking.locked(request)


def entered(code: str, request: Request, by: User | None, at: datetime, **detail: str) -> None:
    """An entry in the child's trail about an act on a request."""
    access.record(
        code=code, by=by, at=at, child=request.child.uuid, ref=Ref("ehc", "request", request.uuid), detail=detail
    )


def _waits(request: Request) -> None:
    if request.state not in UNDECIDED:
        raise InvalidError({"request": "This request has been answered or has ended."})


@transaction.atomic
def notify_partners(*, request: Request, by: User, at: datetime) -> list[PartnerNotice]:
    """Tell health, social care and the setting that an assessment is considered; for a child in care two more.

    Doing it twice sends nothing twice.
    """
    row = working(request, by, at)
    _waits(row)
    due = row.track.next_due if row.track else None
    made = [
        telling.notice(row, partner=partner, to_words=words, email=email, template="partner_notice", due=due, by=by,
                       at=at)
        for partner, words, email in telling.partner_posts(row, day_of(at))
    ]
    if row.is_looked_after:
        telling.copy_looked_after(row, by, at)
    if row.state == RequestState.RECEIVED:
        row.state = RequestState.CONSIDERING
    clocking.settle(row, at)
    entered("ehc.partners.notified", row, by, at, n=str(len(made)))
    return made


@transaction.atomic
def consult_setting(
    *, request: Request, by: User, at: datetime, setting: Setting | None = None, words: str = ""
) -> Consultation:
    """Ask a setting for its view and for what it has tried; an answer is welcome until the decision."""
    row = working(request, by, at)
    _waits(row)
    asked = setting or row.setting
    if asked is None:
        raise InvalidError({"setting": "Choose the school, college or nursery to ask."})
    known = row.consultations.filter(kind=ConsultedKind.SETTING, setting=asked, answered_at__isnull=True).first()
    if known is not None:
        return known
    due = _due(row, day_of(at))
    made = Consultation.objects.create(
        request=row, kind=ConsultedKind.SETTING, setting=asked, asked_words=words.strip(), asked_at=at, asked_by=by,
        due_on=due,
    )
    if row.setting_id is None:
        row.setting = asked
    people_services.relate(child=row.child, kind=RelationKind.CONSULTED_SETTING, setting=asked,
                           starts_on=day_of(at), ends_on=due + timedelta(days=CONSULT_DAYS), by=by, at=at)
    telling.ask_setting(made, at)
    row.waiting_for = f"the view of {asked.name}"[:200]
    clocking.settle(row, at)
    entered("ehc.setting.consulted", row, by, at, setting=str(asked.uuid))
    return made


def _due(request: Request, on: date) -> date:
    """Fifteen days, or the lawful date where that is nearer and still to come."""
    plain = on + timedelta(days=CONSULT_DAYS)
    lawful = request.track.next_due if request.track else None
    return min(plain, lawful) if lawful and lawful > on else plain


@transaction.atomic
def consult_family(*, request: Request, by: User, at: datetime, words: str = "") -> list[Consultation]:
    """Ask the family for its view, each person who may be written to; the letter says that they need not answer."""
    row = working(request, by, at)
    _waits(row)
    on = day_of(at)
    made = []
    for member in people.recipients(row.child, on):
        if row.consultations.filter(kind=ConsultedKind.FAMILY, person=member.person).exists():
            continue
        made.append(Consultation.objects.create(
            request=row, kind=ConsultedKind.FAMILY, person=member.person, asked_words=words.strip(), asked_at=at,
            asked_by=by, due_on=_due(row, on),
        ))
        composing.send(row, member.person, "consult_family", composing.consult_values(row, on), by, at)
    if not made:
        raise InvalidError({"request": "There is nobody who can be written to. Check who asked, or ring them."})
    clocking.settle(row, at)
    entered("ehc.family.consulted", row, by, at, n=str(len(made)))
    return made


@transaction.atomic
def record_view(*, consultation: Consultation, answer: str, by: User, at: datetime) -> Consultation:
    """Write down what was answered. A second answer doesn't replace the first: raises StaleError with both."""
    return _answered(working(consultation.request, by, at), consultation, answer, by, at)


@transaction.atomic
def answer_view(*, consultation: Consultation, answer: str, by: User, at: datetime) -> Consultation:
    """A setting that was asked answers for itself. Raises RefusedError, InvalidError, and StaleError with both texts."""
    policies.demand(policies.can_answer(by, consultation, on=day_of(at)), "answer for this setting")
    return _answered(clocking.locked(consultation.request), consultation, answer, by, at)


def _answered(row: Request, consultation: Consultation, answer: str, by: User, at: datetime) -> Consultation:
    if not answer.strip():
        raise InvalidError({"answer": "Write down what they said."})
    asked = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if asked.answered_at is not None:
        raise StaleError(theirs={"answer": asked.answer}, ours={"answer": answer.strip()})
    asked.answer, asked.answered_at, asked.recorded_by = answer.strip(), at, by
    asked.save()
    if row.state in UNDECIDED:
        row.waiting_for = "a decision"
    clocking.settle(row, at)
    entered("ehc.view.recorded", row, by, at, kind=asked.kind)
    return asked


@transaction.atomic
def record_call(
    *, request: Request, words: str, by: User, at: datetime, key: str, person: Person | None = None,
    with_words: str = "", minutes: int | None = None, promise: str = "", promised_on: date | None = None,
) -> None:
    """Note a call with the family in the log; the first one meets the local standard of ten working days.

    A date that was promised in it goes into the ledger.
    """
    row = working(request, by, at)
    actions.log_call(
        child=row.child, with_person=person, with_words=with_words, words=words, minutes=minutes, by=by, at=at, key=key,
        promise=promise, promised_on=promised_on, ref=Ref("ehc", "request", row.uuid),
    )
    if row.family_called_on is None:
        row.family_called_on = day_of(at)
    clocking.settle(row, at)
    entered("ehc.family.called", row, by, at)

