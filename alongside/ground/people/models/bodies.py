"""Bodies of the partnership, settings where children learn, and teams."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alongside.ground.core.privacy import Privacy
from alongside.ground.people.models.areas import Area, District
from alongside.ground.people.words import BodyKind


class Body(models.Model):
    """An organisation or group of the partnership, with what it does; kept when it merges or changes its name."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=150)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=BodyKind.choices, default=BodyKind.OTHER)
    functions = models.TextField(blank=True, help_text="What it does, in plain words.")
    cannot_do = models.TextField(blank=True, help_text="What it can't do, and who can.")
    is_public = models.BooleanField(default=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="bodies")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    predecessor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors"
    )
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(
            ("code", "name", "short_name", "kind", "functions", "cannot_do", "area", "starts_on", "ends_on",
             "predecessor"),
            Privacy.PUBLIC,
        ),
        "is_public": Privacy.OPERATIONAL, "version": Privacy.OPERATIONAL,
    }

    class Meta:
        ordering: ClassVar = ["name"]


class BodyAlias(models.Model):
    """Another name of a body, or one that it had until a day."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=150)
    until = models.DateField(null=True, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(("body", "name", "until"), Privacy.PUBLIC)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["body", "name"], name="one_alias_of_body")]


class Setting(models.Model):
    """A school, college, nursery or other place of learning; one row each URN or UKPRN."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    urn = models.CharField(max_length=6, null=True, blank=True, unique=True)
    ukprn = models.CharField(max_length=8, null=True, blank=True, unique=True)
    name = models.CharField(max_length=150, db_index=True)
    kind = models.CharField(max_length=60, blank=True)
    phase = models.CharField(max_length=40, blank=True)
    n_places = models.PositiveIntegerField(null=True, blank=True)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="settings")
    la_number = models.CharField(max_length=3, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="settings")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(
            ("urn", "ukprn", "name", "kind", "phase", "n_places", "district", "la_number", "postcode", "email",
             "phone", "body", "starts_on", "ends_on"),
            Privacy.PUBLIC,
        ),
        "version": Privacy.OPERATIONAL,
    }

    class Meta:
        ordering: ClassVar = ["name"]


class Team(models.Model):
    """A group of posts that answers one telephone: `EHC team, Preston`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=100)
    kind = models.SlugField(max_length=30, default="other", help_text="ehc for the teams that hold cases")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="teams")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="teams")
    does = models.TextField(blank=True)
    cannot_do = models.TextField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    hours = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(
            ("code", "title", "kind", "body", "district", "does", "cannot_do", "phone", "email", "hours",
             "starts_on", "ends_on"),
            Privacy.PUBLIC,
        ),
        "version": Privacy.OPERATIONAL,
    }

    class Meta:
        ordering: ClassVar = ["title"]
