"""Areas, their districts and successors, and the district of a postcode."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from alongside.ground.core.privacy import Privacy


class Area(models.Model):
    """A local authority area for a time; councils are replaced, so `ends_on` is the first day it no longer stands."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    la_number = models.CharField(max_length=3, db_index=True)
    gss = models.CharField(max_length=9)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(
        ("code", "name", "la_number", "gss", "starts_on", "ends_on", "note"), Privacy.PUBLIC
    )


class AreaSuccession(models.Model):
    """One area takes over from another on a day, whole or for some districts."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="predecessions")
    takes_over_on = models.DateField()
    note = models.TextField(blank=True)

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(
        ("area", "successor", "takes_over_on", "note"), Privacy.PUBLIC
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["area", "successor"], name="one_succession")]


class District(models.Model):
    """A district by its GSS code; `locality` groups districts, also as earlier partnerships did."""

    code = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=60)
    locality = models.CharField(max_length=60, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="districts")

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(("code", "name", "locality", "area"), Privacy.PUBLIC)

    class Meta:
        ordering: ClassVar = ["name"]


class Place(models.Model):
    """The district of one postcode (`PR18XJ`, without a space) or of most of an outcode (`PR1`)."""

    postcode = models.CharField(max_length=7, primary_key=True)
    district_code = models.CharField(max_length=9)
    is_outcode = models.BooleanField(default=False)

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(("postcode", "district_code", "is_outcode"), Privacy.PUBLIC)
