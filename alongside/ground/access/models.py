"""Accounts. A person of the partnership is in `people`; an account is only the way in."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from alongside.ground.core.privacy import Privacy


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
    kind = models.CharField(max_length=20, default="family")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    privacy: ClassVar[dict[str, Privacy]] = {
        "email": Privacy.IDENTITY, "name": Privacy.IDENTITY, "kind": Privacy.OPERATIONAL,
        "is_active": Privacy.OPERATIONAL, "joined_at": Privacy.OPERATIONAL, "password": Privacy.SECRET,
        "last_login": Privacy.OPERATIONAL,
    }
