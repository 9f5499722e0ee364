"""The dates of an account for its own calendar: sight is asked anew at each reading, and no entry names a child."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from alongside.commons.actions.policies import own_badges, promises_visible_to, visible_to
from alongside.commons.actions.words import ActionState, PromiseState
from alongside.commons.clocks import queries as clocks
from alongside.commons.clocks.models import Deadline
from alongside.commons.clocks.words import WAITING
from alongside.commons.messaging import policies as messaging
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.people import policies as people
from alongside.ground.people.models import Child
from alongside.work.ehc import policies as ehc

MOST = 2000
"""Entries of one feed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One day in a calendar: a lasting identifier, the day, what falls due, and the page that says more."""

    uid: str
    on: date
    title: str
    href: str


def entries_for(user: User, at: datetime) -> tuple[Entry, ...]:
    """What still waits on the cases that an account may see at this moment, by day: nothing of a child who has died."""
    children = _children(user, at)
    labels = _labels(user, children, at)
    found = [*_lawful(user, children, labels, at), *_promised(user, labels, at), *_to_do(user, labels, at)]
    return tuple(sorted(found, key=lambda entry: (entry.on, entry.uid))[:MOST])


def _children(user: User, at: datetime) -> list[Child]:
    """A family's own children; at work those of one's own cases, and of those only what is seen whole."""
    rows = people.visible_to(user, on=at) if messaging.is_family(user) else people.caseload_of(user, on=at)
    found = list(rows.filter(died_on__isnull=True).order_by("pk"))
    if messaging.is_family(user) or messaging.is_staff(user):
        return found
    return [child for child in found if people.sees_whole(user, child, on=at)]


def _labels(user: User, children: list[Child], at: datetime) -> dict[int, str]:
    """What stands for each child: a reference, never a name; `your child` where there is only one."""
    if not messaging.is_family(user):
        return {child.pk: child.reference for child in children}
    alone = len(children) == 1
    labels = {}
    for child in children:
        whose = "You" if people.is_own_voice(user, child, on=day_of(at)) else "Your child"
        labels[child.pk] = whose if alone else f"{whose} ({child.reference})"
    return labels


def _lawful(user: User, children: list[Child], labels: dict[int, str], at: datetime) -> Iterable[Entry]:
    """Lawful dates of the running requests that the account may see, and of plans for those at work."""
    on = day_of(at)
    requests = ehc.visible_to(user, on=on).filter(child__in=children, track__closed_on__isnull=True, track__isnull=False)
    pages = {row.track_id: reverse("ehc_request", args=[row.uuid]) for row in requests}
    if not messaging.is_family(user):
        plans = ehc.plans_visible_to(user, on=on).filter(child__in=children, track__closed_on__isnull=True)
        pages |= {row.track_id: reverse("ehc_plan", args=[row.uuid]) for row in plans.filter(track__isnull=False)}
    family = reverse("portal_family")
    for track, lines in clocks.deadlines_of([pk for pk in pages if pk is not None]).items():
        for line in lines:
            if line.state in WAITING and line.due is not None and line.child_id in labels:
                page = family if messaging.is_family(user) else pages[track]
                yield Entry(_uid(line), line.due, f"{labels[line.child_id]}: {line.title}", settings.BASE_URL + page)


def _uid(line: Deadline) -> str:
    return f"track-{line.track_id}-{line.duty}-{line.of}".strip("-")


def _promised(user: User, labels: dict[int, str], at: datetime) -> Iterable[Entry]:
    """Promises that still wait: to a family those made to it, at work those that the account has to keep."""
    rows = promises_visible_to(user, at=at).filter(state=PromiseState.OPEN, child__died_on__isnull=True)
    is_family = messaging.is_family(user)
    if not is_family:
        rows = rows.filter(owner__in=own_badges(user, at=at))
    for row in rows.select_related("child"):
        label = labels.get(row.child.merged_into_id or row.child_id, row.child.reference)
        words = "the day by which we promised you something" if is_family else "a promise to the family falls due"
        page = reverse("portal_family") if is_family else reverse("actions_promise", args=[row.uuid])
        yield Entry(f"promise-{row.uuid}", row.due_on, f"{label}: {words}", settings.BASE_URL + page)


def _to_do(user: User, labels: dict[int, str], at: datetime) -> Iterable[Entry]:
    """Actions of the account's own posts."""
    if messaging.is_family(user):
        return
    rows = visible_to(user, at=at).filter(state=ActionState.OPEN, owner__in=own_badges(user, at=at))
    for row in rows.filter(child__died_on__isnull=True).select_related("child"):
        label = labels.get(row.child.merged_into_id or row.child_id, row.child.reference)
        yield Entry(f"action-{row.uuid}", row.due_on, f"{label}: something to do",
                    settings.BASE_URL + reverse("actions_action", args=[row.uuid]))
