"""Accounts: make, close, open again, roles, badges, sessions, and a changed address."""

from datetime import date, datetime, timedelta
from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q

from alongside.ground.access import policies
from alongside.ground.access.engine import places
from alongside.ground.access.models import Badge, Condition, Feed, Invitation, RoleHeld, SignInLink, User
from alongside.ground.access.services import mail
from alongside.ground.access.services.audit import record
from alongside.ground.access.words import CONDITIONS, COOL_OFF, ROLES, Permission, UserKind
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, RefusedError

_DEMO_LASTS = timedelta(days=3650)
"""How long what somebody of the demonstration has done lasts: years are told there in a night."""


def _need(is_allowed: bool, reason: str) -> None:
    if not is_allowed:
        raise RefusedError(reason)


def clean_address(email: str) -> str:
    """An e-mail address in the one form in which we keep it; InvalidError when it is none or has an account."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidError({"email": "Enter an e-mail address like name@example.com."}) from None
    return email


@transaction.atomic
def create_account(
    *, email: str, name: str, kind: str, by: User | None, at: datetime, password: str | None = None,
) -> User:
    """A new account whose address counts as checked; `by` is None for an operator at the console."""
    _need(by is None or policies.has_permission(by, policies.Permission.MANAGE_ACCOUNTS), "may not make accounts")
    if kind not in list(UserKind):
        raise InvalidError({"kind": "Choose a kind of account."})
    return add_account(email=email, name=name, kind=kind, by=by, at=at, password=password)


def add_account(
    *, email: str, name: str, kind: str, by: User | None, at: datetime, password: str | None = None,
) -> User:
    """Make the rows of an account; who may ask for it has been decided."""
    email, name = clean_address(email), name.replace("\x00", "").strip()
    if not name:
        raise InvalidError({"name": "Enter a name."})
    if User.objects.filter(email=email).exists() or EmailAddress.objects.filter(email__iexact=email).exists():
        raise InvalidError({"email": "There is an account with this address already."})
    user = User.objects.create_user(email, password, name=name, kind=kind)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    record(code="access.account.made", by=by, at=at, detail={"account": str(user.uuid), "kind": kind})
    return user


@transaction.atomic
def make_demo_account(
    *, email: str, name: str, kind: str, roles: list[str], password: str, totp_secret: str, at: datetime,
) -> User:
    """An account of the demonstration with password, roles and (where given) an authenticator; safe to repeat."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    _need(settings.MODE != "production", "no demonstration accounts in production")
    user = User.objects.filter(email=clean_address(email)).first()
    if user is None:
        user = add_account(email=email, name=name, kind=kind, by=None, at=at, password=password)
    if totp_secret and not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, totp_secret)
    for role in roles:
        _give(user=user, role=role, since=day_of(at), until=None, area="", by=None, at=at)
        for condition in ROLES[role].needs:
            satisfy(user=user, condition=condition, until=day_of(at) + _DEMO_LASTS, by=None, at=at)
    return user


@transaction.atomic
def disable_account(*, user: User, by: User | None, at: datetime, reason: str = "") -> None:
    """Close an account: sessions, feeds, links and invitations end at once, roles stay on record."""
    _need(by is None or policies.can_manage(by, user), "may not close this account")
    user.is_active, user.disabled_at, user.lapsed_at, user.lapses_on = False, at, None, None
    user.save(update_fields=["is_active", "disabled_at", "lapsed_at", "lapses_on"])
    shut_ways_in(user, at)
    record(code="access.account.closed", by=by, at=at, detail={"account": str(user.uuid)}, reason=reason)


def shut_ways_in(user: User, at: datetime) -> None:
    """End sessions and feeds, one-time addresses, and the invitations that they sent or were sent."""
    SignInLink.objects.filter(user=user, used_at=None).delete()
    Invitation.objects.filter(Q(email=user.email) | Q(invited_by=user), accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=at
    )
    _end_sessions(user, at)


@transaction.atomic
def enable_account(*, user: User, by: User | None, at: datetime) -> None:
    """Open a closed account again; ended sessions stay ended. A lapsed one is restored with a reason instead."""
    _need(by is None or policies.can_manage(by, user), "may not open this account")
    if user.lapsed_at:
        raise InvalidError({"account": "This account has lapsed. Restore it with a reason."})
    user.is_active, user.disabled_at = True, None
    user.save(update_fields=["is_active", "disabled_at"])
    record(code="access.account.opened", by=by, at=at, detail={"account": str(user.uuid)})


@transaction.atomic
def end_sessions(*, user: User, by: User | None, at: datetime) -> None:
    """Sign an account out everywhere."""
    _need(by is None or by == user or policies.can_manage(by, user), "may not end these sessions")
    _end_sessions(user, at)
    record(code="access.sessions.ended", by=by, at=at, detail={"account": str(user.uuid)})


def _end_sessions(user: User, at: datetime) -> None:
    """Sessions and calendar feeds: whoever holds a lost telephone holds both."""
    User.objects.filter(pk=user.pk).update(n_epoch=F("n_epoch") + 1)
    Feed.objects.filter(user=user, ended_at=None).update(ended_at=at)
    user.refresh_from_db(fields=["n_epoch"])
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for held in UserSession.objects.filter(user=user):
        store.delete(held.session_key)
        held.delete()


@transaction.atomic
def give_role(
    *, user: User, role: str, since: date, by: User | None, at: datetime, until: date | None = None, area: str = "",
) -> RoleHeld:
    """Give a role from `since` up to, not including, `until`; one that is held open already stays as it is."""
    _need(by is None or policies.can_give_role(by, user, role), f"may not give {role}")
    return _give(user=user, role=role, since=since, until=until, area=area, by=by, at=at)


def _give(
    *, user: User, role: str, since: date, until: date | None, area: str, by: User | None, at: datetime,
) -> RoleHeld:
    if role not in ROLES or ROLES[role].kind != user.kind:
        raise InvalidError({"role": "This kind of account can't hold that role."})
    if until is not None and until <= since:
        raise InvalidError({"until": "The last day must come after the first."})
    if area and area not in dict(places.choices()):
        raise InvalidError({"area": "Choose one of the areas and districts."})
    if area and Permission.SEE_ALL_CASES not in ROLES[role].permissions:
        raise InvalidError({"area": "Only a role that sees all cases can be held for one area or district."})
    held = RoleHeld.objects.filter(user=user, role=role, area=area, until=None).first()
    if held is None:
        held = RoleHeld.objects.create(
            user=user, role=role, area=area, since=since, until=until, given_by=by, given_at=at
        )
        _rights_changed(user)
        days = {"since": since.isoformat(), "until": str(until or "")}
        record(code="access.role.given", by=by, at=at,
               detail={"account": str(user.uuid), "role": role, "area": area, **days})
    return held


@transaction.atomic
def take_role(*, held: RoleHeld, by: User | None, at: datetime, until: date | None = None) -> None:
    """End a role, at once when no day is given."""
    _need(by is None or policies.can_give_role(by, held.user, held.role), f"may not take {held.role}")
    held.until = max(until or day_of(at), held.since)
    held.save(update_fields=["until"])
    _rights_changed(held.user)
    facts = {"account": str(held.user.uuid), "role": held.role, "until": held.until.isoformat()}
    record(code="access.role.taken", by=by, at=at, detail=facts)


def _rights_changed(user: User) -> None:
    policies.forget_rights(user)
    User.objects.filter(pk=user.pk).update(n_rights=F("n_rights") + 1)
    user.refresh_from_db(fields=["n_rights"])


@transaction.atomic
def pin_badge(
    *, user: User, badge: str, since: date, at: datetime, until: date | None = None, by: User | None = None,
) -> Badge:
    """Say what an account stands for, from `since` up to, not including, `until`; rooms above decide who may."""
    pinned = Badge.objects.filter(user=user, badge=badge, until=None).first()
    if pinned is None:
        pinned = Badge(user=user, badge=badge, since=since)
    pinned.since, pinned.until = min(pinned.since, since), until
    pinned.save()
    _rights_changed(user)
    facts = {"account": str(user.uuid), "badge": badge, "since": pinned.since.isoformat(), "until": str(until or "")}
    record(code="access.badge.pinned", by=by, at=at, detail=facts)
    return pinned


@transaction.atomic
def unpin_badge(*, user: User, badge: str, at: datetime, until: date | None = None, by: User | None = None) -> None:
    """Take a badge off, at once when no day is given."""
    ends = until or day_of(at)
    for pinned in Badge.objects.filter(Q(until=None) | Q(until__gt=ends), user=user, badge=badge):
        pinned.until = max(ends, pinned.since)
        pinned.save(update_fields=["until"])
    _rights_changed(user)
    facts = {"account": str(user.uuid), "badge": badge, "until": ends.isoformat()}
    record(code="access.badge.taken", by=by, at=at, detail=facts)


@transaction.atomic
def satisfy(
    *, user: User, condition: str, until: date, by: User | None, at: datetime, reason: str = ""
) -> Condition:
    """Write that an account has done what a condition asks, and until when that lasts; rooms above decide who may.

    Nobody writes it for themselves. A role that needs it opens at once. Raises InvalidError, RefusedError.
    """
    _need(by != user, "may not write what they have done themselves")
    faults = {}
    if condition not in CONDITIONS:
        faults["condition"] = "Choose what they have done."
    if until <= day_of(at):
        faults["until"] = "The day must lie in the future."
    if faults:
        raise InvalidError(faults)
    made, _ = Condition.objects.update_or_create(
        user=user, condition=condition, defaults={"until": until, "written_at": at}
    )
    facts = {"account": str(user.uuid), "condition": condition, "until": until.isoformat()}
    record(code="access.condition.met", by=by, at=at, detail=facts, reason=reason)
    _rights_changed(user)
    return made


@transaction.atomic
def change_email(*, user: User, email: str, by: User | None, at: datetime) -> None:
    """Change an account's address and tell the old one; when staff did it, resets to the new one wait for 24 hours."""
    _need(by is None or by == user or policies.can_manage(by, user), "may not change this address")
    new, old = clean_address(email), user.email
    if User.objects.filter(email=new).exclude(pk=user.pk).exists():
        raise InvalidError({"email": "There is an account with this address already."})
    user.email = new
    if by != user:
        user.resets_held_until = at + COOL_OFF
    user.save(update_fields=["email", "resets_held_until"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=new, verified=True, primary=True)
    SignInLink.objects.filter(user=user, used_at=None).delete()
    mail.send("access/email/address_changed", old, {"is_by_staff": by != user})
    record(code="access.email.changed", by=by, at=at, detail={"account": str(user.uuid)})
