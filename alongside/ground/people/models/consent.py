"""What families agreed to, in which words, and how each person wants to be reached."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alongside.ground.core.privacy import Privacy
from alongside.ground.people.models.children import Child
from alongside.ground.people.models.persons import Person
from alongside.ground.people.words import Channel, Purpose, ReadingFormat


class ConsentWording(models.Model):
    """The words in which one purpose is asked, numbered; never edited once somebody has answered them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=10, default="en-gb")
    words = models.TextField()
    withdrawal = models.TextField(help_text="How to change one's mind")
    starts_on = models.DateField()
    agreed_with = models.CharField(max_length=200, blank=True, help_text="Empty: not yet agreed with families")

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(
        ("purpose", "number", "language", "words", "withdrawal", "starts_on", "agreed_with"), Privacy.PUBLIC
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purpose", "number", "language"], name="one_wording_a_number")
        ]


class Consent(models.Model):
    """One person agreed to one purpose in one wording; a young person's own is another row than a parent's."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wording = models.ForeignKey(ConsentWording, on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.PROTECT, related_name="consents")
    is_own = models.BooleanField(default=False, help_text="Given by the young person")
    scope = models.CharField(max_length=200, blank=True)
    asked_how = models.CharField(max_length=100, blank=True)
    given_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_how = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(
            ("wording", "person", "child", "is_own", "scope", "asked_how", "given_on", "expires_on", "withdrawn_on",
             "withdrawn_how"),
            Privacy.CASE,
        ),
        "recorded_by": Privacy.STAFF, "recorded_at": Privacy.OPERATIONAL,
    }


class CommunicationProfile(models.Model):
    """How to reach one person; every room obeys it. Electronic notice only when they chose it in writing."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="profile")
    language = models.CharField(max_length=40, default="English")
    needs_interpreter = models.BooleanField(default=False)
    reading_format = models.CharField(max_length=12, choices=ReadingFormat.choices, default=ReadingFormat.PLAIN)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.POST)
    electronic_notice_agreed_on = models.DateField(null=True, blank=True)
    best_time = models.CharField(max_length=150, blank=True)
    access_needs = models.TextField(blank=True)
    help_to_take_part = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(("person", "language", "needs_interpreter", "channel", "electronic_notice_agreed_on",
                         "best_time"), Privacy.IDENTITY),
        **dict.fromkeys(("reading_format", "access_needs", "help_to_take_part"), Privacy.SPECIAL),
        "version": Privacy.OPERATIONAL,
    }
