"""People without a plan in force: requests of the year and before that led to none yet, and plans that ended."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from alongside.front.demo.engine.decks import Deck, apportioned
from alongside.front.demo.engine.figures import figures, share_of
from alongside.front.demo.engine.persons import PersonMaker
from alongside.front.demo.engine.places import setting_for
from alongside.front.demo.engine.timings import Timings
from alongside.oversight.returns.engine.records import Assessment, NamedPlan, Person, PlanDetail, Request

_FEWEST_UNDECIDED = 6
_OTHERS = ("889", "890", "350", "352", "383", "942")
_AGES_OF_END = {"1": (25, 26), "2": (6, 23), "3": (18, 20), "4": (18, 24), "5": (3, 20), "6": (17, 25), "7": (3, 18),
                "8": (3, 20)}


class Flow:
    """Deals out the year's requests that led to no plan yet; `n_in_year` of its requests already stand with plans."""

    def __init__(self, chance: random.Random, maker: PersonMaker, timings: Timings, n_plans: int) -> None:
        self._chance = chance
        self._maker = maker
        self._timings = timings
        self._n_plans = n_plans
        given = figures()["requests"]
        n_agreed = max(0, share_of(given["agreed"], n_plans) - timings.n_in_year)
        self._counts = {
            "undecided": max(_FEWEST_UNDECIDED, share_of(given["undecided"], n_plans)),
            "refused": share_of(given["refused"], n_plans), "agreed": n_agreed,
            "carried": share_of(figures()["open_from_before"], n_plans),
        }
        n_people = sum(self._counts.values())
        self._ages = Deck(chance, apportioned(given["age"] | given["age_own"], n_people))
        self._sexes = Deck(chance, apportioned(given["sex"], n_people))
        self._rya = share_of(given["rya"], n_plans)

    def persons(self) -> Iterator[Person]:
        """Everybody whose request of the year led to no plan yet."""
        for _ in range(self._counts["undecided"]):
            yield self._asker(self._undecided())
        yield from self._refused()
        yield from self._assessed()
        for _ in range(self._counts["carried"]):
            yield self._asker(self._carried())

    def _asker(self, request: Request) -> Person:
        assert request.received_on is not None
        days_since = (self._timings.census_day - request.received_on).days
        age = max(self._ages.draw(), -(-days_since // 365))
        person, _ = self._maker.person(age=age, sex=self._sexes.draw())
        if self._rya and 10 <= age <= 17:
            request.is_rya, self._rya = True, self._rya - 1
        person.request.append(request)
        return person

    def _undecided(self) -> Request:
        """Received near the end of the year, not decided on census day; a few are late by then."""
        received_on = self._timings.last_of_year - timedelta(days=self._chance.randrange(38))
        request = self._timings.asked(received_on)
        request.outcome = "A"
        return request

    def _carried(self) -> Request:
        """Asked and agreed the year before, and still open on census day; most of them late in that year."""
        received_on = self._timings.first_of_year - timedelta(days=75 + round(290 * self._chance.random() ** 2))
        request = self._timings.asked(received_on)
        request.outcome, request.decided_on = "Y", received_on + timedelta(days=self._timings.days_to_decision())
        request.assessment = self._timings.assessment("A", None)
        return request

    def _decided(self, outcome: str, *, by: date | None = None) -> Request:
        """A request of the year that was decided in it, by a day at the latest."""
        taken = timedelta(days=self._timings.days_to_decision())
        received_on = self._timings.day_in_year(not_after=(by or self._timings.last_of_year) - taken)
        request = self._timings.asked(received_on)
        request.outcome, request.decided_on = outcome, received_on + taken
        return request

    def _refused(self) -> Iterator[Person]:
        given = figures()["requests"]
        mediated, appealed = share_of(given["mediation"], self._n_plans), share_of(given["tribunal"], self._n_plans)
        for index in range(self._counts["refused"]):
            request = self._decided("N")
            request.is_mediated = index < mediated
            request.is_appealed = mediated // 2 <= index < mediated // 2 + appealed
            yield self._asker(request)

    def _assessed(self) -> Iterator[Person]:
        """A yes whose assessment is open, ended with a yes whose plan isn't made yet, or ended with a no."""
        given = figures()
        kinds = ["in_16_weeks"] * share_of(given["not_issued"]["in_16_weeks"], self._n_plans)
        kinds += ["later"] * share_of(given["not_issued"]["later"], self._n_plans)
        kinds += ["unmade"] * share_of(given["issued_decisions"] - given["plans_issued"], self._n_plans)
        kinds = kinds[: self._counts["agreed"]]
        for kind in [*kinds, *["open"] * (self._counts["agreed"] - len(kinds))]:
            yield self._asker(self._in_assessment(kind))

    def _in_assessment(self, kind: str) -> Request:
        if kind == "open":
            request = self._decided("Y")
            request.assessment = self._timings.assessment("A", None)
            return request
        spread = {"in_16_weeks": (80, 113), "later": (113, 200), "unmade": (90, 180)}[kind]
        taken = timedelta(days=self._chance.randrange(*spread))
        request = self._decided("Y", by=self._timings.last_of_year - taken)
        assert request.received_on is not None
        request.assessment = self._timings.assessment("Y" if kind == "unmade" else "N", request.received_on + taken)
        return request


def ended(chance: random.Random, maker: PersonMaker, timings: Timings, n_plans: int) -> Iterator[Person]:
    """Everybody whose plan ended in the year, by the published reasons."""
    sexes = figures()["sex"]
    for reason, published in figures()["ceased"].items():
        for _ in range(share_of(published, n_plans)):
            age = chance.randrange(*_AGES_OF_END[reason])
            person, district = maker.person(age=age, sex=chance.choices(list(sexes), list(sexes.values()))[0])
            ceased_on = timings.day_in_year(not_after=timings.last_of_year)
            n_years = chance.randrange(1, max(2, min(10, age - 1)))
            made_on = timings.first_of_year - timedelta(days=chance.randrange(30, 30 + 365 * n_years - 30))
            plan = NamedPlan(
                starts_on=made_on, ceased_on=ceased_on, cease_reason=reason, has_budget=False, is_organised=False,
            )
            group = "college" if age >= 17 else "mainstream_maintained"
            urn = setting_for(chance, district, group, age).urn
            plan.plan_detail.append(PlanDetail(urn=urn, rank="1", is_unit=False, is_resourced=False))
            request = Request(outcome="H", assessment=Assessment(outcome="H", named_plan=plan))
            request.exported = chance.choice(_OTHERS) if reason == "5" else None
            person.request.append(request)
            yield person
