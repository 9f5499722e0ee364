"""Closures of settings and areas: entered one by one, or loaded from a table of term dates."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.errors import InvalidError
from alongside.ground.people import policies
from alongside.ground.people.models import Closure, Setting
from alongside.ground.people.services.places import day_of_text

LONGEST = timedelta(days=120)
"""A closure longer than this is a slip of the pen, or the setting has closed for good."""
MOST_FAULTS = 20
Target = Setting | None
Terms = dict[int | None, list[tuple[date, date]]]


@transaction.atomic
def save_closure(
    *, setting: Setting | None, closed_from: date, open_from: date, by: User | None, at: datetime, words: str = "",
) -> Closure:
    """Say that a setting (None: every setting of this area) is closed from a day and opens on another.

    The same first day again changes that closure. Raises RefusedError, InvalidError.
    """
    policies.demand(by, Permission.WORK_CASES, Permission.MANAGE_POSTS, at=at)
    faults = _faults(closed_from, open_from)
    overlapping = _of(setting).filter(closed_from__lt=open_from, open_from__gt=closed_from).exclude(closed_from=closed_from)
    if not faults and overlapping.exists():
        faults["closed_from"] = "This overlaps with a closure that is on record. Remove that one first."
    if faults:
        raise InvalidError(faults)
    made, _ = Closure.objects.update_or_create(
        setting=setting, la_number="" if setting else settings.AREA_LA_NUMBER, closed_from=closed_from,
        defaults={"open_from": open_from, "words": words.strip()[:100], "entered_by": by, "entered_at": at},
    )
    _record("people.closure.saved", made, by, at)
    return made


@transaction.atomic
def remove_closure(*, closure: Closure, by: User | None, at: datetime) -> None:
    """Take back a closure that was entered wrongly. Raises RefusedError."""
    policies.demand(by, Permission.WORK_CASES, Permission.MANAGE_POSTS, at=at)
    _record("people.closure.removed", closure, by, at)
    closure.delete()


@transaction.atomic
def load_terms(rows: Iterable[Mapping[str, str]], *, by: User | None, at: datetime) -> dict[str, int]:
    """Closures from term dates: columns URN (empty for the whole area), First day, Last day; one row a term.

    A setting is closed from the day after a term until the next one starts. What was on record for the same stretch is
    replaced, so twice is the same as once. Raises InvalidError that names each faulty line; then nothing is loaded.
    """
    policies.demand(by, Permission.WORK_CASES, Permission.MANAGE_POSTS, at=at)
    terms, targets = _read(list(rows))
    n_made = sum(_replace(targets[key], sorted(found), by, at) for key, found in terms.items())
    access.record(
        code="people.terms.loaded", by=by, at=at, detail={"targets": str(len(terms)), "closures": str(n_made)}
    )
    return {"settings_and_areas": len(terms), "closures": n_made}


def _read(rows: list[Mapping[str, str]]) -> tuple[Terms, dict[int | None, Target]]:
    """Terms by setting, or every fault with its line; line 1 holds the headings."""
    known = {setting.urn: setting for setting in Setting.objects.filter(urn__isnull=False)}
    terms: Terms = {}
    targets: dict[int | None, Target] = {}
    faults = [] if rows else ["The file holds no rows."]
    for line, row in enumerate(rows, start=2):
        given = {str(name).strip().lower().replace("_", " "): (value or "").strip() for name, value in row.items() if name}
        urn, first, last = given.get("urn", ""), day_of_text(given.get("first day", "")), day_of_text(
            given.get("last day", ""))
        if urn and urn not in known:
            faults.append(f"Line {line}: no setting has the URN {urn[:20]}.")
        elif first is None or last is None:
            faults.append(f"Line {line}: first day and last day are needed, as 2026-09-01 or 01/09/2026.")
        elif last < first:
            faults.append(f"Line {line}: the last day comes before the first.")
        else:
            target = known[urn] if urn else None
            key = target.pk if target else None
            clash = next((one for one in terms.get(key, ()) if one[0] <= last and first <= one[1]), None)
            if clash:
                faults.append(f"Line {line}: this term overlaps with one above it.")
            targets[key] = target
            terms.setdefault(key, []).append((first, last))
    if faults:
        more = [f"… and {len(faults) - MOST_FAULTS} more lines."] if len(faults) > MOST_FAULTS else []
        raise InvalidError({"file": " ".join([*faults[:MOST_FAULTS], *more])})
    return terms, targets


def _replace(target: Target, terms: list[tuple[date, date]], by: User | None, at: datetime) -> int:
    _of(target).filter(closed_from__gt=terms[0][0], open_from__lte=terms[-1][0]).delete()
    made = [
        Closure(
            setting=target, la_number="" if target else settings.AREA_LA_NUMBER, closed_from=before[1] + timedelta(days=1),
            open_from=after[0], words="Between terms", entered_by=by, entered_at=at,
        )
        for before, after in pairwise(terms) if after[0] > before[1] + timedelta(days=1)
    ]
    Closure.objects.bulk_create(made)
    return len(made)


def _of(target: Target) -> QuerySet[Closure]:
    if target is not None:
        return Closure.objects.filter(setting=target)
    return Closure.objects.filter(la_number=settings.AREA_LA_NUMBER)


def _faults(closed_from: date, open_from: date) -> dict[str, str]:
    if open_from <= closed_from:
        return {"open_from": "It opens after it closes."}
    if open_from - closed_from > LONGEST:
        return {"open_from": f"More than {LONGEST.days} days: check the year."}
    return {}


def _record(code: str, closure: Closure, by: User | None, at: datetime) -> None:
    access.record(code=code, by=by, at=at, detail={
        "setting": str(closure.setting.uuid) if closure.setting else closure.la_number,
        "from": closure.closed_from.isoformat(), "opens": closure.open_from.isoformat(),
    })
