"""Acts with a child's record, and everything that would tell where a protected child is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alongside.ground.access import policies as access
from alongside.ground.access.models import User
from alongside.ground.access.words import UserKind
from alongside.ground.people.models import Address, Child, Exclusion, Relationship
from alongside.ground.people.models.days import current, day_in
from alongside.ground.people.policies.rights import deciding_persons
from alongside.ground.people.policies.sight import (
    Viewer,
    barred_children,
    can_see_child,
    is_barred,
    own_persons,
    sees_whole,
)
from alongside.ground.people.words import Act, RelationKind


def _is_self(user: User, child: Child, on: date) -> bool:
    rows = child.relationships.filter(current(on), kind=RelationKind.SELF, person__uuid__in=own_persons(user))
    return rows.exists()


def _lives_there(user: User, child: Child, on: date) -> bool:
    """Whether a family member has told us an address with the child's own postcode."""
    rows = Address.objects.filter(current(on), person__uuid__in=own_persons(user), postcode=child.postcode)
    return bool(child.postcode) and rows.exists()


def _speaks_for_barred(user: User, act: Act, child: Child, on: date) -> bool:
    """Whether the account speaks for somebody from whom the act is barred: nobody acts through another."""
    barred = Exclusion.objects.filter(
        current(on), child=child, lifted_at__isnull=True, person__isnull=False, **{f"bars_{act.value}": True}
    )
    mine = Relationship.objects.filter(current(on), child=child, person__uuid__in=own_persons(user))
    return mine.filter(on_behalf_of__in=barred.values("person")).exists()


def hides_location(user: Viewer, child: Child, *, on: date) -> bool:
    """Whether district, setting, maps and distances must be left out for this viewer: they would say where."""
    if not isinstance(user, User) or not can_see_child(user, child, on=on):
        return True
    if is_barred(user, Act.ADDRESS, child, on) or _speaks_for_barred(user, Act.ADDRESS, child, on):
        return True
    if not child.is_address_protected or user.kind == UserKind.PROFESSIONAL:
        return False
    return not (_is_self(user, child, on) or _lives_there(user, child, on))


@dataclass(frozen=True, slots=True)
class KeptOut:
    """One exclusion that holds now: whom it keeps out (an account, or a person with theirs), on which basis, of what."""

    user_id: int | None
    person_id: int | None
    person_uuid: UUID | None
    person_user_id: int | None
    who: str
    basis: str
    acts: tuple[Act, ...]

    def is_of(self, user: User, own: frozenset[UUID]) -> bool:
        """Whether it keeps this account out, or a person whom the account stands for."""
        return user.pk in (self.user_id, self.person_user_id) or self.person_uuid in own


def is_location_hidden(user: User, around: Iterable[Relationship], kept_out: Iterable[KeptOut], *, on: date) -> bool:
    """`hides_location` for a professional who sees the child, from rows at hand: its relationships and exclusions now.

    A test holds the two equal.
    """
    own, rows, day = own_persons(user), list(kept_out), day_in(on)
    if any(row.is_of(user, own) and {Act.ADDRESS, Act.SEE} & set(row.acts) for row in rows):
        return True
    barred = {row.person_id for row in rows if Act.ADDRESS in row.acts and row.person_id}
    badges = {f"person:{uuid}" for uuid in own}
    return bool(barred) and any(
        row.on_behalf_of_id in barred and row.badge in badges and row.starts_on <= day
        and (row.ends_on is None or row.ends_on > day) for row in around
    )


def can_see_address(user: Viewer, child: Child, *, on: date) -> bool:
    """Whether the child's address and postcode may be shown. A family sees them only if they live there themselves."""
    if not isinstance(user, User) or hides_location(user, child, on=on):
        return False
    if user.kind != UserKind.PROFESSIONAL:
        return _is_self(user, child, on) or _lives_there(user, child, on)
    if child.is_address_protected:
        return access.has_permission(user, access.Permission.SEE_PROTECTED, on=day_in(on))
    return sees_whole(user, child, on=on)


def unlocatable(user: Viewer, children: Iterable[Child], *, on: date) -> frozenset[int]:
    """For a list of children whom the viewer sees: keys of those whose district and setting must be left out."""
    if not isinstance(user, User):
        return frozenset(child.pk for child in children)
    if user.kind == UserKind.PROFESSIONAL and not own_persons(user):
        return frozenset(barred_children(user, on, Act.ADDRESS).values_list("child", flat=True))
    if user.kind == UserKind.PROFESSIONAL:
        spoken = Relationship.objects.filter(
            current(on), person__uuid__in=own_persons(user), on_behalf_of__exclusions__bars_address=True
        )
        maybe = set(spoken.values_list("child", flat=True))
        barred = set(barred_children(user, on, Act.ADDRESS).values_list("child", flat=True))
        return frozenset(barred | {c.pk for c in children if c.pk in maybe and hides_location(user, c, on=on)})
    return frozenset(child.pk for child in children if hides_location(user, child, on=on))


def can(user: Viewer, act: Act, child: Child, *, on: date) -> bool:
    """Whether an account may do an act with a child: see, receive, decide, attend, or learn the address."""
    if act == Act.SEE:
        return can_see_child(user, child, on=on)
    if act == Act.ADDRESS:
        return can_see_address(user, child, on=on)
    if not isinstance(user, User) or is_barred(user, act, child, on) or not can_see_child(user, child, on=on):
        return False
    if _speaks_for_barred(user, act, child, on):
        return False
    if act == Act.DECIDE:
        return deciding_persons(child, on).filter(uuid__in=own_persons(user)).exists()
    return True
