"""Grown-ups and young people as people: family members and professionals, their names and addresses."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alongside.ground.core.privacy import Privacy
from alongside.ground.people.models.children import Child
from alongside.ground.people.words import NotificationDetail, PersonKind


class Person(models.Model):
    """Somebody whom we write to or work with. The account, if there is one, is only the way in."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField("access.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    family_name = models.CharField(max_length=100)
    given_name = models.CharField(max_length=100, blank=True)
    preferred_name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=14, choices=PersonKind.choices, default=PersonKind.FAMILY)
    is_safe_contact_needed = models.BooleanField(default=False)
    safe_contact_words = models.CharField(max_length=300, blank=True)
    notification_detail = models.CharField(
        max_length=8, choices=NotificationDetail.choices, default=NotificationDetail.LEAST
    )
    died_on = models.DateField(null=True, blank=True)
    registered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(("family_name", "given_name", "preferred_name", "email", "phone", "died_on"), Privacy.IDENTITY),
        **dict.fromkeys(("is_safe_contact_needed", "safe_contact_words"), Privacy.PROTECTED),
        **dict.fromkeys(("user", "kind", "notification_detail", "registered_at", "version"), Privacy.OPERATIONAL),
    }

    @property
    def full_name(self) -> str:
        """Name as the person likes to be called, for pages and letters."""
        return " ".join(part for part in (self.preferred_name or self.given_name, self.family_name) if part)


class PersonName(models.Model):
    """A name that a person had until a day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")
    family_name = models.CharField(max_length=100)
    given_name = models.CharField(max_length=100, blank=True)
    until = models.DateField(null=True, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(
        ("person", "family_name", "given_name", "until"), Privacy.IDENTITY
    )


class Address(models.Model):
    """The one table of home addresses, of a person or a child, for a time; read only by `queries.address_of`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="addresses")
    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.CASCADE, related_name="addresses")
    lines = models.TextField()
    postcode = models.CharField(max_length=8)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    is_protected = models.BooleanField(default=False)

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(
        ("person", "child", "lines", "postcode", "starts_on", "ends_on", "is_protected"), Privacy.PROTECTED
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=True, child__isnull=False)
                | models.Q(person__isnull=False, child__isnull=True),
                name="address_of_one",
            )
        ]
