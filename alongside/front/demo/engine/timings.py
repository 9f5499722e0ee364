"""When requests came in and were decided, when plans were made: the published bands, as dates."""

import random
from datetime import date, timedelta

from alongside.front.demo.engine.decks import Deck, apportioned
from alongside.front.demo.engine.figures import figures, share_of
from alongside.oversight.returns.engine.records import Assessment, NamedPlan, Request

_BANDS = {"in_20_weeks": (105, 141), "to_52_weeks": (141, 365), "over_52_weeks": (366, 560)}
"""Days from request to plan: the first that may be, and the first that may not."""


class Timings:
    """Deals out dates; `n_in_year` counts the requests of plans that came in during the year of the return."""

    def __init__(self, chance: random.Random, census_day: date, n_plans: int) -> None:
        self._chance = chance
        self.census_day = census_day
        self.first_of_year = date(census_day.year - 1, 1, 1)
        self.last_of_year = date(census_day.year - 1, 12, 31)
        self.n_in_year = 0
        given = figures()
        n_counted = share_of(given["plans_issued"], n_plans)
        self._bands = Deck(chance, apportioned(given["timeliness"], n_counted))
        self._exceptions = share_of(given["exceptions"], n_plans)
        self._in_six_weeks = given["requests"]["decided_in_6_weeks"]
        self._sources = given["requests"]["source_own"]

    def request_of_plan(self, years_ago: int, *, is_counted: bool) -> Request:
        """The request of a plan that was made so many calendar years before census day, down to the named plan."""
        if years_ago >= 2:
            return self._historical(years_ago)
        if years_ago == 1 and not is_counted:
            return self._from_elsewhere()
        band = self._bands.draw() if years_ago == 1 else "to_52_weeks"
        made_on = self._made_on(years_ago)
        received_on = made_on - timedelta(days=self._chance.randrange(*_BANDS[band]))
        decided_on = received_on + timedelta(days=self.days_to_decision())
        request = self.asked(received_on)
        request.outcome, request.decided_on = "Y", min(decided_on, self.last_of_year)
        self.n_in_year += received_on >= self.first_of_year
        issued_on = max(request.decided_on, made_on - timedelta(days=self._chance.randrange(20, 45)))
        request.assessment = self.assessment("Y", issued_on)
        if band != "in_20_weeks" and self._exceptions:
            request.assessment.is_excepted, self._exceptions = True, self._exceptions - 1
        request.assessment.named_plan = NamedPlan(starts_on=made_on)
        return request

    def _historical(self, years_ago: int) -> Request:
        """A plan made before the year: only its first day is known."""
        year = self.census_day.year - years_ago
        made_on = date(year, 1, 1) + timedelta(days=self._chance.randrange(365))
        assessment = Assessment(outcome="H", named_plan=NamedPlan(starts_on=made_on))
        return Request(outcome="H", assessment=assessment)

    def _from_elsewhere(self) -> Request:
        """A plan of the year whose request another authority received."""
        made_on = self._made_on(1)
        assessment = self.assessment("Y", made_on - timedelta(days=self._chance.randrange(10, 40)))
        assessment.named_plan = NamedPlan(starts_on=made_on)
        return Request(outcome="H", assessment=assessment)

    def _made_on(self, years_ago: int) -> date:
        if years_ago:
            return self.first_of_year + timedelta(days=self._chance.randrange(365))
        return self.census_day - timedelta(days=self._chance.randrange(self.census_day.day))

    def asked(self, received_on: date) -> Request:
        """A request with its source, before any decision."""
        source = self._chance.choices(list(self._sources), list(self._sources.values()))[0]
        return Request(received_on=received_on, source=source, is_rya=False, is_mediated=False, is_appealed=False)

    def assessment(self, outcome: str, decided_on: date | None) -> Assessment:
        """An assessment with no dispute and no exception."""
        return Assessment(
            outcome=outcome, decided_on=decided_on, is_mediated=False, is_appealed=False, is_other_mediated=False,
            is_other_appealed=False, is_excepted=False,
        )

    def days_to_decision(self) -> int:
        """Days to the decision whether to assess; the published share within six weeks."""
        is_in_time = self._chance.random() < self._in_six_weeks
        return self._chance.randrange(18, 43) if is_in_time else self._chance.randrange(43, 75)

    def day_in_year(self, *, not_after: date) -> date:
        """A day of the year of the return, up to and including `not_after`."""
        return self.first_of_year + timedelta(days=self._chance.randrange((not_after - self.first_of_year).days + 1))
