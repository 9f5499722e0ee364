"""The stock of plans on census day: age, sex, need, placement and years in place as published, and their reviews."""

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial

from alongside.front.demo.engine.decks import Deck, apportioned
from alongside.front.demo.engine.figures import figures, share_of
from alongside.front.demo.engine.persons import PersonMaker
from alongside.front.demo.engine.places import setting_for
from alongside.front.demo.engine.reviews import Reviews
from alongside.front.demo.engine.slots import SPECIAL, Slot, dealt_placements, slots_of
from alongside.front.demo.engine.timings import Timings
from alongside.ground.core.dates import nc_year
from alongside.oversight.returns.engine.records import (
    ActivePlan,
    NamedPlan,
    Need,
    Person,
    Placement,
    PlanDetail,
)

_CODES = frozenset({"NEET", "EHE", "OLA", "NIEC", "EYP", "OPA", "NIEO"})
_NEEDS = ("ASD", "SLCN", "SEMH", "MLD", "SLD", "PMLD", "PD", "HI", "VI", "SPLD", "MSI")


class Stock:
    """Deals out the stock of `n_plans` plans so that its totals are the published ones, scaled."""

    def __init__(self, chance: random.Random, maker: PersonMaker, timings: Timings, n_plans: int) -> None:
        self._chance = chance
        self._maker = maker
        self._timings = timings
        self._n_plans = n_plans
        given = figures()
        self._sexes = Deck(chance, apportioned(given["sex"], n_plans))
        self._budgets = Deck(chance, _budget_cards(n_plans))
        self._reviews = Reviews(chance, timings.census_day, n_plans)
        self._residential = share_of(given["residential"], n_plans)
        self._work_based = share_of(given["work_based"], n_plans)
        self._n_new = 0

    def persons(self) -> Iterator[Person]:
        """Everybody with a plan on census day."""
        slots = slots_of(self._chance, self._n_plans)
        placements = dealt_placements(self._chance, slots)
        needs = dealt_needs(self._chance, slots, placements)
        n_counted = share_of(figures()["plans_issued"], self._n_plans)
        for slot, group, need in zip(slots, placements, needs, strict=True):
            person, district = self._maker.person(age=slot.age, sex=self._sexes.draw())
            request = self._timings.request_of_plan(slot.years_ago, is_counted=self._n_new < n_counted)
            self._n_new += slot.years_ago == 1
            plan = request.named_plan
            assert plan is not None
            assert plan.starts_on is not None
            self._budget(plan)
            request.active_plan = self._active(slot, group, need, district, plan.starts_on)
            assert person.born_on is not None
            if group == "NIEC":
                self._reviews.put_end(request.active_plan)
            self._reviews.put_transfer(request.active_plan, nc_year(person.born_on, self._timings.census_day))
            if slot.years_ago == 1 and request.received_on is None:
                request.active_plan.transfer_la = self._chance.choice(("889", "890", "942", "352", "350"))
            plan.plan_detail.append(_named(request.active_plan.placement[0]))
            person.request.append(request)
            yield person

    def _active(self, slot: Slot, group: str, need: str, district: str, made_on: date) -> ActivePlan:
        active = ActivePlan(placement=[self._placement(group, district, slot.age, made_on)])
        active.need.append(Need(need=need, rank="1"))
        if self._chance.random() < figures()["has_second_need"]:
            others = [each for each in _NEEDS if each != need]
            active.need.append(Need(need=self._chance.choice(others), rank="2"))
        if slot.years_ago >= 2:
            self._reviews.put(active, made_on)
        return active

    def _placement(self, group: str, district: str, age: int, made_on: date) -> Placement:
        """Where the person is; a place is entered after the plan or with a change of phase."""
        latest = self._timings.census_day - timedelta(days=5)
        first = max(made_on, latest - timedelta(days=self._chance.randrange(30, 1400)))
        placement = Placement(rank="1", entered_on=min(first + timedelta(days=self._chance.randrange(3, 30)), latest))
        if group in _CODES:
            placement.setting = group
            placement.setting_other = "Waiting for a place" if group == "NIEO" else None
            return placement
        if group == "unknown":
            placement.setting, placement.setting_other = "OTH", "Not recorded"
            return placement
        of_setting = "mainstream_maintained" if group in {"sen_unit", "resourced"} else group
        placement.urn = setting_for(self._chance, district, of_setting, age).urn
        placement.is_unit, placement.is_resourced = group == "sen_unit", group == "resourced"
        if group in {"special_independent", "special_non_maintained"} and self._residential:
            placement.residential, self._residential = "B", self._residential - 1
        if group == "college" and self._work_based:
            placement.work_based, self._work_based = "S", self._work_based - 1
        return placement

    def _budget(self, plan: NamedPlan) -> None:
        card = self._budgets.draw()
        plan.has_budget, plan.is_organised = card != "", False
        plan.direct_payment = card if card in {"E", "H", "S", "I"} else None


def dealt_needs(chance: random.Random, slots: list[Slot], placements: list[str]) -> list[str]:
    """A primary need for each slot: new plans by the shares of new plans, all together by those of the stock."""
    given = figures()
    stock = Deck(chance, apportioned(given["primary_need"], len(slots)))
    n_new = sum(1 for slot in slots if slot.years_ago <= 1)
    new = Deck(chance, apportioned(_new_needs(given), n_new))
    found: dict[int, str] = {}
    for index in sorted(range(len(slots)), key=lambda i: (slots[i].years_ago > 1, i)):
        group = placements[index]
        if slots[index].years_ago <= 1:
            need = new.draw(partial(_likely, group=group))
            if not stock.take(need):
                need = stock.draw()
        else:
            need = stock.draw(partial(_likely, group=group))
        found[index] = need
    return [found[index] for index in range(len(slots))]


def _new_needs(given: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Shares of new plans: three are published, the others share the rest as in the stock."""
    new = dict(given["primary_need_new"])
    others = {code: share for code, share in given["primary_need"].items() if code not in new}
    rest = 100 - sum(new.values())
    return new | {code: share * rest / sum(others.values()) for code, share in others.items()}


def _likely(need: str, group: str) -> float:
    """The most complex needs are met in special schools mostly."""
    if need in {"SLD", "PMLD"}:
        return 4.0 if group in SPECIAL else 0.3
    if need == "SEMH":
        return 3.0 if group == "alternative" else 1.0
    return 1.0


def _named(placement: Placement) -> PlanDetail:
    """The plan names where the person is."""
    return PlanDetail(
        urn=placement.urn, setting=placement.setting, setting_other=placement.setting_other, rank="1",
        is_unit=placement.is_unit, is_resourced=placement.is_resourced,
    )


def _budget_cards(n_plans: int) -> dict[str, int]:
    """Direct payments by kind, budgets without one, and nobody's."""
    budgets = figures()["budgets"]
    cards = {code: share_of(n, n_plans) for code, n in budgets.items() if code != "total"}
    cards["notional"] = max(0, share_of(budgets["total"], n_plans) - sum(cards.values()))
    cards[""] = n_plans - sum(cards.values())
    return cards


