"""Annual reviews and phase transfers of the stock, in the published proportions."""

import random
from datetime import date, timedelta

from alongside.front.demo.engine.decks import Deck, apportioned
from alongside.front.demo.engine.figures import figures, share_of
from alongside.oversight.returns.engine.records import ActivePlan


class Reviews:
    """Deals out meetings, decisions within four weeks or later, and outcomes."""

    def __init__(self, chance: random.Random, census_day: date, n_plans: int) -> None:
        self._chance = chance
        self._census_day = census_day
        given = figures()["reviews"]
        n_expected = share_of(given["expected"], n_plans) + 5
        kinds = {
            "in_year": given["meeting_in_year"], "earlier": given["meeting_earlier"],
            "none": given["expected"] - given["meeting_in_year"] - given["meeting_earlier"],
        }
        self._kinds = Deck(chance, apportioned(kinds, n_expected))
        self._outcomes = given["outcome"]
        self._in_time = given["decided_in_4_weeks"]

    def put(self, active: ActivePlan, made_on: date) -> None:
        """The latest review of a plan made before the year of the return; some have none recorded."""
        kind = self._kinds.draw()
        if kind == "none":
            return
        meeting = self._meeting(kind, made_on)
        active.reviewed_on = meeting
        active.review_outcome = self._chance.choices(list(self._outcomes), list(self._outcomes.values()))[0]
        is_in_time = self._chance.random() < self._in_time
        taken = self._chance.randrange(7, 29) if is_in_time else self._chance.randrange(29, 150)
        decided = meeting + timedelta(days=taken)
        if decided > self._census_day:
            active.review_outcome = None
            return
        active.review_decided_on = decided
        if active.review_outcome == "A":
            active.drafted_on = decided

    def _meeting(self, kind: str, made_on: date) -> date:
        """A meeting in the year of the return, or before it but after the plan was made."""
        first_of_year = date(self._census_day.year - 1, 1, 1)
        if kind == "in_year":
            return first_of_year + timedelta(days=self._chance.randrange(365))
        earliest = max(made_on + timedelta(days=20), first_of_year - timedelta(days=700))
        span = max(1, (first_of_year - earliest).days)
        return first_of_year - timedelta(days=self._chance.randrange(1, span + 1))

    def put_end(self, active: ActivePlan) -> None:
        """A review that led to the notice that the plan will end."""
        active.reviewed_on = self._census_day - timedelta(days=self._chance.randrange(40, 120))
        active.review_decided_on = active.reviewed_on + timedelta(days=self._chance.randrange(10, 28))
        active.review_outcome, active.drafted_on = "C", None

    def put_transfer(self, active: ActivePlan, nc_year: int) -> None:
        """Years 6 and 11 change phase: the lawful day, and for some the plan that is ready."""
        if nc_year not in (6, 11):
            return
        year = self._census_day.year
        active.phase_due_on = date(year, 2, 15) if nc_year == 6 else date(year, 3, 31)
        if self._chance.random() < figures()["phase_transfers_done"]:
            active.phase_final_on = self._census_day - timedelta(days=self._chance.randrange(1, 60))
