"""What people, settings, teams and posts are to a child, with dates: the only grant of sight by right."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from alongside.ground.core.privacy import Privacy
from alongside.ground.people.models.bodies import Setting, Team
from alongside.ground.people.models.children import Child
from alongside.ground.people.models.persons import Person
from alongside.ground.people.models.posts import Post
from alongside.ground.people.words import RelationKind, Wish

_SUBJECTS = ("person", "setting", "team", "post")


def _exactly_one() -> Q:
    """One of person, setting, team and post is set."""
    found = Q()
    for chosen in _SUBJECTS:
        found |= Q(**{f"{name}__isnull": name != chosen for name in _SUBJECTS})
    return found


class Relationship(models.Model):
    """From `starts_on` to the day before `ends_on`, the bearer of `badge` is `kind` to the child."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="relationships")
    badge = models.CharField(max_length=60, editable=False)
    kind = models.CharField(max_length=20, choices=RelationKind.choices)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="relationships")
    setting = models.ForeignKey(Setting, null=True, blank=True, on_delete=models.PROTECT, related_name="relationships")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="relationships")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="relationships")
    on_behalf_of = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="spoken_for")
    scope = models.CharField(max_length=200, blank=True, help_text="What somebody who speaks for the family may do")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=40, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    checked_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(("child", "badge", "source", "checked_at"), Privacy.OPERATIONAL),
        **dict.fromkeys(("kind", "person", "team", "post", "on_behalf_of", "scope", "starts_on", "ends_on", "evidence"),
                        Privacy.CASE),
        "setting": Privacy.PROTECTED, "checked_by": Privacy.STAFF,
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["badge", "ends_on", "child"], name="relation_badge"),
            models.Index(fields=["child", "kind", "ends_on"], name="relation_child"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_exactly_one(), name="relation_of_one"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")), name="relation_in_order"
            ),
            models.CheckConstraint(condition=Q(kind__in=RelationKind.values), name="relation_kind_known"),
        ]


class ParentalResponsibility(models.Model):
    """A person holds parental responsibility for a time: another fact than being a parent, and no grant of sight."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="responsibilities")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="responsibilities")
    is_council = models.BooleanField(default=False, help_text="A care order gives it to the council")
    basis = models.CharField(max_length=200)
    evidence = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "child": Privacy.OPERATIONAL,
        **dict.fromkeys(("person", "is_council", "basis", "evidence", "starts_on", "ends_on"), Privacy.CASE),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_council=True, person__isnull=True) | Q(is_council=False, person__isnull=False),
                name="responsibility_of_one",
            )
        ]


class Involvement(models.Model):
    """What a young person says about one person's part, or about everybody's where `person` is empty."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="involvements")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    wish = models.CharField(max_length=8, choices=Wish.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    said_how = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "child": Privacy.OPERATIONAL, "recorded_at": Privacy.OPERATIONAL, "recorded_by": Privacy.STAFF,
        **dict.fromkeys(("person", "wish", "starts_on", "ends_on", "said_how"), Privacy.CASE),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["child", "wish"], name="involvement_child")]


class Capacity(models.Model):
    """Whether a young person could make one decision at one time, who found so, and who acts in it if not."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="capacities")
    decision = models.CharField(max_length=60, help_text="Which decision, such as request, agree or appeal")
    has_capacity = models.BooleanField()
    assessed_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    assessor = models.CharField(max_length=150)
    reasons = models.TextField()
    alternative = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    alternative_basis = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "child": Privacy.OPERATIONAL, "recorded_at": Privacy.OPERATIONAL, "recorded_by": Privacy.STAFF,
        **dict.fromkeys(
            ("decision", "has_capacity", "assessed_on", "ends_on", "assessor", "reasons", "alternative",
             "alternative_basis"),
            Privacy.SPECIAL,
        ),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(has_capacity=True, alternative__isnull=True) | Q(has_capacity=False),
                name="alternative_only_without_capacity",
            )
        ]
