"""Posts, and who holds them: a duty belongs to a post, so nothing is lost when somebody leaves."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alongside.ground.core.privacy import Privacy
from alongside.ground.people.models.areas import District
from alongside.ground.people.models.bodies import Body, Setting, Team
from alongside.ground.people.models.children import Child
from alongside.ground.people.models.persons import Person
from alongside.ground.people.words import PostKind


class Post(models.Model):
    """A place of work with a title: it is in a team, a body or a setting, and outlives its holders."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=24, choices=PostKind.choices, default=PostKind.OTHER)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    setting = models.ForeignKey(Setting, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    deputy = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="deputises_for")
    does = models.TextField(blank=True)
    cannot_do = models.TextField(blank=True)
    is_public = models.BooleanField(default=False)
    hours = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(
            ("code", "title", "kind", "team", "body", "setting", "district", "does", "cannot_do", "hours", "phone",
             "email", "starts_on", "ends_on"),
            Privacy.PUBLIC,
        ),
        "deputy": Privacy.STAFF, "is_public": Privacy.OPERATIONAL, "version": Privacy.OPERATIONAL,
    }

    class Meta:
        ordering: ClassVar = ["title"]


class PostHolding(models.Model):
    """One person holds one post from a day, and until the first day on which they no longer do."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(("post", "person", "starts_on", "ends_on"), Privacy.STAFF)

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="holding_ends_after_start",
            )
        ]


class PostAbsence(models.Model):
    """A post's holder is away: another post sees and does its work meanwhile."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField()
    cover_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="covers")

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(
        ("post", "starts_on", "ends_on", "cover_post"), Privacy.STAFF
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="absence_has_days")
        ]


class Handover(models.Model):
    """A post that holds children's cases goes to another person on a day; families are told before it, in `words`.

    Without `to_person` its holder leaves, and nobody has taken the post yet: the team looks after the cases.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="handovers")
    to_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    takes_over_on = models.DateField()
    words = models.TextField()
    made_by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(("post", "to_person", "takes_over_on", "words", "made_by"), Privacy.STAFF),
        "made_at": Privacy.OPERATIONAL,
    }


class HandoverLine(models.Model):
    """Somebody of one child's family is to be told; a room above tells them and writes when, as proof."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="lines")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    told_ref = models.CharField(max_length=120, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(("handover", "child", "person", "told_ref"), Privacy.OPERATIONAL), "told_at": Privacy.CASE,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "child", "person"], name="told_once_a_handover")
        ]
