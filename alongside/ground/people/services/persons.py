"""People and their accounts: registered, changed, linked, and the badges that follow from what they hold."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from alongside.ground.access import policies as access_policies
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.people import policies, queries
from alongside.ground.people.engine.checks import compare_versions, raise_faults
from alongside.ground.people.models import Address, Child, Person, PersonName, Post, PostAbsence
from alongside.ground.people.models.days import current
from alongside.ground.people.words import NotificationDetail, PersonKind

_EDITABLE = (
    "family_name", "given_name", "preferred_name", "email", "phone", "is_safe_contact_needed", "safe_contact_words",
    "notification_detail",
)
Span = tuple[str, date, date | None]


@transaction.atomic
def register_person(
    *, family_name: str, by: User | None, at: datetime, given_name: str = "", preferred_name: str = "",
    email: str = "", phone: str = "", kind: str = PersonKind.FAMILY, user: User | None = None,
) -> Person:
    """Somebody whom we write to or work with; `user` is their account where they have one."""
    policies.demand(
        by, Permission.WORK_CASES, Permission.ENTER_REQUESTS, Permission.CHECK_IDENTITY, Permission.MANAGE_POSTS,
        Permission.MANAGE_ACCOUNTS, at=at,
    )
    if not (family_name.strip() or given_name.strip()):
        raise InvalidError({"family_name": "Enter a name."})
    person = Person.objects.create(
        family_name=family_name.strip(), given_name=given_name.strip(), preferred_name=preferred_name.strip(),
        email=email.strip().lower(), phone=phone.strip(), kind=kind, registered_at=at,
    )
    access.record(code="people.person.registered", by=by, at=at, detail={"person": str(person.uuid), "kind": kind})
    return link_account(person=person, user=user, by=by, at=at) if user else person


@transaction.atomic
def update_person(*, person: Person, version: int, by: User | None, at: datetime, **changes: Any) -> Person:
    """Change names, contact details and how much a notification says; by the person or by staff.

    Raises StaleError with both texts, InvalidError, RefusedError.
    """
    unknown = sorted(set(changes) - set(_EDITABLE))
    if unknown:
        raise TypeError(f"no field of a person that can be given: {', '.join(unknown)}")
    if by is not None and not policies.can_edit_profile(by, person, on=day_of(at)):
        raise RefusedError("neither that person nor staff")
    row = Person.objects.select_for_update().get(pk=person.pk)
    fields = {key: value.strip() if isinstance(value, str) else value for key, value in changes.items()}
    compare_versions(row, version, fields)
    faults = {}
    if not (fields.get("family_name", row.family_name) or fields.get("given_name", row.given_name)):
        faults["family_name"] = "Enter a name."
    if fields.get("notification_detail", NotificationDetail.LEAST) not in NotificationDetail.values:
        faults["notification_detail"] = "Choose how much a notification says."
    raise_faults(faults)
    changed = sorted(name for name, value in fields.items() if getattr(row, name) != value)
    if {"family_name", "given_name"} & set(changed):
        PersonName.objects.create(
            person=row, family_name=row.family_name, given_name=row.given_name, until=day_of(at)
        )
    for name in changed:
        setattr(row, name, fields[name])
    if changed:
        row.version += 1
        row.save()
        access.record(
            code="people.person.changed", by=by, at=at,
            detail={"person": str(row.uuid), "fields": ", ".join(changed)},
        )
    return row


@transaction.atomic
def link_account(*, person: Person, user: User, by: User | None, at: datetime) -> Person:
    """Say that an account is this person's: it then bears the person's badge and those of the posts they hold."""
    policies.demand(by, Permission.CHECK_IDENTITY, Permission.MANAGE_ACCOUNTS, Permission.MANAGE_POSTS, at=at)
    if person.user_id not in {None, user.pk}:
        raise InvalidError({"user": "This person has another account already."})
    if Person.objects.filter(user=user).exclude(pk=person.pk).exists():
        raise InvalidError({"user": "This account is another person's."})
    person.user = user
    person.save(update_fields=["user"])
    access.pin_badge(user=user, badge=f"person:{person.uuid}", since=day_of(at), at=at)
    repin(person=person, at=at)
    access.record(
        code="people.account.linked", by=by, at=at, detail={"person": str(person.uuid), "account": str(user.uuid)}
    )
    return person


def _spans_of_post(post: Post, since: date, until: date | None) -> list[Span]:
    """The badges of one holding."""
    found = [(f"post:{post.uuid}", since, until)]
    if post.team:
        found.append((f"team:{post.team.uuid}", since, until))
        found.append((f"body:{post.team.body.uuid}", since, until))
    if post.body:
        found.append((f"body:{post.body.uuid}", since, until))
    if post.setting:
        found.append((f"setting:{post.setting.uuid}", since, until))
    for absence in PostAbsence.objects.filter(cover_post=post).select_related("post"):
        first, last = max(since, absence.starts_on), min(until or absence.ends_on, absence.ends_on)
        if first < last:
            found.append((f"post:{absence.post.uuid}", first, last))
    return found


def _spans(person: Person) -> dict[str, list[tuple[date, date | None]]]:
    """For each badge of all posts ever held, the days on which it is borne, joined where they touch."""
    spans: dict[str, list[tuple[date, date | None]]] = {}
    holdings = person.holdings.select_related("post__team__body", "post__body", "post__setting")
    rows = [span for h in holdings for span in _spans_of_post(h.post, h.starts_on, h.ends_on)]
    for badge, since, until in sorted(rows, key=lambda row: (row[0], row[1])):
        own = spans.setdefault(badge, [])
        if own and (own[-1][1] is None or own[-1][1] >= since):
            last = own[-1][1]
            own[-1] = (own[-1][0], None if last is None or until is None else max(last, until))
        else:
            own.append((since, until))
    return spans


def _account(person: Person) -> User | None:
    """The person's account: the linked one, or one that bears their badge from an invitation."""
    if person.user is not None:
        return person.user
    return User.objects.filter(badges__badge=f"person:{person.uuid}", badges__until=None).first()


@transaction.atomic
def repin(*, person: Person, at: datetime, dropped: Collection[str] = ()) -> None:
    """Bring the account's badges in line with the posts that the person holds and covers; other badges stay.

    `dropped`: badges that a post gave until it was moved to another team, body or setting.
    """
    user, day = _account(person), day_of(at)
    if user is None:
        return
    spans = _spans(person)
    wanted = {
        (badge, since, until) for badge, rows in spans.items() for since, until in rows
        if until is None or until > max(since, day)
    }
    access_policies.forget_rights(user)
    held = {row for row in access_policies.held_badges(user) if row[2] is None or row[2] > max(row[1], day)}
    for badge in sorted({badge for badge, _, _ in held - wanted if badge in spans or badge in dropped}):
        access.unpin_badge(user=user, badge=badge, at=at)
    access_policies.forget_rights(user)
    still = set(access_policies.held_badges(user))
    for badge, since, until in sorted(wanted - still, key=lambda row: (row[0], row[1])):
        access.pin_badge(user=user, badge=badge, since=since, until=until, at=at)
    access_policies.forget_rights(user)


def address_for_post(*, person: Person, child: Child, by: User | None, at: datetime) -> Address | None:
    """What is printed on an envelope to one of the child's own people; None when nothing may be sent to them."""
    policies.demand(by, Permission.WORK_CASES, Permission.ENTER_REQUESTS, Permission.RELEASE_DOCUMENTS, at=at)
    if not queries.may_write_to(person, child, day_of(at)):
        return None
    return Address.objects.filter(current(at), person=person).order_by("-starts_on", "-pk").first()
