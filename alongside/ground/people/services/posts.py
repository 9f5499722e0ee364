"""Bodies, teams, settings and posts: kept, held, left, covered and handed over."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, Q

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.refs import Ref
from alongside.ground.people import policies, queries
from alongside.ground.people.engine.checks import compare_versions, raise_faults
from alongside.ground.people.models import (
    Body,
    BodyAlias,
    Handover,
    HandoverLine,
    Person,
    Post,
    PostAbsence,
    PostHolding,
    Setting,
    Team,
)
from alongside.ground.people.models.days import current
from alongside.ground.people.services.persons import repin

Row = TypeVar("Row", bound=Model)
_NEVER = {"id", "uuid", "version"}


def _save(model: type[Row], row: Row | None, version: int, fields: dict[str, Any], name: str, by: User | None,
          at: datetime) -> tuple[Row, list[str]]:
    """Make a row, or change it on the version that the person saw; returns it with the names of what changed."""
    policies.demand(by, Permission.MANAGE_POSTS, at=at)
    unknown = set(fields) - ({f.name for f in model._meta.concrete_fields} - _NEVER)
    if unknown:
        raise TypeError(f"no field of {model.__name__} that can be given: {', '.join(sorted(unknown))}")
    fields = {key: value.strip() if isinstance(value, str) else value for key, value in fields.items()}
    found = model._default_manager.select_for_update().get(pk=row.pk) if row is not None else model()
    if row is not None:
        compare_versions(found, version, fields)
    faults = {} if fields.get(name, getattr(found, name)) else {name: "Enter a name."}
    starts, ends = (fields.get(key, getattr(found, key)) for key in ("starts_on", "ends_on"))
    if starts and ends and ends < starts:
        faults["ends_on"] = "The end must not come before the start."
    raise_faults(faults)
    changed = sorted(key for key, value in fields.items() if row is None or getattr(found, key) != value)
    for key in changed:
        setattr(found, key, fields[key])
    if changed:
        number: Any = found
        number.version = number.version + 1 if row is not None else 1
        found.save()
        access.record(
            code=f"people.{model._meta.model_name}.{'changed' if row is not None else 'made'}", by=by, at=at,
            detail={"row": str(number.uuid), "fields": ", ".join(changed)},
        )
    return found, changed


@transaction.atomic
def save_body(*, body: Body | None, version: int = 0, by: User | None, at: datetime, **fields: Any) -> Body:
    """Make or change a body; a name that it had stays findable as an alias. Raises StaleError, InvalidError."""
    before = body.name if body is not None else ""
    saved, changed = _save(Body, body, version, fields, "name", by, at)
    if before and "name" in changed:
        BodyAlias.objects.get_or_create(body=saved, name=before, defaults={"until": day_of(at)})
    return saved


@transaction.atomic
def save_team(*, team: Team | None, version: int = 0, by: User | None, at: datetime, **fields: Any) -> Team:
    """Make or change a team; who holds a post in it keeps the right badges. Raises StaleError, InvalidError."""
    dropped = {f"body:{team.body.uuid}"} if team is not None else set()
    saved, changed = _save(Team, team, version, fields, "title", by, at)
    if "body" in changed:
        _repin_holders(Q(post__team=saved), at, dropped)
    return saved


@transaction.atomic
def save_setting(
    *, setting: Setting | None, version: int = 0, by: User | None, at: datetime, **fields: Any
) -> Setting:
    """Make or change a setting. Raises StaleError, InvalidError."""
    for key in ("urn", "ukprn"):
        if key in fields:
            fields[key] = (fields[key] or "").strip() or None
            others = Setting.objects.exclude(pk=setting.pk if setting else 0)
            if fields[key] and others.filter(**{key: fields[key]}).exists():
                raise InvalidError({key: "Another setting has this number."})
    return _save(Setting, setting, version, fields, "name", by, at)[0]


@transaction.atomic
def save_post(*, post: Post | None, version: int = 0, by: User | None, at: datetime, **fields: Any) -> Post:
    """Make or change a post; a move to another team moves its holders' badges. Raises StaleError, InvalidError."""
    if post is not None and fields.get("deputy") == post:
        raise InvalidError({"deputy": "A post can't be its own deputy."})
    dropped = _places_of(post) if post is not None else set()
    saved, changed = _save(Post, post, version, fields, "title", by, at)
    if {"team", "body", "setting"} & set(changed):
        _repin_holders(Q(post=saved), at, dropped)
    return saved


def _places_of(post: Post) -> set[str]:
    """The badges of the team, bodies and setting in which a post stands."""
    rows = {"team": post.team, "body": post.body, "setting": post.setting}
    found = {f"{kind}:{row.uuid}" for kind, row in rows.items() if row is not None}
    return found | ({f"body:{post.team.body.uuid}"} if post.team else set())


def _repin_holders(which: Q, at: datetime, dropped: Collection[str] = ()) -> None:
    holders = PostHolding.objects.filter(which, Q(ends_on__isnull=True) | Q(ends_on__gt=day_of(at)))
    for person in Person.objects.filter(pk__in=holders.values("person")).select_related("user"):
        repin(person=person, at=at, dropped=dropped)


@transaction.atomic
def hold_post(
    *, post: Post, person: Person, from_on: date, by: User | None, at: datetime, until: date | None = None
) -> PostHolding:
    """A person holds a post from a day; their account bears the badges of post, team, body or setting meanwhile."""
    policies.demand(by, Permission.MANAGE_POSTS, at=at)
    if until is not None and until <= from_on:
        raise InvalidError({"until": "The end must come after the start."})
    there = post.holdings.filter(current(from_on), person=person).first()
    if there is not None:
        return there
    made = PostHolding.objects.create(post=post, person=person, starts_on=from_on, ends_on=until)
    repin(person=person, at=at)
    access.record(
        code="people.post.held", by=by, at=at,
        detail={"post": str(post.uuid), "person": str(person.uuid), "from": from_on.isoformat()},
    )
    return made


@transaction.atomic
def leave_post(*, holding: PostHolding, on: date, by: User | None, at: datetime) -> PostHolding:
    """From `on` the person no longer holds the post; the post keeps its children, so nothing is orphaned.

    Where nobody else holds it then, the families of those children are to be told who looks after them meanwhile.
    """
    left = _leave(holding=holding, on=on, by=by, at=at)
    day = max(on, day_of(at))
    if not left.post.holdings.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day).exists():
        _list_families(Handover(
            post=left.post, to_person=None, takes_over_on=day, made_by=by, made_at=at,
            words="We will write to you again as soon as somebody new has taken the post.",
        ))
    return left


def _leave(*, holding: PostHolding, on: date, by: User | None, at: datetime) -> PostHolding:
    policies.demand(by, Permission.MANAGE_POSTS, at=at)
    holding.ends_on = max(on, holding.starts_on)
    holding.save(update_fields=["ends_on"])
    repin(person=holding.person, at=at)
    access.record(
        code="people.post.left", by=by, at=at,
        detail={"post": str(holding.post.uuid), "person": str(holding.person.uuid), "on": holding.ends_on.isoformat()},
    )
    return holding


@transaction.atomic
def set_absence(
    *, post: Post, starts_on: date, ends_on: date, cover_post: Post, by: User | None, at: datetime
) -> PostAbsence:
    """While a post's holder is away, those of another post see and do its work; `ends_on` is the day of return."""
    policies.demand(by, Permission.MANAGE_POSTS, Permission.ALLOCATE, at=at)
    faults = {}
    if cover_post == post:
        faults["cover_post"] = "A post can't cover for itself."
    if ends_on <= starts_on:
        faults["ends_on"] = "The day of return must come after the first day away."
    raise_faults(faults)
    made = PostAbsence.objects.create(post=post, starts_on=starts_on, ends_on=ends_on, cover_post=cover_post)
    _repin_holders(Q(post=cover_post), at)
    access.record(
        code="people.post.covered", by=by, at=at,
        detail={"post": str(post.uuid), "cover": str(cover_post.uuid), "from": starts_on.isoformat(),
                "until": ends_on.isoformat()},
    )
    return made


@transaction.atomic
def hand_over_post(
    *, post: Post, to_person: Person, on: date, words: str, by: User | None, at: datetime
) -> Handover:
    """End who holds the post on `on`, let another hold it from then, and list everybody to be told first.

    The answer's `lines` are the family members of each child whom the post holds. A room that can send reads
    `queries.families_to_tell` and writes `mark_told`.
    """
    policies.demand(by, Permission.MANAGE_POSTS, at=at)
    faults = {}
    if on < day_of(at):
        faults["on"] = "Families are told before the change: choose today or a later day."
    if not words.strip():
        faults["words"] = "Say who takes over and how to reach them."
    raise_faults(faults)
    for holding in post.holdings.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on)).exclude(person=to_person):
        _leave(holding=holding, on=on, by=by, at=at)
    hold_post(post=post, person=to_person, from_on=on, by=by, at=at)
    made = _list_families(Handover(
        post=post, to_person=to_person, takes_over_on=on, words=words.strip(), made_by=by, made_at=at
    ))
    access.record(
        code="people.post.handed_over", by=by, at=at,
        detail={"post": str(post.uuid), "to": str(to_person.uuid), "on": on.isoformat(),
                "n": str(made.lines.count())},
    )
    return made


def _list_families(made: Handover) -> Handover:
    """Keep a change of holder with everybody who is to be told of it; a change that concerns nobody is not kept."""
    day = day_of(made.made_at)
    found = [
        (child, person) for child in queries.children_of_badge(f"post:{made.post.uuid}", day).order_by("pk")
        for person in {member.person for member in queries.recipients(child, day)}
    ]
    if found or made.to_person is not None:
        made.save()
    HandoverLine.objects.bulk_create(HandoverLine(handover=made, child=child, person=person) for child, person in found)
    return made


@transaction.atomic
def mark_told(*, line: HandoverLine, ref: Ref | None, at: datetime) -> HandoverLine:
    """Keep as proof that somebody was told of a handover; a second time changes nothing."""
    row = HandoverLine.objects.select_for_update().get(pk=line.pk)
    if row.told_at is None:
        row.told_at, row.told_ref = at, str(ref or "")
        row.save(update_fields=["told_at", "told_ref"])
        access.record(code="people.handover.told", by=None, at=at, child=row.child.uuid, ref=ref)
    return row
