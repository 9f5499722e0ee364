"""Exclusions, grants by name, and records opened with a reason."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.people import policies
from alongside.ground.people.engine.checks import raise_faults
from alongside.ground.people.models import Child, Exclusion, Grant, Person
from alongside.ground.people.services import papers
from alongside.ground.people.words import CHALLENGE_LASTS, Act, ChallengeReason, ExclusionBasis, GrantKind

ALL = "all"
"""Every act at once."""


@transaction.atomic
def exclude(
    *, child: Child, acts: Iterable[str], basis: str, source: str, evidence: str, starts_on: date, by: User | None,
    at: datetime, person: Person | None = None, user: User | None = None, ends_on: date | None = None,
) -> Exclusion:
    """Bar a person (or an account) from acts with a child: `see`, `receive`, `decide`, `attend`, `address`, or `all`.

    It rests on an order, a recorded risk, a conflict of interest or the young person's word; it always wins.
    """
    policies.demand_child(by, child, Permission.WORK_CASES, at=at)
    if (person is None) == (user is None):
        raise TypeError("give one of person and user")
    wanted = set(acts)
    barred = set(Act.values) if ALL in wanted else wanted
    faults = {}
    if not barred or barred - set(Act.values):
        faults["acts"] = "Choose what they are barred from."
    if basis not in ExclusionBasis.values:
        faults["basis"] = "Choose what it rests on."
    for field, value, words in (("source", source, "Say where it comes from."),
                                ("evidence", evidence, "Say what you have seen of it.")):
        if not value.strip():
            faults[field] = words
    if ends_on is not None and ends_on <= starts_on:
        faults["ends_on"] = "The end must come after the start."
    raise_faults(faults)
    made = Exclusion.objects.create(
        child=child, person=person, user=user, basis=basis, source=source.strip(), evidence=evidence.strip(),
        starts_on=starts_on, ends_on=ends_on, made_by=by, made_at=at, **{f"bars_{act}": True for act in barred},
    )
    papers.bar(made, by, at)
    access.record(
        code="people.exclusion.made", by=by, at=at, child=child.uuid,
        detail={"acts": ", ".join(sorted(barred)), "basis": basis, "exclusion": str(made.uuid)},
    )
    return made


@transaction.atomic
def ask_to_lift_exclusion(*, exclusion: Exclusion, reason: str, by: User, at: datetime) -> Exclusion:
    """The first of two people asks; nothing is lifted yet."""
    policies.demand_child(by, exclusion.child, Permission.WORK_CASES, at=at)
    if not reason.strip():
        raise InvalidError({"reason": "Say why it can be lifted."})
    if exclusion.lifted_at is not None:
        raise InvalidError({"reason": "It has been lifted already."})
    exclusion.lift_asked_by, exclusion.lift_asked_at, exclusion.lift_reason = by, at, reason.strip()
    exclusion.save(update_fields=["lift_asked_by", "lift_asked_at", "lift_reason"])
    access.record(
        code="people.exclusion.lift_asked", by=by, at=at, child=exclusion.child.uuid,
        detail={"exclusion": str(exclusion.uuid)}, reason=reason,
    )
    return exclusion


@transaction.atomic
def lift_exclusion(*, exclusion: Exclusion, by: User, at: datetime) -> Exclusion:
    """The second of two people lifts it; raises RefusedError for the one who asked and for the one kept out."""
    row = Exclusion.objects.select_for_update(of=("self",)).select_related("person", "child").get(pk=exclusion.pk)
    if not policies.can_lift_exclusion(by, row):
        raise RefusedError("needs a second person who may approve")
    if row.lifted_at is not None:
        raise InvalidError({"exclusion": "It has been lifted already."})
    row.lifted_by, row.lifted_at = by, at
    row.save(update_fields=["lifted_by", "lifted_at"])
    papers.lift(row, by, at)
    access.record(
        code="people.exclusion.lifted", by=by, at=at, child=row.child.uuid, detail={"exclusion": str(row.uuid)},
        reason=row.lift_reason,
    )
    return row


@transaction.atomic
def grant_access(
    *, child: Child, user: User, reason: str, since: datetime, until: datetime, by: User, at: datetime
) -> Grant:
    """Let an account see one child for a time; an exclusion still wins."""
    policies.demand_child(by, child, Permission.ALLOCATE, at=at)
    faults = {}
    if not reason.strip():
        faults["reason"] = "Say why."
    if until <= max(since, at):
        faults["until"] = "The end must be in the future and after the start."
    if user == by:
        faults["user"] = "Somebody else must let you in."
    raise_faults(faults)
    made = Grant.objects.create(
        child=child, user=user, kind=GrantKind.NAMED, reason=reason.strip(), since=since, until=until, given_by=by
    )
    access.record(
        code="people.grant.given", by=by, at=at, child=child.uuid, reason=reason,
        detail={"account": str(user.uuid), "until": until.isoformat()},
    )
    return made


@transaction.atomic
def end_grant(*, grant: Grant, by: User, at: datetime) -> Grant:
    """End a grant before its time."""
    policies.demand(by, Permission.ALLOCATE, at=at)
    if grant.since < at < grant.until:
        grant.until = at
        grant.save(update_fields=["until"])
    access.record(
        code="people.grant.ended", by=by, at=at, child=grant.child.uuid, detail={"account": str(grant.user.uuid)}
    )
    return grant


@transaction.atomic
def break_glass(
    *, child: Child, user: User, reason: str, at: datetime, reason_code: str = ChallengeReason.OTHER
) -> Grant:
    """Open a record outside one's work: at once, for 15 minutes, flagged for review. Never for somebody barred."""
    if not policies.can_break_glass(user):
        raise RefusedError("may not open records outside their work")
    if policies.is_barred(user, Act.SEE, child, at):
        raise RefusedError("excluded")
    faults = {}
    if reason_code not in ChallengeReason.values:
        faults["reason_code"] = "Choose a reason."
    if len(reason.strip()) < 10:
        faults["reason"] = "Say in a sentence why you need to open this record now."
    raise_faults(faults)
    made = Grant.objects.create(
        child=child, user=user, kind=GrantKind.CHALLENGED, reason_code=reason_code, reason=reason.strip(), since=at,
        until=at + CHALLENGE_LASTS, given_by=user, is_flagged=True,
    )
    access.record(
        code="people.record.challenged", by=user, at=at, child=child.uuid, reason=f"{reason_code}: {reason.strip()}",
        detail={"until": made.until.isoformat(), "day": day_of(at).isoformat()},
    )
    return made


@transaction.atomic
def review_challenge(*, grant: Grant, is_justified: bool, note: str, by: User, at: datetime) -> Grant:
    """A manager says whether an opening was right; nobody reviews their own."""
    row = Grant.objects.select_for_update(of=("self",)).select_related("user", "child").get(pk=grant.pk)
    if not policies.can_review_challenges(by, by_user=row.user):
        raise RefusedError("may not review this opening")
    if row.reviewed_at is not None:
        raise InvalidError({"note": "It has been reviewed already."})
    if not note.strip():
        raise InvalidError({"note": "Write what you found."})
    row.reviewed_by, row.reviewed_at, row.review_note, row.is_justified = by, at, note.strip(), is_justified
    row.is_flagged = not is_justified
    row.save(update_fields=["reviewed_by", "reviewed_at", "review_note", "is_justified", "is_flagged"])
    access.record(
        code="people.record.reviewed", by=by, at=at, child=row.child.uuid,
        detail={"account": str(row.user.uuid), "justified": str(is_justified)},
    )
    return row
