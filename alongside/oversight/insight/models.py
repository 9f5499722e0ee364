"""The room's own store: spells without names, ranges of groups, how many held, and scenarios with their results."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from alongside.ground.core.privacy import Privacy
from alongside.oversight.insight.words import RunState
from alongside.work.ehc.words.stages import Stage

_STAGES = [(s.value, s.name) for s in Stage]


class Spell(models.Model):
    """One stage of one case without name, reference or key of a record; all rows are made anew every night."""

    row = models.CharField(max_length=32, unique=True)
    stage = models.CharField(max_length=12, choices=_STAGES)
    entered_on = models.DateField()
    left_on = models.DateField(null=True)
    is_reached = models.BooleanField()
    district = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=20)
    season = models.CharField(max_length=10)
    seen_from_on = models.DateField()
    seen_to_on = models.DateField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "row": Privacy.OPERATIONAL, "stage": Privacy.CASE, "entered_on": Privacy.CASE, "left_on": Privacy.CASE,
        "is_reached": Privacy.CASE, "district": Privacy.CASE, "source": Privacy.CASE, "season": Privacy.CASE,
        "seen_from_on": Privacy.OPERATIONAL, "seen_to_on": Privacy.OPERATIONAL,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="insight_spell_in_order",
                condition=models.Q(left_on__isnull=True) | models.Q(left_on__gte=models.F("entered_on")),
            ),
        ]


class Forecast(models.Model):
    """What the waits of one group said on one day. Empty district, source or season: all of them together.

    `ranges` holds one list a week waited: week, waits behind it, then first and last day since the stage began that
    hold the middle 50% and 80%; an end that too few have reached is empty. A replayed one was worked out later, from
    what was known on its day, and told to nobody.
    """

    made_on = models.DateField()
    stage = models.CharField(max_length=12, choices=_STAGES)
    district = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=20, blank=True)
    season = models.CharField(max_length=10, blank=True)
    n_cases = models.PositiveIntegerField()
    ranges = models.JSONField()
    is_replayed = models.BooleanField(default=False)

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(
        ("made_on", "stage", "district", "source", "season", "n_cases", "ranges", "is_replayed"), Privacy.OPERATIONAL
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["made_on", "stage", "district", "source", "season"], name="insight_forecast_once"
            ),
            models.CheckConstraint(name="insight_forecast_of_enough", condition=models.Q(n_cases__gte=30)),
        ]


class Score(models.Model):
    """Of the ranges given on one day for one stage: how many are decided, and how many of those held."""

    made_on = models.DateField()
    stage = models.CharField(max_length=12, choices=_STAGES)
    share = models.PositiveSmallIntegerField()
    n_given = models.PositiveIntegerField()
    n_scored = models.PositiveIntegerField()
    n_held = models.PositiveIntegerField()
    n_early = models.PositiveIntegerField()
    n_late = models.PositiveIntegerField()
    scored_on = models.DateField()
    is_replayed = models.BooleanField(default=False)

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(
        ("made_on", "stage", "share", "n_given", "n_scored", "n_held", "n_early", "n_late", "scored_on", "is_replayed"),
        Privacy.OPERATIONAL,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["made_on", "stage", "share"], name="insight_score_once"),
            models.CheckConstraint(
                name="insight_score_adds_up",
                condition=models.Q(n_scored=models.F("n_held") + models.F("n_early") + models.F("n_late"))
                & models.Q(n_scored__lte=models.F("n_given")),
            ),
        ]


class Scenario(models.Model):
    """A what-if question: its inputs never change once it is asked, and its result lies beside them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100)
    inputs = models.JSONField()
    seed = models.PositiveBigIntegerField()
    n_replications = models.PositiveIntegerField()
    model_version = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in RunState], default=RunState.WAITING)
    n_done = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar[dict[str, Privacy]] = {
        "name": Privacy.OPERATIONAL, "inputs": Privacy.OPERATIONAL, "seed": Privacy.OPERATIONAL,
        "n_replications": Privacy.OPERATIONAL, "model_version": Privacy.OPERATIONAL, "state": Privacy.OPERATIONAL,
        "n_done": Privacy.OPERATIONAL, "result": Privacy.OPERATIONAL, "made_by": Privacy.STAFF,
        "made_at": Privacy.OPERATIONAL, "finished_at": Privacy.OPERATIONAL, "version": Privacy.OPERATIONAL,
    }

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="insight_scenario_done_has_a_day",
                condition=models.Q(state=RunState.DONE, finished_at__isnull=False)
                | ~models.Q(state=RunState.DONE) & models.Q(finished_at__isnull=True),
            ),
        ]
