"""What the simulation of the queue costs: 200 lives of three years, and a county's ranges from its waits."""

import os
import time
from datetime import date, timedelta

GOAL_SECONDS = 30
LIVES = 200
SPELLS = 30_000


def simulated() -> float:
    """Seconds for one scenario, as its background job plays it."""
    from alongside.oversight.insight.engine.inputs import inputs_of
    from alongside.oversight.insight.engine.pipeline import chunks
    from alongside.oversight.insight.engine.summary import result_of
    from alongside.oversight.insight.words import CHUNK, SEED

    begun = time.perf_counter()
    given = inputs_of({"agency": 300})
    result_of(given, list(chunks(given, n=LIVES, seed=SEED, size=CHUNK)))
    return time.perf_counter() - begun


def forecast() -> tuple[float, int]:
    """Seconds for the ranges of all groups from the waits of a county, and how many groups that are."""
    import numpy as np

    from alongside.oversight.insight.engine.grouping import forecasts
    from alongside.work.ehc.facts import StageSpell
    from alongside.work.ehc.words.stages import Stage, season_of

    chance, today = np.random.default_rng(1), date(2026, 1, 15)
    spells = []
    for number in range(SPELLS):
        entered = today - timedelta(days=int(chance.integers(1, 900)))
        left = entered + timedelta(days=int(chance.lognormal(5, 0.6)))
        spells.append(StageSpell(
            f"{number}", list(Stage)[number % 4], entered, left if left <= today else None, left <= today,
            f"E{chance.integers(12)}", ("parent", "setting", "any_person")[chance.integers(3)], season_of(entered.month),
            entered, today,
        ))
    begun = time.perf_counter()
    n_groups = sum(1 for _ in forecasts(spells, on=today))
    return time.perf_counter() - begun, n_groups


def main() -> int:
    """Measure and print; 1 when the goal is missed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings_test")
    import django

    django.setup()
    seconds = simulated()
    print(f"simulation: {LIVES} lives of three years in {seconds:.1f} s (goal: under {GOAL_SECONDS} s on 2 cores)")
    taken, n_groups = forecast()
    print(f"forecasts: {n_groups} groups from {SPELLS:,} waits in {taken:.1f} s")
    return int(seconds >= GOAL_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
