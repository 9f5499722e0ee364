"""What was left too long in the area, for a manager: cases without holder or date, the longest waits, what was kept."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from alongside.commons.actions.models import Action
from alongside.commons.actions.queries import contacts, owners
from alongside.commons.actions.words import ActionState
from alongside.commons.clocks import queries as clocks
from alongside.commons.clocks.models import Track
from alongside.commons.clocks.words import TrackKind
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of, days_between, in_words
from alongside.ground.people import policies
from alongside.work.ehc import policies as ehc
from alongside.work.ehc.models import Request
from alongside.work.ehc.words import LIVE, STATE_WORDS

MOST = 50
"""Lines of a list on the page; the number above it counts all."""
WEEKS = (52, 36)
"""Open longer than this many weeks is a list of its own."""


@dataclass(frozen=True, slots=True)
class Adrift:
    """A case that nobody holds or that has no next lawful date."""

    child: str
    href: str
    why: str
    since: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of case that must not be so: how many, and the first of them."""

    title: str
    number: int
    rows: tuple[Adrift, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """One of the longest waits: how long, why, what is done next by whom, and when the family last heard."""

    child: str
    reference: str
    href: str
    n_weeks: int
    reason: str
    next_action: str
    last_contact: str


def adrift(user: User, at: datetime) -> tuple[Finding, ...]:
    """Open cases without an owner or a next lawful date, and those whose post nobody holds."""
    seen, on = policies.visible_to(user, on=at), day_of(at)
    found = []
    for kind, title in ((TrackKind.REQUEST, "Open requests without a holder or a next lawful date"),
                        (TrackKind.PLAN, "Plans without a holder or a next lawful date")):
        rows = clocks.adrift(seen, kind)
        number = rows.count()
        if number:
            found.append(Finding(title, number, tuple(_adrift(row) for row in rows[:MOST])))
    empty = _empty_posts(on)
    if empty:
        rows = Track.objects.filter(closed_on__isnull=True, child__in=seen, holder_badge__in=empty)
        names = owners.words_of(empty, on)
        shown = rows.select_related("child").order_by("next_due", "pk")[:MOST]
        found.append(Finding("Cases of a post that nobody holds now", rows.count(), tuple(
            Adrift(row.child.full_name, reverse("portal_child", args=[row.child.uuid]), names[row.holder_badge],
                   in_words(row.opened_on))
            for row in shown
        )))
    return tuple(found)


def _empty_posts(on: date) -> list[str]:
    badges = Track.objects.filter(closed_on__isnull=True, holder_badge__startswith="post:").values_list(
        "holder_badge", flat=True
    ).distinct()
    return [badge for badge in badges if not owners.is_held(badge, on)]


def _adrift(row: Track) -> Adrift:
    missing = [words for words, is_so in (("nobody holds it", not row.holder_badge),
                                          ("it has no next lawful date", row.next_due is None)) if is_so]
    return Adrift(row.child.full_name, reverse("portal_child", args=[row.child.uuid]), " and ".join(missing),
                  in_words(row.opened_on))


def longest(user: User, at: datetime) -> tuple[tuple[int, int, tuple[Wait, ...]], ...]:
    """Requests open for more than 52 and more than 36 weeks: weeks, how many, and the longest of them."""
    on = day_of(at)
    rows = ehc.visible_to(user, on=on).filter(state__in=LIVE, duplicate_of__isnull=True).select_related(
        "child", "officer__team", "officer__district", "team"
    ).order_by("received_on", "pk")
    found = []
    upper: date | None = None
    for weeks in WEEKS:
        before = on - timedelta(weeks=weeks)
        group = rows.filter(received_on__lt=before)
        if upper is not None:
            group = group.filter(received_on__gte=upper)
        found.append((weeks, group.count(), _waits(list(group[:MOST]), on)))
        upper = before
    return tuple(found)


def _reason(row: Request) -> str:
    """Why it is not over: what the family was told, else what is waited for, else how far it is."""
    if row.known_as_at_on is not None:
        return f"Known only from the return, as at {in_words(row.known_as_at_on)}"
    return row.late_why or (f"waits for {row.waiting_for}" if row.waiting_for else STATE_WORDS[row.state])


def _waits(rows: list[Request], on: date) -> tuple[Wait, ...]:
    last = contacts.last_contacts([row.child_id for row in rows])
    actions: dict[int, Action] = {}
    for action in Action.objects.filter(child__in=[row.child_id for row in rows], state=ActionState.OPEN).order_by("due_on"):
        actions.setdefault(action.child_id, action)
    names = owners.words_of({action.owner for action in actions.values()}, on)
    found = []
    for row in rows:
        assert row.received_on is not None  # chosen so
        planned = actions.get(row.child_id)
        heard = last.get(row.child_id)
        found.append(Wait(
            row.child.full_name, row.reference, reverse("ehc_request", args=[row.uuid]),
            days_between(row.received_on, on) // 7,
            _reason(row),
            f"{planned.title}, {names[planned.owner]}, by {in_words(planned.due_on)}" if planned else "Nothing is planned",
            in_words(day_of(heard)) if heard else "Never by a person",
        ))
    return tuple(found)
