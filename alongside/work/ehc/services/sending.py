"""The answer leaves: by letter, after a call when it is a no, with the rights and the dates worked out."""

from datetime import date, datetime

from django.db import transaction

from alongside.commons.actions import services as actions
from alongside.commons.actions.services import promising
from alongside.commons.actions.words import Told
from alongside.commons.clocks.models import Deadline
from alongside.commons.clocks.words import DeadlineState
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import LONDON, day_of, in_words
from alongside.ground.core.errors import InvalidError, StaleError
from alongside.ground.core.refs import Ref
from alongside.ground.people.models import Person
from alongside.work.ehc import history, policies
from alongside.work.ehc.models import Decision, Request
from alongside.work.ehc.services import clocking, composing, deciding, telling
from alongside.work.ehc.words import (
    DECISION_DUTY,
    PLAN_DUTY,
    REFUSAL_CURFEW_HOUR,
    UNDECIDED,
    Outcome,
    RequestState,
)

FRIDAY, MONDAY_MORNING = 4, 8
RUNNING = (DeadlineState.OPEN, DeadlineState.OVERDUE)
"""States of a limit that binds: where an exception may have lifted it, nobody is told that it was broken."""


@transaction.atomic
def send_decision(
    *, decision: Decision, version: int, by: User, at: datetime, call_words: str = "",
    called_at: datetime | None = None, has_family_asked: bool = False,
) -> Decision:
    """Send the letter of a saved decision to all who decide for the child; a second call changes nothing.

    A refusal needs a note of the call before it, names how to reach advice, mediation and disagreement resolution, and
    never leaves from Friday 15:00 until Monday 8:00 unless the family asked. Raises RefusedError, StaleError when the
    decision changed since, InvalidError.
    """
    on, request = day_of(at), decision.request
    may = policies.can_decide(by, request, on=on) or policies.can_work(by, request, on=on)
    policies.demand(may, "send a decision")
    row = clocking.locked(request)
    kept = Decision.objects.select_for_update().select_related("decided_by").get(pk=decision.pk)
    kept.request = row
    if kept.sent_at is not None:
        return kept
    if kept.version != version or row.state not in UNDECIDED:
        raise StaleError(theirs=deciding.in_words(kept), ours=deciding.in_words(decision))
    to = composing.recipients(row, on)
    _check(kept, row, to, at, call_words, has_family_asked)
    kept.called_at = (called_at or at) if call_words.strip() else None
    kept.call_words = call_words.strip()
    _post(kept, row, to, by, at)
    row.state = RequestState.AGREED if kept.outcome == Outcome.AGREE else RequestState.REFUSED
    row.outcome_on, row.waiting_for = on, "advice" if kept.outcome == Outcome.AGREE else ""
    if kept.called_at and row.family_called_on is None:
        row.family_called_on = day_of(kept.called_at)
    clocking.settle(row, at)
    access.record(
        code="ehc.decision.sent", by=by, at=at, child=row.child.uuid, ref=Ref("ehc", "request", row.uuid),
        detail={"outcome": kept.outcome, "n_letters": str(len(kept.letter_uuids)), "late": str(kept.is_late)},
    )
    return kept


def is_curfew(at: datetime) -> bool:
    """Whether a refusal would reach a family when nobody answers: Friday from 15:00 until Monday 8:00."""
    local = at.astimezone(LONDON)
    day, hour = local.weekday(), local.hour
    return (day == FRIDAY and hour >= REFUSAL_CURFEW_HOUR) or day > FRIDAY or (day == 0 and hour < MONDAY_MORNING)


def _check(
    decision: Decision, request: Request, to: list[Person], at: datetime, call_words: str, has_family_asked: bool
) -> None:
    faults = {}
    if not to:
        faults["to"] = (
            "Nobody can be written to yet. Check who asked and what they are to the child, today: the legal clock "
            "does not wait."
        )
    if deciding.is_overdue(request, day_of(at)) and not decision.why_late:
        faults["why_late"] = "The lawful date has passed since this was saved. Open the decision and say why."
    if decision.outcome == Outcome.REFUSE:
        missing = composing.missing_rights(day_of(at))
        if missing:
            faults["rights"] = (
                f"A refusal must say how to reach {' and '.join(missing)}, and the directory does not say it. Ask your "
                "manager today to enter a telephone number or an e-mail address under Teams: the clock does not wait."
            )
        if not call_words.strip():
            faults["call_words"] = "Ring the family first, and write one sentence about the call."
        if is_curfew(at) and not has_family_asked:
            faults["when"] = (
                "A refusal does not leave from Friday 3pm until Monday 8am, when nobody can talk with the family, "
                "unless they asked for it."
            )
    if faults:
        raise InvalidError(faults)


def _post(decision: Decision, request: Request, to: list[Person], by: User, at: datetime) -> None:
    """A letter each, and word to everybody who was told that an assessment was considered (reg 5(1))."""
    on = day_of(at)
    template = composing.TEMPLATE_OF[decision.outcome]
    decision.is_late = deciding.is_overdue(request, on)
    letters = []
    letter = composing.decision_letter(decision, on)
    for person in to:
        sent = composing.send_made(request, person, template, letter, by, at)
        letters += [str(sent.uuid)] if sent else []
    decision.letter_uuids, decision.letter_template = letters, f"{template} {composing.version_of(template)}"
    decision.sent_at, decision.sent_by, decision.notified_on = at, by, on
    if decision.outcome == Outcome.REFUSE:
        decision.appeal_until_on = history.appeal_dates(on).appeal_until
    decision.save()
    telling.tell_partners_outcome(request, at)


def late_step(request: Request, on: date) -> tuple[str, date | None]:
    """The letter that fits what is late, the answer or the plan, and its lawful date; no date when nothing is late."""
    if request.state in UNDECIDED:
        template, duty = "late", DECISION_DUTY
    else:
        template, duty = "late_plan", PLAN_DUTY
    row = Deadline.objects.filter(track=request.track_id, duty=duty, state__in=RUNNING, due__lt=on).first()
    return template, row.due if row else None


@transaction.atomic
def tell_lateness(
    *, request: Request, why: str, expected: str, by: User, at: datetime, promise: str = "",
    promised_on: date | None = None,
) -> None:
    """Before the family asks: tell them that the answer is late, why, what happens next, and what helps now.

    A date that the letter promises stands in it as a sentence of its own, and in the ledger.
    """
    policies.demand(policies.can_work(by, request, on=day_of(at)), "tell the family about a late answer")
    row = clocking.locked(request)
    template, due = late_step(row, day_of(at))
    if due is None:
        raise InvalidError({"request": "The lawful date has not passed."})
    faults = {
        field: words for field, value, words in (
            ("why", why, "Say why it is late."), ("expected", expected, "Say what happens next, and when."),
        ) if not value.strip()
    }
    faults |= promising.faults(promise, promised_on, day_of(at), is_needed=False)
    if faults:
        raise InvalidError(faults)
    promised = promising.sentence(promise, promised_on) if promised_on else ""
    values = composing.basic_values(row) | composing.rights_values(day_of(at)) | {
        "why": why.strip(), "expected": "\n\n".join(part for part in (expected.strip(), promised) if part),
        "due_by": telling.day_words(due), "told_on": in_words(day_of(at), weekday=True),
    }
    to = composing.recipients(row, day_of(at))
    for person in to:
        composing.send(row, person, template, values, by, at, key=day_of(at).isoformat())
    if promised_on is not None and to:
        actions.note(
            child=row.child, to=to, words=promise, due_on=promised_on, told_how=Told.LETTER, by=by, at=at,
            key=f"late:{row.uuid}:{day_of(at).isoformat()}", ref=Ref("ehc", "request", row.uuid),
        )
    row.late_why, row.late_expected, row.late_told_at = why.strip(), expected.strip(), at
    clocking.settle(row, at)
    access.record(
        code="ehc.lateness.told", by=by, at=at, child=row.child.uuid, ref=Ref("ehc", "request", row.uuid)
    )
