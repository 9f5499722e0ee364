"""Children: opened, found, compared; always within what the viewer may see."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, IntegerField, Max, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from alongside.ground.access.models import AuditEntry, User
from alongside.ground.access.words import READ_CODE
from alongside.ground.core.errors import NotThereError
from alongside.ground.core.references import normal_reference
from alongside.ground.people.models import Child, ChildName, Relationship, Setting, Standing
from alongside.ground.people.models.days import current
from alongside.ground.people.models.keys import name_key, plain, sound_key
from alongside.ground.people.policies import can_break_glass, caseload_of, is_barred, seen_one, visible_to
from alongside.ground.people.policies.sight import Viewer
from alongside.ground.people.words import PARENT_KINDS, Act, RelationKind

HOUR = timedelta(hours=1)
_PACE = (
    "(SELECT COUNT(DISTINCT a.child_uuid) FROM access_auditentry a WHERE a.by_uuid = %s AND a.code = %s "
    "AND a.acted_at > %s AND a.acted_at <= %s)"
)
N_FOUND = 50
"""Children that a search shows at most."""


def child_for(user: Viewer, uuid: UUID, at: datetime) -> Child:
    """The child whom the viewer may see at a moment; a merged record leads to the one that was kept.

    Raises NotThereError, after the same work, whether there is no such child or it isn't theirs to see.
    """
    seen = seen_one(user, on=at).select_related("district")
    found = seen.filter(uuid=uuid).first() or seen.filter(merged__uuid=uuid).first()
    if found is None:
        raise NotThereError
    return found


def child_with_pace(user: User, uuid: UUID, at: datetime) -> tuple[Child, int]:
    """The same, with the account's `recent_pace`, in one statement: every page about a child asks for both."""
    stamp = connection.ops.adapt_datetimefield_value
    account = AuditEntry._meta.get_field("by_uuid").get_db_prep_value(user.uuid, connection)
    pace = RawSQL(_PACE, [account, READ_CODE, stamp(at - HOUR), stamp(at)], output_field=IntegerField())  # noqa: S611 - no value is in the text
    seen = seen_one(user, on=at).select_related("district").annotate(n_read=pace)
    found = seen.filter(uuid=uuid).first() or seen.filter(merged__uuid=uuid).first()
    if found is None:
        raise NotThereError
    return found, int(found.n_read)  # type: ignore[attr-defined]  # annotated


def child_by_reference(user: Viewer, reference: str, at: datetime) -> Child:
    """The child of a reference as somebody typed it; raises NotThereError like `child_for`."""
    found = seen_one(user, on=at).filter(reference=normal_reference(reference) or "-").first()
    if found is None:
        raise NotThereError
    return found


def _named(text: str) -> Q:
    """Children with every word of a name in their present, former or other names. Sealed names have no key."""
    found = Q()
    for word in plain(text).split():
        other = ChildName.objects.filter(child=OuterRef("pk"), is_sealed=False, name_key__contains=f" {word}")
        found &= Q(name_key__contains=f" {word}") | Q(Exists(other))
    return found


def find_children(
    user: Viewer, *, name: str = "", born: date | None = None, upn: str = "", reference: str = "", at: datetime
) -> list[Child]:
    """Children by two things known of them; by one only within the viewer's own caseload.

    The scope is part of the query, so that nothing outside it shows in results, counts or order.
    """
    given = [bool(plain(name)), born is not None, bool(upn.strip()), bool(reference.strip())]
    if not any(given):
        return []
    rows = seen_one(user, on=at) if sum(given) > 1 else caseload_of(user, on=at)
    if plain(name):
        rows = rows.filter(_named(name))
    if born is not None:
        # Somebody whose birth date nobody knows yet is found by the other thing that was given.
        rows = rows.filter(Q(born_on=born) | Q(born_on__isnull=True) if sum(given) > 1 else Q(born_on=born))
    if upn.strip():
        number = upn.strip().upper().replace(" ", "")
        rows = rows.filter(Q(upn=number) | Q(uln=number) | Q(nhs_number=number))
    if reference.strip():
        rows = rows.filter(reference=normal_reference(reference) or "-")
    by_age = F("born_on").asc(nulls_last=True)
    return list(rows.select_related("district").order_by("family_name", "given_name", by_age, "pk")[:N_FOUND])


def child_to_challenge(
    user: User, *, reference: str = "", upn: str = "", born: date | None = None, family_name: str = "", at: datetime
) -> Child:
    """The one child whom a reference or pupil number and a birth date name, for an opening with a reason.

    Where no birth date is recorded the family name stands in for it. Raises NotThereError in one way for nobody,
    several, a wrong second thing, and somebody who is barred.
    """
    if not can_break_glass(user):
        raise NotThereError
    known = Q(reference=normal_reference(reference) or "-") | Q(upn=upn.strip().upper() or "-")
    second = Q(pk__isnull=True) if born is None else Q(born_on=born)
    if plain(family_name):
        second |= Q(born_on__isnull=True, name_key__contains=f" {plain(family_name)} ")
    found = list(Child.objects.filter(known, second, merged_into__isnull=True)[:2])
    if len(found) != 1 or is_barred(user, Act.SEE, found[0], at):
        raise NotThereError
    return found[0]


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Another child with whom this one could be confused, and why."""

    child: Child
    why: str


def siblings_of(child: Child, on: date) -> QuerySet[Child]:
    """Children with a parent in common on a day."""
    parents = child.relationships.filter(current(on), kind__in=PARENT_KINDS).values("person")
    shared = Relationship.objects.filter(current(on), kind__in=PARENT_KINDS, person__in=parents).values("child")
    return Child.objects.filter(pk__in=shared, merged_into__isnull=True).exclude(pk=child.pk)


def look_alikes(user: Viewer, child: Child, on: date) -> list[LookAlike]:
    """Brothers, sisters, twins and namesakes whom the viewer may see too, so that a page can warn."""
    seen = visible_to(user, on=on).exclude(pk=child.pk).select_related("district")
    same_house = set(siblings_of(child, on).values_list("pk", flat=True))
    family = child.sound_key.split("-", maxsplit=1)[0]
    alike = Q(pk__in=same_house) | Q(name_key=child.name_key)
    if child.born_on is not None:
        alike |= Q(born_on=child.born_on, sound_key__startswith=f"{family}-")
    rows = seen.filter(alike)
    found = []
    for other in rows.order_by("given_name", "pk")[:10]:
        is_same_day = child.born_on is not None and other.born_on == child.born_on
        if is_same_day and other.pk in same_house:
            why = "twin"
        elif other.pk in same_house:
            why = "brother or sister"
        else:
            why = "same birth date and like name" if is_same_day else "same name"
        found.append(LookAlike(other, why))
    return found


def possible_duplicates(
    *, family_name: str, given_name: str, born_on: date | None, upn: str = "", uln: str = "", nhs_number: str = ""
) -> list[LookAlike]:
    """Records that may be of the same child, surest first. Names before an adoption are never compared.

    Where one of the two birth dates is missing, the whole name alone makes a likeness, never a sure one.
    For the register's own check: who is told what of it is for the caller to decide.
    """
    numbers = Q()
    for field, value in (("upn", upn), ("uln", uln), ("nhs_number", nhs_number)):
        if value:
            numbers |= Q(**{field: value})
    key, sound = name_key(given_name, family_name), sound_key(family_name, given_name)
    alike = _alike(key, sound, born_on)
    rows = Child.objects.filter(merged_into__isnull=True).filter((numbers | alike) if numbers else alike)
    found = []
    for child in rows.select_related("district").order_by("pk")[:20]:
        has_number = bool((upn and child.upn == upn) or (uln and child.uln == uln)
                          or (nhs_number and child.nhs_number == nhs_number))
        if has_number:
            why = "same number"
        elif born_on is None or child.born_on is None:
            why = "same name, birth date not known"
        elif child.born_on == born_on:
            why = "same name and birth date" if child.name_key == key else "like name, same birth date"
        else:
            why = "like name, day and month of birth swapped"
        found.append(LookAlike(child, why))
    return sorted(found, key=lambda alike: alike.why != "same number")


def _alike(key: str, sound: str, born_on: date | None) -> Q:
    """Children of like name on the same day, or with day and month swapped; without a day, of the very same name."""
    former = ChildName.objects.filter(is_sealed=False)
    same_name = Q(name_key=key) | Q(pk__in=former.filter(name_key=key).values("child"))
    if born_on is None:
        return same_name
    dates = {born_on}
    if born_on.day <= 12:
        dates.add(born_on.replace(day=born_on.month, month=born_on.day))
    like_name = former.filter(Q(name_key=key) | Q(sound_key=sound), child__born_on__in=dates)
    alike = Q(born_on__in=dates, sound_key=sound) | Q(born_on__in=dates, name_key=key)
    return alike | Q(pk__in=like_name.values("child")) | (Q(born_on__isnull=True) & same_name)


def ids_of(child: Child) -> list[int]:
    """Keys of this record and of those that were merged into it: rows that stayed behind are found by them."""
    return [child.pk, *Child.objects.filter(merged_into=child).values_list("pk", flat=True)]


def uuids_of(child: Child) -> list[UUID]:
    """The same as uuids, for rooms below that know a child only by uuid: documents and the audit trail."""
    return [child.uuid, *Child.objects.filter(merged_into=child).values_list("uuid", flat=True)]


def children_of_badge(badge: str, on: date) -> QuerySet[Child]:
    """Children to whom the bearer of a badge is something on a day: what a post, team or setting holds."""
    held = Relationship.objects.filter(current(on), badge=badge).values("child")
    return Child.objects.filter(pk__in=held, merged_into__isnull=True)


def current_setting(child: Child, on: date) -> Setting | None:
    """Where the child is on roll on a day; ask `policies.hides_location` before showing it."""
    rows = child.relationships.filter(current(on), kind=RelationKind.ON_ROLL).select_related("setting__district")
    found = rows.order_by("-starts_on", "pk").first()
    return found.setting if found else None


def standings(children: Iterable[Child]) -> dict[int, list[Standing]]:
    """Where each room stands with each of the children, what comes next first; one query, none without a child."""
    found: dict[int, list[Standing]] = {child.pk: [] for child in children}
    if found:
        marks = ", ".join(["%s"] * len(found))
        # Only marks are in the text; written by hand because every page about a child asks it.
        text = f"SELECT s.* FROM people_standing s WHERE s.child_id IN ({marks}) ORDER BY s.next_on, s.room"  # noqa: S608
        for row in Standing.objects.raw(text, list(found)):
            found[row.child_id].append(row)
    return found


def recent_pace(user: User, at: datetime) -> int:
    """How many different children's records an account opened in the hour before a moment."""
    rows = AuditEntry.objects.filter(by_uuid=user.uuid, code=READ_CODE, acted_at__gt=at - HOUR, acted_at__lte=at)
    return rows.values("child_uuid").distinct().count()


def has_opened_lately(user: User, child: Child, at: datetime) -> bool:
    """Whether an account opened this child's record in the hour before a moment: then it is at work on it."""
    rows = AuditEntry.objects.filter(by_uuid=user.uuid, code=READ_CODE, acted_at__gt=at - HOUR, acted_at__lte=at)
    return rows.filter(child_uuid__in=uuids_of(child)).exists()


def last_opened(user: User, at: datetime) -> datetime:
    """When an account last opened a record before a moment; an hour before, where it opened none."""
    rows = AuditEntry.objects.filter(by_uuid=user.uuid, code=READ_CODE, acted_at__gt=at - HOUR, acted_at__lte=at)
    found: datetime | None = rows.aggregate(last=Max("acted_at"))["last"]
    return found or at - HOUR


def own_median_pace(user: User, at: datetime) -> int:
    """The middle one of an account's hours at work in the four weeks before: how many records it opens in an hour."""
    rows = AuditEntry.objects.filter(by_uuid=user.uuid, code=READ_CODE, acted_at__gt=at - 28 * 24 * HOUR,
                                     acted_at__lte=at - HOUR)
    moments = rows.values_list("acted_at", flat=True)
    hours = Counter(moment.replace(minute=0, second=0, microsecond=0) for moment in moments)
    return int(median(hours.values())) if hours else 0
