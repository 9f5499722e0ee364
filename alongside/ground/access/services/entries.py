"""Ways in: invitations that expire, and one-time addresses for a first sign-in."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from alongside.ground.access import policies
from alongside.ground.access.adapters import AccountAdapter
from alongside.ground.access.engine.codes import token_hash
from alongside.ground.access.models import Invitation, SignInLink, User
from alongside.ground.access.services import accounts, mail
from alongside.ground.access.services.audit import record
from alongside.ground.access.words import INVITATION_LASTS, LINK_LASTS, ROLES
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError
from alongside.ground.core.references import new_token


@transaction.atomic
def invite(
    *, email: str, role: str, by: User | None, at: datetime, kind: str, name: str, badge: str = "",
) -> Invitation:
    """Invite somebody to an account with a role and a badge; mails a link that works once within 14 days."""
    if by is not None and not policies.can_invite(by, role):
        raise RefusedError(f"may not invite as {role}")
    if role not in ROLES or ROLES[role].kind != kind:
        raise InvalidError({"role": "Choose a role of that kind of account."})
    email, name, token = accounts.clean_address(email), name.replace("\x00", "").strip(), new_token()
    if not name:
        raise InvalidError({"name": "Enter a name."})
    # A second invitation replaces the first: one address, one live link.
    Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)
    made = Invitation.objects.create(
        email=email, name=name, kind=kind, role=role, badge=badge, token_hash=token_hash(token),
        invited_by=by, invited_at=at, expires_at=at + INVITATION_LASTS,
    )
    made.token = token
    path = reverse("access_invitation", args=[token])
    mail.send("access/email/invitation", email, {"path": path, "expires_on": day_of(made.expires_at)})
    record(code="access.invitation.sent", by=by, at=at, detail={"invitation": str(made.uuid), "role": role})
    return made


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Take an invitation back; its link stops working at once."""
    if invitation.invited_by != by and not policies.can_invite(by, invitation.role):
        raise RefusedError("may not withdraw this invitation")
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)
    record(code="access.invitation.withdrawn", by=by, at=at, detail={"invitation": str(invitation.uuid)})


def live_invitation(token: str, *, at: datetime) -> Invitation:
    """The invitation of a link that still works; NotThereError for every other link."""
    found = Invitation.objects.filter(
        token_hash=token_hash(token), accepted_at=None, withdrawn_at=None, expires_at__gt=at
    ).first()
    if found is None:
        raise NotThereError
    return found


@transaction.atomic
def accept_invitation(
    *, token: str, by: User | None, at: datetime, name: str = "", password: str | None = None,
) -> User:
    """Accept with a new account, or with the account of that address, which must be the one signed in (`by`)."""
    found = live_invitation(token, at=at)
    if not Invitation.objects.filter(pk=found.pk, accepted_at=None).update(accepted_at=at):
        raise NotThereError
    user = User.objects.filter(email=found.email).first()
    if user is None:
        if password is not None:
            check_password(password, User(email=found.email, name=name or found.name))
        user = accounts.add_account(
            email=found.email, name=name or found.name, kind=found.kind, by=None, at=at, password=password
        )
    elif user != by or not user.is_active:
        raise RefusedError("this invitation is for another account")
    elif user.kind != found.kind:
        raise InvalidError({"role": "This kind of account can't hold that role."})
    accounts.give_role(user=user, role=found.role, since=day_of(at), by=None, at=at)
    if found.badge:
        accounts.pin_badge(user=user, badge=found.badge, since=day_of(at), at=at, by=found.invited_by)
    Invitation.objects.filter(pk=found.pk).update(accepted_by=user)
    facts = {"invitation": str(found.uuid), "account": str(user.uuid)}
    record(code="access.invitation.accepted", by=user, at=at, detail=facts)
    return user


def check_password(password: str, user: User) -> None:
    """InvalidError with all that is wrong with a new password."""
    try:
        AccountAdapter().clean_password(password, user)
    except ValidationError as error:
        raise InvalidError({"password": " ".join(error.messages)}) from None


@transaction.atomic
def one_time_sign_in(user: User, at: datetime) -> str:
    """A path that signs `user` in once within 15 minutes; opening it shows a button and changes nothing.

    In a demonstration it counts as the second factor too; anywhere else that is asked as usual.
    """
    token = new_token()
    SignInLink.objects.create(
        user=user, token_hash=token_hash(token), made_at=at, expires_at=at + LINK_LASTS,
        is_whole=settings.MODE == "demo",
    )
    record(code="access.link.made", by=None, at=at, detail={"account": str(user.uuid)})
    return reverse("access_link", args=[token])


def live_link(token: str, *, at: datetime) -> SignInLink:
    """The one-time address that still works; NotThereError for every other."""
    found = SignInLink.objects.select_related("user").filter(
        token_hash=token_hash(token), used_at=None, expires_at__gt=at, user__is_active=True
    ).first()
    if found is None:
        raise NotThereError
    return found


@transaction.atomic
def use_link(token: str, *, at: datetime) -> SignInLink:
    """Use a one-time address up; of two tries at once, one gets it."""
    found = live_link(token, at=at)
    if not SignInLink.objects.filter(pk=found.pk, used_at=None).update(used_at=at):
        raise NotThereError
    record(code="access.link.used", by=found.user, at=at)
    return found
