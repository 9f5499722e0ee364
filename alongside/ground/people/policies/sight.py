"""Sight of a child: relationships of one's badges, grants, all cases by job; and exclusions, which always win.

`visible_to` says it once, as one queryset. `grounds` says the same for one child in plain Python, with the reason for
it; a property test holds the two equal.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from alongside.ground.access import policies as access
from alongside.ground.access.models import User
from alongside.ground.people.models import Child, District, Exclusion, Grant, Post, Relationship, Team
from alongside.ground.people.models.days import current, day_in, in_force
from alongside.ground.people.policies.rights import parents_stay_involved
from alongside.ground.people.policies.scope import NOWHERE, PERSON, Reach, barred_keys, is_seen, is_unbarred, seen_keys
from alongside.ground.people.words import (
    AGED_KINDS,
    CASE_KINDS,
    LIMITED_KINDS,
    PARENT_KINDS,
    SIGHT_KINDS,
    Act,
    RelationKind,
)

Viewer = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Ground:
    """Why somebody sees a child: `how` is relationship, grant or job; `what` its kind or permission."""

    how: str
    what: str


def own_persons(user: Viewer) -> frozenset[UUID]:
    """The people whom an account stands for or ever stood for: an exclusion outlives a badge."""
    if not isinstance(user, User):
        return frozenset()
    rows = access.held_badges(user)
    return frozenset(UUID(badge.removeprefix(PERSON)) for badge, _, _ in rows if badge.startswith(PERSON))


def _whose(user: User) -> Q:
    """Exclusions of this account or of a person behind it."""
    found = Q(user=user) | Q(person__user=user)
    persons = own_persons(user)
    return found | Q(person__uuid__in=persons) if persons else found


def barred_children(user: Viewer, on: date, act: Act) -> QuerySet[Exclusion, Any]:
    """Keys of the children from whom an act is barred, as a subquery."""
    if not isinstance(user, User):
        return Exclusion.objects.none().values("child")
    rows = Exclusion.objects.filter(_whose(user), current(on), lifted_at__isnull=True, **{f"bars_{act.value}": True})
    return rows.values("child")


def is_barred(user: Viewer, act: Act, child: Child, on: date) -> bool:
    """Whether an exclusion bars this act; one on seeing bars every other act with it."""
    if not isinstance(user, User):
        return False
    rows = Exclusion.objects.filter(_whose(user), current(on), child=child, lifted_at__isnull=True)
    return rows.filter(Q(**{f"bars_{act.value}": True}) | Q(bars_see=True)).exists()


def _unbarred(user: User, rows: QuerySet[Child], on: date) -> QuerySet[Child]:
    return rows.exclude(pk__in=barred_keys(user.pk, own_persons(user), on))


def reach_of(user: Viewer, on: date) -> Reach | None:
    """How far a job that sees all cases reaches: None is the whole area, NOWHERE for an account without such a job.

    A role held for one district reaches the children who live there and the cases that its teams hold.
    """
    areas = access.areas(user, access.Permission.SEE_ALL_CASES, on=day_in(on))
    if "" in areas:
        return None
    if not areas:
        return NOWHERE
    kept: dict[frozenset[str], Reach] = user.__dict__.setdefault("_reach", {})
    if areas not in kept:
        here = District.objects.filter(Q(code__in=areas) | Q(area__code__in=areas))
        teams = Team.objects.filter(district__in=here)
        posts = Post.objects.filter(Q(district__in=here) | Q(team__in=teams))
        badges = [f"team:{uuid}" for uuid in teams.values_list("uuid", flat=True)]
        badges += [f"post:{uuid}" for uuid in posts.values_list("uuid", flat=True)]
        kept[areas] = Reach(tuple(sorted(here.values_list("pk", flat=True))), tuple(sorted(badges)))
    return kept[areas]


def caseload_of(user: Viewer, *, on: date) -> QuerySet[Child]:
    """The children whom an account sees by a relationship or a grant, and not because its job sees all."""
    base = Child.objects.filter(merged_into__isnull=True)
    if not isinstance(user, User) or not user.is_active:
        return base.none()
    keys = seen_keys(user.pk, access.badges(user, on=day_in(on)), on)
    return _unbarred(user, base.filter(pk__in=keys), on)


def visible_to(user: Viewer, *, on: date) -> QuerySet[Child]:
    """The children whom an account may see, as one queryset for lists and joins.

    `on` is a day, or an aware moment: grants that run out by the minute count only at a moment.
    """
    base = Child.objects.filter(merged_into__isnull=True)
    if not isinstance(user, User) or not user.is_active:
        return base.none()
    reach = reach_of(user, on)
    if reach is not None:
        base = base.filter(pk__in=seen_keys(user.pk, access.badges(user, on=day_in(on)), on, reach))
    return _unbarred(user, base, on)


def seen_one(user: Viewer, *, on: date) -> QuerySet[Child]:
    """The same children as `visible_to`, put so that looking one up by key, number or reference is quick.

    For lists take `visible_to`: this asks about every row by itself.
    """
    rows = Child.objects.filter(merged_into__isnull=True)
    if not isinstance(user, User) or not user.is_active:
        return rows.none()
    rows = rows.filter(is_unbarred(user.pk, own_persons(user), on))
    reach = reach_of(user, on)
    if reach is None:
        return rows
    return rows.filter(is_seen(user.pk, access.badges(user, on=day_in(on)), on, reach))


def can_see_child(user: Viewer, child: Child, *, on: date) -> bool:
    """Whether an account may know of this child; the same truth as `visible_to`."""
    return seen_one(user, on=on).filter(pk=child.pk).exists()


def sees_whole(user: Viewer, child: Child, *, on: date) -> bool:
    """Whether sight is more than knowing the child: a setting that is only being asked reads what was sent to it."""
    return any(ground.what not in LIMITED_KINDS for ground in grounds(user, child, on=on))


def _relation_counts(row: Relationship, child: Child, on: date) -> bool:
    """Whether one current relationship gives sight."""
    if row.kind not in AGED_KINDS:
        return row.kind in SIGHT_KINDS
    if row.on_behalf_of is None and row.kind == RelationKind.SPEAKS_FOR_FAMILY:
        return True
    who = row.on_behalf_of or row.person
    assert who is not None  # a constraint: these kinds are of a person
    if row.on_behalf_of is not None:
        barred = child.exclusions.filter(current(on), person=who, bars_see=True, lifted_at__isnull=True).exists()
        if barred or not child.relationships.filter(current(on), person=who, kind__in=PARENT_KINDS).exists():
            return False
    if parents_stay_involved(child, on, who):
        return True
    lacking = child.capacities.filter(current(on, start="assessed_on"), has_capacity=False)
    return lacking.filter(Q(alternative=who) | Q(alternative__isnull=True)).exists()


def _is_reached(reach: Reach | None, child: Child, on: date) -> bool:
    """Whether a job that sees all cases of a place reaches this child."""
    if reach is None or child.district_id in reach.districts:
        return True
    rows = child.relationships.filter(current(on), kind__in=CASE_KINDS, badge__in=reach.badges)
    return bool(reach.badges) and rows.exists()


def grounds(user: Viewer, child: Child, *, on: date) -> tuple[Ground, ...]:
    """Every reason why an account sees this child; none when it doesn't."""
    if not isinstance(user, User) or not user.is_active or child.merged_into_id or is_barred(user, Act.SEE, child, on):
        return ()
    found = []
    if _is_reached(reach_of(user, on), child, on):
        found.append(Ground("job", access.Permission.SEE_ALL_CASES.value))
    badges = access.badges(user, on=day_in(on))
    rows = child.relationships.filter(current(on), badge__in=badges).select_related("person", "on_behalf_of")
    found += [Ground("relationship", row.kind) for row in rows if _relation_counts(row, child, on)]
    found += [Ground("grant", kind) for kind in Grant.objects.filter(in_force(on), user=user, child=child)
              .values_list("kind", flat=True)]
    return tuple(dict.fromkeys(found))
