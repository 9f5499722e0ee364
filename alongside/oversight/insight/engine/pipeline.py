"""The assessment pipeline week by week, many lives of it at once: who waits where, by the week in which they asked.

Arrays have one row a replication and one column a week of asking; the first columns are weeks before the start. All
chance is drawn beforehand and never depends on what happened, so more capacity meets the same luck and can't harm.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from alongside.oversight.insight.engine.inputs import Inputs

Array = npt.NDArray[np.float64]
WEEKS = 156
BEFORE = 110
"""Weeks of asking before the start that can still be open."""
TO_DECISION = 6
ADVICE_DUE = 6
PLAN_DUE = 20
MONTHS = 36
A_WEEK = 12 / (365.25 / 7)
"""Months in a week."""
SEASON = np.array([1.05, 1.1, 1.2, 0.95, 1.15, 1.2, 1.05, 0.45, 0.85, 1.0, 1.1, 0.9])
"""Requests by month, January first: ours; few in August."""
HOLIDAYS = (1, 7, 14, 15, 22, 30, 31, 32, 33, 34, 35, 43, 52)
"""Weeks of the year in which most schools of the area are closed, about: ours."""


@dataclass(frozen=True, slots=True)
class Luck:
    """Everything that chance decides, drawn once."""

    agreed: Array
    """Children whose assessment was agreed, by the week in which they asked."""
    work: Array
    """How productive psychologists are in a week: 1 is the average."""
    bought: Array
    writing: Array

    @classmethod
    def drawn(cls, given: Inputs, n: int, seed: tuple[int, int]) -> "Luck":
        """The luck of `n` replications; the same for the same seed and the same people asking."""
        chance = np.random.default_rng(seed)
        agreed = np.zeros((n, BEFORE + WEEKS))
        for who in ("parents", "schools", "others"):
            asked = chance.poisson(requests_a_week(given, given[f"requests_{who}"]), (n, WEEKS + TO_DECISION))
            agreed[:, BEFORE - TO_DECISION:] += chance.binomial(asked, given[f"agreed_{who}"] / 100)
        spread = given["luck"] / 100
        work, bought, writing = (np.maximum(0.0, 1 + spread * chance.standard_normal((n, WEEKS))) for _ in range(3))
        return cls(agreed, work, bought, writing)


def requests_a_week(given: Inputs, a_month: float) -> Array:
    """Requests expected in each week from six before the start on, with the season and the growth."""
    weeks = np.arange(-TO_DECISION, WEEKS)
    months = np.array([(given.starts_on + timedelta(weeks=int(week))).month for week in weeks])
    growth = (1 + given["growth"] / 100) ** (weeks / 52)
    found: Array = a_month * A_WEEK * growth * SEASON[months - 1] / SEASON.mean()
    return found


def term_shape(given: Inputs) -> Array:
    """How much of a week's work is done in each week: less in school holidays, 1 on average over a year."""
    less = given["holiday"] / 100
    year = np.array([less if week in HOLIDAYS else 1.0 for week in range(1, 54)])
    weeks = np.array([_week_of(given.starts_on, week) - 1 for week in range(WEEKS)])
    found: Array = year[weeks] / year[:52].mean()
    return found


def _week_of(starts_on: date, week: int) -> int:
    return (starts_on + timedelta(weeks=week)).isocalendar().week


def agency_shape(given: Inputs) -> Array:
    """How much of what was bought is delivered in each week, from nought to one."""
    weeks = np.arange(WEEKS)
    ramp = np.minimum(1.0, (weeks + 1) / max(1.0, given["agency_ramp"]))
    found: Array = np.where(weeks * A_WEEK < given["agency_months"], ramp, 0.0)
    return found


def on_time_curve(given: Inputs) -> Array:
    """The share of cases whose health and social care advice are both in: a row a week, a column a week of asking."""
    weeks = np.arange(BEFORE + WEEKS)[:, None] - TO_DECISION - np.arange(BEFORE + WEEKS)[None, :]
    found = np.ones(weeks.shape)
    for who in ("health", "care"):
        on_time, late = given[f"{who}_on_time"] / 100, given[f"{who}_late"]
        by_then = on_time * np.minimum(1.0, (weeks + 1) / ADVICE_DUE)
        after = on_time + (1 - on_time) * (1 - np.exp(-np.maximum(0, weeks - ADVICE_DUE + 1) / late))
        found *= np.where(weeks < 0, 0.0, np.where(weeks < ADVICE_DUE, by_then, after))
    return found


def first_served(waiting: Array, capacity: Array) -> Array:
    """How many of each week of asking are served when whoever asked first comes first."""
    before = np.cumsum(waiting, axis=1) - waiting
    served: Array = np.minimum(waiting, np.maximum(0.0, capacity[:, None] - before))
    return served


@dataclass(slots=True)
class Paths:
    """What was counted at the end of each week: one row a replication."""

    queue: Array
    late_advice: Array
    open: Array
    over_20: Array
    over_52: Array
    finished: Array
    in_time: Array
    remedy_months: Array
    bought: Array

    @classmethod
    def empty(cls, n: int) -> "Paths":
        """Room for `n` replications."""
        return cls(*(np.zeros((n, WEEKS)) for _ in range(9)))


def play(given: Inputs, *, n: int, seed: tuple[int, int]) -> Paths:
    """Play three years `n` times."""
    luck = Luck.drawn(given, n, seed)
    paths = Paths.empty(n)
    ready, shape, bought_shape = on_time_curve(given), term_shape(given), agency_shape(given)
    queue, drafting = _start(given, n)
    advised, ready_before = np.zeros_like(queue), np.zeros_like(queue)
    pending = [np.zeros_like(queue) for _ in range(round(given["naming_weeks"]))]
    for week in range(WEEKS):
        now = BEFORE + week
        queue[:, now - TO_DECISION] += luck.agreed[:, now - TO_DECISION]
        bought = given["agency"] * A_WEEK * bought_shape[week] * luck.bought[:, week]
        own = given["psychologists"] * given["advices_each"] * A_WEEK * shape[week] * luck.work[:, week]
        served = first_served(queue, (own + bought) * (1 - given["rework"] / 100))
        queue -= served
        advised += served
        ready_now = advised * ready[now]
        drafting += ready_now - ready_before
        ready_before = ready_now
        writing = given["officers"] * given["plans_each"] * A_WEEK * shape[week] * luck.writing[:, week]
        written = first_served(drafting, np.minimum(writing, given["panel_seats"]))
        drafting -= written
        pending.append(written)
        done = pending.pop(0)
        _count(paths, week, queue, queue + advised - ready_now + drafting + sum(pending), done)
        paths.bought[:, week] = bought
    return paths


def _start(given: Inputs, n: int) -> tuple[Array, Array]:
    """Who waits on the first day: spread evenly over the weeks in which they may have asked."""
    queue, drafting = np.zeros((n, BEFORE + WEEKS)), np.zeros((n, BEFORE + WEEKS))
    longest = round(given["queue_weeks"])
    queue[:, BEFORE - longest:BEFORE - TO_DECISION] = given["queue_now"] / (longest - TO_DECISION)
    drafting[:, BEFORE - longest:BEFORE - TO_DECISION] = given["drafting_now"] / (longest - TO_DECISION)
    return queue, drafting


def _count(paths: Paths, week: int, queue: Array, in_hand: Array, done: Array) -> None:
    ages = BEFORE + week - np.arange(BEFORE + WEEKS)
    paths.queue[:, week] = queue.sum(axis=1)
    paths.late_advice[:, week] = queue[:, ages > TO_DECISION + ADVICE_DUE].sum(axis=1)
    paths.open[:, week] = in_hand.sum(axis=1)
    paths.over_20[:, week] = in_hand[:, ages > PLAN_DUE].sum(axis=1)
    paths.over_52[:, week] = in_hand[:, ages > 52].sum(axis=1)
    paths.finished[:, week] = done.sum(axis=1)
    paths.in_time[:, week] = done[:, ages <= PLAN_DUE].sum(axis=1)
    paths.remedy_months[:, week] = done @ (np.maximum(0, ages - PLAN_DUE) * A_WEEK)


def chunks(given: Inputs, *, n: int, seed: int, size: int) -> Iterator[Paths]:
    """The replications in lots, each with luck of its own that doesn't depend on the others."""
    for number in range(-(-n // size)):
        yield play(given, n=min(size, n - number * size), seed=(seed, number))
