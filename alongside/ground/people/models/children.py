"""A child or young person, their names, merges of double records, and where each room stands with them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alongside.ground.core.dates import in_words
from alongside.ground.core.privacy import Privacy
from alongside.ground.people.models.areas import District
from alongside.ground.people.words import BIRTH_DATE_UNKNOWN, NameKind, Sex


class Child(models.Model):
    """A child or young person from birth to 25. `compulsory_until` and `adult_on` are worked out from the birth date.

    Where nobody has told the birth date yet all three are empty, and what hangs on them is for a person to settle.
    Names before an adoption are never here: they are sealed in `ChildName`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=13, unique=True)
    family_name = models.CharField(max_length=100)
    given_name = models.CharField(max_length=100)
    preferred_name = models.CharField(max_length=100, blank=True)
    born_on = models.DateField(null=True, blank=True)
    compulsory_until = models.DateField(null=True, blank=True, help_text="Last day of compulsory school age")
    adult_on = models.DateField(null=True, blank=True, help_text="Eighteenth birthday")
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    ethnicity = models.CharField(max_length=4, blank=True)
    first_language = models.CharField(max_length=40, blank=True)
    upn = models.CharField(max_length=13, null=True, blank=True, unique=True)
    uln = models.CharField(max_length=10, null=True, blank=True, unique=True)
    nhs_number = models.CharField(max_length=10, null=True, blank=True, unique=True)
    upn_unknown = models.CharField(max_length=4, blank=True)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    postcode = models.CharField(max_length=8, blank=True)
    is_address_protected = models.BooleanField(default=False)
    is_looked_after = models.BooleanField(default=False)
    is_sensitive = models.BooleanField(default=False, help_text="Known to staff: openings are watched")
    died_on = models.DateField(null=True, blank=True)
    name_key = models.CharField(max_length=320, db_index=True, editable=False)
    sound_key = models.CharField(max_length=20, editable=False)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    source = models.CharField(max_length=40, blank=True)
    registered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(
            ("family_name", "given_name", "preferred_name", "born_on", "compulsory_until", "adult_on", "sex",
             "first_language", "upn", "uln", "nhs_number", "name_key", "sound_key"),
            Privacy.IDENTITY,
        ),
        **dict.fromkeys(("district", "postcode", "is_address_protected", "is_sensitive"), Privacy.PROTECTED),
        **dict.fromkeys(("is_looked_after", "died_on"), Privacy.CASE),
        **dict.fromkeys(
            ("reference", "upn_unknown", "merged_into", "source", "registered_at", "version"), Privacy.OPERATIONAL
        ),
        "ethnicity": Privacy.SPECIAL,
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["born_on", "sound_key"], name="child_born_sound"),
            models.Index(fields=["district"], name="child_district"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(born_on__isnull=True, compulsory_until__isnull=True, adult_on__isnull=True)
                | models.Q(born_on__isnull=False, compulsory_until__isnull=False, adult_on__isnull=False),
                name="ages_follow_birth_date",
            )
        ]

    @property
    def called(self) -> str:
        """First name as the child likes it."""
        return self.preferred_name or self.given_name

    @property
    def full_name(self) -> str:
        """Name by which staff find the child."""
        return f"{self.called} {self.family_name}".strip()

    @property
    def birth_words(self) -> str:
        """Birth date in words, or that it is not known."""
        return in_words(self.born_on) if self.born_on else BIRTH_DATE_UNKNOWN


class ChildName(models.Model):
    """A name that is not the present one. A sealed one has no search key and is shown to nobody by any list."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="names")
    family_name = models.CharField(max_length=100)
    given_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=NameKind.choices)
    until = models.DateField(null=True, blank=True)
    is_sealed = models.BooleanField(default=False)
    name_key = models.CharField(max_length=320, blank=True, db_index=True, editable=False)
    sound_key = models.CharField(max_length=20, blank=True, editable=False)
    upn = models.CharField(max_length=13, blank=True)
    uln = models.CharField(max_length=10, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "child": Privacy.OPERATIONAL,
        **dict.fromkeys(
            ("family_name", "given_name", "kind", "until", "is_sealed", "name_key", "sound_key", "upn", "uln",
             "nhs_number"),
            Privacy.PROTECTED,
        ),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(is_sealed=False) | models.Q(name_key="", sound_key=""), name="sealed_has_no_key"
            ),
            models.CheckConstraint(
                condition=models.Q(is_sealed=True) | models.Q(upn="", uln="", nhs_number=""), name="only_sealed_numbers"
            ),
        ]


class Merge(models.Model):
    """Two records of one child were put together; `moved` lists every row that went across, so that it can go back."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="merges_kept")
    dropped = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="merges_dropped")
    reason = models.TextField()
    moved = models.JSONField(default=dict)
    merged_by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.TextField(blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(("kept", "dropped", "moved", "merged_at", "undone_at"), Privacy.OPERATIONAL),
        **dict.fromkeys(("merged_by", "undone_by"), Privacy.STAFF),
        **dict.fromkeys(("reason", "undo_reason"), Privacy.CASE),
    }


class Standing(models.Model):
    """Where one room stands with a child, in one line: for lists and trays; nothing is decided from it."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="standings")
    room = models.CharField(max_length=20)
    words = models.CharField(max_length=200)
    since = models.DateField()
    holder = models.CharField(max_length=160)
    holder_badge = models.CharField(max_length=60, blank=True, db_index=True)
    next_on = models.DateField(null=True, blank=True)
    next_words = models.CharField(max_length=200, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "child": Privacy.OPERATIONAL, "room": Privacy.OPERATIONAL, "words": Privacy.CASE, "since": Privacy.CASE,
        "holder": Privacy.STAFF, "holder_badge": Privacy.OPERATIONAL, "next_on": Privacy.CASE,
        "next_words": Privacy.CASE,
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["child", "room"], name="one_standing_a_room")]
        indexes: ClassVar = [models.Index(fields=["room", "next_on"], name="standing_next")]
