"""Open cases whose family has heard nothing for a while: a task, a draft from the facts, and a person's own sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from alongside.commons.actions.engine import drafts, standards
from alongside.commons.actions.models import Action
from alongside.commons.actions.queries import contacts
from alongside.commons.actions.services import acting
from alongside.commons.actions.words import ActionKind, ActionState
from alongside.commons.messaging import services as messaging
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of, in_words, start_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.refs import Ref
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child, Person

BATCH = 500


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case as its room hands it over: plain facts in the family's words; `holder_badge` is who must write."""

    child: Child
    ref: Ref
    since_on: date
    state: str
    due_on: date | None
    holder: str
    holder_badge: str
    waiting_for: str = ""

    def facts(self) -> dict[str, Any]:
        """What a draft is made from."""
        return {
            "state": self.state, "due_on": self.due_on.isoformat() if self.due_on else "", "holder": self.holder,
            "waiting_for": self.waiting_for,
        }


def watch(*, room: str, cases: Iterable[OpenCase], at: datetime) -> int:
    """Look at every open case of a room: open a task where a family has heard nothing for too long.

    Tasks of families who have heard something since, or whose case is no longer open, are closed; facts of the others
    are brought to the day. Returns how many tasks were opened.
    """
    n_opened, seen = 0, set[str]()
    for batch in _lots(cases):
        last = contacts.last_contacts(case.child.pk for case in batch)
        for case in batch:
            seen.add(str(case.ref))
            heard = max(last.get(case.child.pk, start_of(case.since_on)), start_of(case.since_on))
            n_opened += _look_at(case, heard, at)
    over = Action.objects.filter(kind=ActionKind.SILENCE, state=ActionState.OPEN, ref__startswith=f"{room}:")
    for key, ref in over.values_list("key", "ref"):
        if ref not in seen:
            acting.drop(key=key, why="The case is no longer open.", at=at)
    return n_opened


def _look_at(case: OpenCase, heard: datetime, at: datetime) -> bool:
    key = f"silence:{case.ref}:{day_of(heard).isoformat()}"
    waiting = Action.objects.filter(kind=ActionKind.SILENCE, ref=str(case.ref), state=ActionState.OPEN)
    for old in waiting.exclude(key=key).values_list("key", flat=True):
        acting.drop(key=old, why=f"The family heard from us on {in_words(day_of(heard))}.", at=at)
    if case.child.died_on is not None or at - heard < timedelta(days=settings.STANDARDS["silence_days"]):
        return False
    if waiting.filter(key=key).update(facts=case.facts()):
        return False
    if Action.objects.filter(key=key).exists():
        return False
    acting.open_action(
        key=key, child=case.child, ref=case.ref, kind=ActionKind.SILENCE, owner=case.holder_badge, at=at,
        title=f"Write to the family: they have heard nothing since {in_words(day_of(heard))}", facts=case.facts(),
        due_on=standards.within(day_of(at), standards.standards().write_within),
    )
    return True


def heard(*, child: Child, by: User, at: datetime) -> None:
    """A person has spoken or written to the family: what asked for that is no longer needed."""
    keys = Action.objects.filter(
        child__in=people.ids_of(child), kind=ActionKind.SILENCE, state=ActionState.OPEN
    ).values_list("key", flat=True)
    for key in list(keys):
        acting.drop(key=key, why="A person has been in touch with the family.", by=by, at=at)


def _lots(cases: Iterable[OpenCase]) -> Iterable[Sequence[OpenCase]]:
    lot: list[OpenCase] = []
    for case in cases:
        lot.append(case)
        if len(lot) == BATCH:
            yield lot
            lot = []
    if lot:
        yield lot


@transaction.atomic
def send_update(
    *, action: Action, version: int, own: str, by: User, at: datetime, to: Sequence[Person] = ()
) -> Action:
    """Send the update with the person's own sentence above the facts, and close the task.

    It answers the question that waits, in its own conversation; where none waits it goes to the people named. Raises
    RefusedError, StaleError, and InvalidError when the sentence is empty or the draft's own text.
    """
    row = acting.locked(action, version, by=by, at=at, ours={"own": own})
    if row.kind != ActionKind.SILENCE:
        raise InvalidError({"own": "There is no update to send here."})
    text = drafts.draft(row.facts, day_of(at))
    wrong = drafts.fault(own, text)
    if wrong:
        raise InvalidError({"own": wrong})
    child = row.child.merged_into or row.child
    words = f"{own.strip()}\n\n{text}"
    question = contacts.last_question(child)
    key = f"update:{row.uuid}"
    if question is not None:
        messaging.reply(conversation=question.conversation, words=words, by=by, at=at, key=key)
    else:
        allowed = {member.person.pk for member in people.recipients(child, day_of(at))}
        if not to or any(person.pk not in allowed for person in to):
            raise InvalidError({"to": "Choose who should read this."})
        messaging.start_conversation(
            child=child, title="Where your case is", words=words, by=by, at=at, key=key, with_persons=to
        )
    return acting.shut(row, ActionState.DONE, by=by, at=at, words=own)
