"""Accounts and what they carry. A person of the partnership is in `people`; an account is only the way in."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from alongside.ground.access.words import ROLES, UserKind
from alongside.ground.core.privacy import Privacy

Rows = tuple[tuple[str, date, date | None], ...]
"""Badges: what, since when, and the first day on which it no longer holds."""
RoleRows = tuple[tuple[str, str, date, date | None], ...]
"""Roles: which, for which area, and the same two days."""
MetRows = tuple[tuple[str, date], ...]
"""Conditions that were satisfied, and until when."""


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an e-mail address is compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new account; without a password it can be entered only by link, code, passkey or provider."""
        user = self.model(email=email.strip().lower(), **fields)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The account of an e-mail address."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """One person's way in: an e-mail address and what proves that it is them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in UserKind], default=UserKind.FAMILY)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    lapses_on = models.DateField(null=True, blank=True)
    """The day of which its owner was told that the account lapses then; empty while nothing is due."""
    lapsed_at = models.DateTimeField(null=True, blank=True)
    restored_at = models.DateTimeField(null=True, blank=True)
    resets_held_until = models.DateTimeField(null=True, blank=True)
    n_epoch = models.PositiveIntegerField(default=0)
    """Counted up to end every session at once: it is part of what a session must match."""
    n_rights = models.PositiveIntegerField(default=0)
    """Counted up when a role is given or taken: a session then gets a new id."""

    rights_on: date | None = None
    """The day on which rights are asked for; the outermost wrapper sets it."""
    kept_roles: RoleRows | None = None
    kept_badges: Rows | None = None
    kept_conditions: MetRows | None = None
    """What it holds, once somebody asked, for as long as this object lives: one request."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    privacy: ClassVar[dict[str, Privacy]] = {
        "email": Privacy.IDENTITY, "name": Privacy.IDENTITY, "kind": Privacy.OPERATIONAL,
        "is_active": Privacy.OPERATIONAL, "joined_at": Privacy.OPERATIONAL, "password": Privacy.SECRET,
        "last_login": Privacy.OPERATIONAL, "disabled_at": Privacy.OPERATIONAL,
        "lapses_on": Privacy.OPERATIONAL, "lapsed_at": Privacy.OPERATIONAL, "restored_at": Privacy.OPERATIONAL,
        "resets_held_until": Privacy.OPERATIONAL, "n_epoch": Privacy.OPERATIONAL, "n_rights": Privacy.OPERATIONAL,
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in UserKind]), name="access_user_kind"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="access_user_email_lower"),
            models.CheckConstraint(
                condition=Q(lapsed_at__isnull=True) | Q(is_active=False, kind=UserKind.PROFESSIONAL),
                name="access_user_lapsed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session holds only while the password and the count of ended sessions are unchanged."""
        salt = "alongside.ground.access.session"
        return salted_hmac(salt, f"{self.password}:{self.n_epoch}", secret=secret, algorithm="sha256").hexdigest()


class RoleHeld(models.Model):
    """A role that an account holds from `since` up to, not including, `until`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles_held")
    role = models.CharField(max_length=40, choices=[(code, role.title) for code, role in ROLES.items()])
    area = models.CharField(max_length=40, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "user": Privacy.STAFF, "role": Privacy.STAFF, "area": Privacy.OPERATIONAL, "since": Privacy.STAFF,
        "until": Privacy.STAFF, "given_by": Privacy.STAFF, "given_at": Privacy.OPERATIONAL,
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="access_roleheld_dates"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "area"], condition=Q(until__isnull=True), name="access_roleheld_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def is_held(self, on: date) -> bool:
        """Whether the role holds on a day."""
        return self.since <= on and (self.until is None or on < self.until)


class Badge(models.Model):
    """What an account stands for, such as `team:<uuid>`, from `since` up to, not including, `until`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="badges")
    badge = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "user": Privacy.STAFF, "badge": Privacy.STAFF, "since": Privacy.STAFF, "until": Privacy.STAFF,
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="access_badge_dates"
            ),
            models.UniqueConstraint(
                fields=["user", "badge"], condition=Q(until__isnull=True), name="access_badge_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["badge"], name="access_badge_badge")]

    def __str__(self) -> str:
        return self.badge


class Condition(models.Model):
    """Something that an account must have done (a training, say) and how long that lasts; other rooms write it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="conditions")
    condition = models.CharField(max_length=40)
    until = models.DateField()
    written_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "user": Privacy.STAFF, "condition": Privacy.STAFF, "until": Privacy.STAFF, "written_at": Privacy.OPERATIONAL,
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "condition"], name="access_condition_once"),
        ]

    def __str__(self) -> str:
        return self.condition
