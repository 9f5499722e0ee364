"""The ledger as its readers see it: a family, an officer, whoever takes over, a manager."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from alongside.commons.actions import policies
from alongside.commons.actions.models import Promise
from alongside.commons.actions.queries import owners
from alongside.commons.actions.words import TOLD_WORDS, UNSETTLED, PromiseState
from alongside.commons.messaging import policies as messaging
from alongside.ground.access.policies import Viewer
from alongside.ground.core.dates import day_of, in_words
from alongside.ground.core.errors import NotThereError
from alongside.ground.people import policies as people_policies
from alongside.ground.people.models import Child


@dataclass(frozen=True, slots=True)
class Line:
    """One promise in a list for those who work on the case."""

    uuid: UUID
    child_uuid: UUID
    child: str
    words: str
    due_on: date
    is_late: bool
    state_words: str
    owner: str
    promised_as: str
    promised_at: datetime
    told_words: str


@dataclass(frozen=True, slots=True)
class Told:
    """One promise as the family reads it: what, by when, and what became of it, in plain words."""

    words: str
    due_on: date
    state: str
    state_words: str
    why: str
    promised_as: str


@dataclass(frozen=True, slots=True)
class Share:
    """Promises of one room that fell due in a time, and how many of them were kept in time."""

    room: str
    n_due: int
    n_in_time: int


def state_of(promise: Promise, on: date) -> str:
    """The state on a day: an open promise whose day has passed is broken, whether or not the night has said so."""
    if promise.state == PromiseState.OPEN and promise.due_on < on:
        return PromiseState.BROKEN
    return promise.state


def _settled_in_time(promise: Promise) -> bool:
    return promise.settled_on is not None and promise.settled_on <= promise.due_on


def staff_words(promise: Promise, on: date) -> str:
    """How a promise stands, for those who work on the case."""
    state = state_of(promise, on)
    if state == PromiseState.KEPT:
        return "Kept" if _settled_in_time(promise) else "Done late"
    return {
        PromiseState.OPEN: "Open", PromiseState.BROKEN: "Broken", PromiseState.CHANGED: "Date changed",
        PromiseState.WITHDRAWN: "Taken back",
    }[PromiseState(state)]


def family_words(promise: Promise, on: date) -> str:
    """How a promise stands, in words for the family."""
    state = state_of(promise, on)
    if state == PromiseState.OPEN:
        return f"We will do this by {in_words(promise.due_on, weekday=True)}."
    if state == PromiseState.BROKEN:
        return (
            f"We said {in_words(promise.due_on, weekday=True)}, and we have not kept it. Somebody has to tell you why, "
            "and give you a new date."
        )
    assert promise.settled_on is not None  # a constraint: what is settled has its day
    day = in_words(promise.settled_on, weekday=True)
    if state == PromiseState.KEPT:
        return f"Done on {day}." if _settled_in_time(promise) else f"Done on {day}. That was late."
    return f"We changed this date on {day}." if state == PromiseState.CHANGED else f"We took this back on {day}."


def about(user: Viewer, children: Iterable[Child]) -> dict[int, list[Promise]]:
    """Promises by key of the child, the newest first, for a page that has opened the children; one query for all.

    A family reads what it was told itself; rows of merged records are among them.
    """
    found: dict[int, list[Promise]] = {child.pk: [] for child in children}
    if found:
        rows = Promise.objects.filter(Q(child__in=list(found)) | Q(child__merged_into__in=list(found)))
        heard = policies.heard_by(user, rows).select_related("child__merged_into")
        for row in heard.order_by("-promised_at", "-pk"):
            found[messaging.kept(row.child).pk].append(row)
    return found


def told_to(user: Viewer, child: Child, *, at: datetime) -> tuple[Told, ...]:
    """What the person behind the account was promised about a child: what still waits first, then the newest."""
    if not people_policies.can_see_child(user, child, on=at):
        return ()
    return told(about(user, [child])[child.pk], day_of(at))


def told(promises: Iterable[Promise], on: date) -> tuple[Told, ...]:
    """Promises as the family reads them: what still waits first, then by day, the latest first."""
    latest = sorted(promises, key=lambda row: (row.due_on, row.pk), reverse=True)
    found = sorted(latest, key=lambda row: row.state not in UNSETTLED)
    return tuple(
        Told(row.words, row.due_on, state_of(row, on), family_words(row, on), row.settled_words, row.promised_as)
        for row in found[:50]
    )


def of_child(user: Viewer, child: Child, *, at: datetime) -> tuple[Line, ...]:
    """Every promise about a child for those who work on the case: what still waits first, by day."""
    if not people_policies.can_see_child(user, child, on=at):
        return ()
    found, on = about(user, [child])[child.pk], day_of(at)
    return worked(found, on, owners.words_of({row.owner for row in found}, on))


def worked(promises: Iterable[Promise], on: date, names: Mapping[str, str]) -> tuple[Line, ...]:
    """Promises as lines for those who work on the case: all that wait, soonest first, then what was settled last."""
    rows = list(promises)
    waiting = sorted((row for row in rows if row.state in UNSETTLED), key=lambda row: (row.due_on, row.pk))
    settled = [row for row in rows if row.state not in UNSETTLED and row.settled_at is not None]
    settled.sort(key=lambda row: (row.settled_at, row.pk), reverse=True)
    return lines([*waiting, *settled[:30]], on, names)


def own(user: Viewer, *, at: datetime, limit: int = 100) -> tuple[Line, ...]:
    """Promises that the viewer has to keep: of their posts, and of the cases that they hold; soonest day first."""
    return lines(list(_own(user, at).order_by("due_on", "pk")[:limit]), day_of(at))


def n_own(user: Viewer, *, at: datetime) -> tuple[int, int]:
    """How many promises the viewer has to keep, and how many of them are past their day."""
    days = list(_own(user, at).values_list("due_on", flat=True))
    return len(days), sum(day < day_of(at) for day in days)


def _own(user: Viewer, at: datetime) -> QuerySet[Promise]:
    rows = policies.promises_visible_to(user, at=at).filter(state__in=UNSETTLED)
    return rows.filter(owner__in=policies.own_badges(user, at=at))


def lines(rows: Iterable[Promise], on: date, names: Mapping[str, str] | None = None) -> tuple[Line, ...]:
    """Promises as lines, with owners in words; `names` are those at hand."""
    found = list(rows)
    names = owners.words_of({row.owner for row in found}, on) if names is None else names
    return tuple(
        Line(
            row.uuid, messaging.kept(row.child).uuid, row.child.full_name, row.words, row.due_on,
            state_of(row, on) == PromiseState.BROKEN, staff_words(row, on), names[row.owner], row.promised_as,
            row.promised_at, f"{TOLD_WORDS[row.told_how]}, to {row.to_words}",
        )
        for row in found
    )


def promise_for(user: Viewer, uuid: UUID, *, at: datetime) -> Promise:
    """A promise that the viewer may settle; raises NotThereError, the same for hidden and unknown."""
    rows = policies.promises_visible_to(user, at=at).select_related("child", "promised_by", "settled_by", "replaces")
    found = rows.filter(uuid=uuid).first()
    if found is None or not policies.can_settle(user, found, at=at):
        raise NotThereError
    return found


def broken(user: Viewer, *, at: datetime, limit: int = 200) -> tuple[Line, ...]:
    """Promises past their day about children whom a manager sees, the oldest first; nothing for anybody else."""
    if not policies.can_manage(user):
        return ()
    rows = policies.promises_visible_to(user, at=at).filter(state__in=UNSETTLED, due_on__lt=day_of(at))
    return lines(list(rows.select_related("child").order_by("due_on", "pk")[:limit]), day_of(at))


def kept_shares(user: Viewer, *, since: date, at: datetime) -> tuple[Share, ...]:
    """For each room: promises that fell due in a time and were not taken back or changed before their day, and how
    many of them were kept in time. Nothing for anybody but a manager.
    """
    if not policies.can_manage(user):
        return ()
    rows = policies.promises_visible_to(user, at=at).filter(due_on__gte=since, due_on__lt=day_of(at))
    counts: dict[str, list[int]] = {}
    for room, state, due_on, settled_on in rows.values_list("room", "state", "due_on", "settled_on"):
        is_let_off = state in (PromiseState.CHANGED, PromiseState.WITHDRAWN) and settled_on and settled_on <= due_on
        if is_let_off:
            continue
        count = counts.setdefault(room, [0, 0])
        count[0] += 1
        count[1] += bool(state == PromiseState.KEPT and settled_on and settled_on <= due_on)
    return tuple(Share(room, n_due, n_in_time) for room, (n_due, n_in_time) in sorted(counts.items()))
