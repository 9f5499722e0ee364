"""Which ages, years in place and placements can go together, dealt out so that each total is the published one."""

import random
from dataclasses import dataclass
from functools import partial

from alongside.front.demo.engine.decks import Deck, apportioned
from alongside.front.demo.engine.figures import figures

SPECIAL = ("special_maintained", "special_academy", "special_independent", "special_non_maintained")
MAINSTREAM = (
    "mainstream_maintained", "mainstream_academy", "mainstream_free", "mainstream_independent", "sen_unit", "resourced",
)
_GROWN = frozenset({"unknown", "OLA", "NIEO", "OPA"})


@dataclass(frozen=True, slots=True)
class Slot:
    """One plan to be invented: how many calendar years ago it was made, and the person's age on census day."""

    years_ago: int
    age: int

    @property
    def is_new(self) -> bool:
        """Made in the year of the return or since."""
        return self.years_ago <= 1


def slots_of(chance: random.Random, n_plans: int) -> list[Slot]:
    """Years in place with ages that can be, both with the published totals.

    New plans come first, by the ages at which people ask; then the longest in place, who can only be older.
    """
    given = figures()
    ages = Deck(chance, apportioned(given["age"], n_plans))
    years = apportioned(given["years_in_place"], n_plans)
    asked = given["requests"]["age"] | given["requests"]["age_own"]

    def liking_new(age: int) -> float:
        return 50.0 if age < 4 else float(asked.get(age - 1, 1)) / float(given["age"][age])

    def liking_old(age: int, years_ago: int) -> float:
        at_start = age - years_ago
        return 0.0 if at_start < 2 else 1.0 if 3 <= at_start <= 12 else 0.1

    slots = [Slot(k, ages.draw(liking_new)) for k in (1, 0) if k in years for _ in range(years[k])]
    for years_ago in sorted((k for k in years if k > 1), reverse=True):
        for _ in range(years[years_ago]):
            slots.append(Slot(years_ago, ages.draw(partial(liking_old, years_ago=years_ago))))
    return slots


def dealt_placements(chance: random.Random, slots: list[Slot]) -> list[str]:
    """A placement group for each slot: new plans by the shares of new plans, all together by those of the stock."""
    counts = apportioned(figures()["placement"], len(slots))
    found: dict[int, str] = {}
    for group, weights in (
        ("EYP", {age: 1000.0 if age < 4 else 1.0 for age in range(5)}),
        ("alternative", dict.fromkeys(range(11, 16), 1.0)),
        ("NEET", {16: 0.4, 17: 1.0, 18: 3.0} | dict.fromkeys(range(19, 26), 4.0)),
        ("NIEC", dict.fromkeys(range(18, 26), 1.0)),
        ("college", {16: 0.5, 17: 1.0, 18: 1.5} | dict.fromkeys(range(19, 26), 500.0)),
    ):
        open_slots = [i for i in range(len(slots)) if i not in found and slots[i].age in weights]
        n_wanted = min(counts.pop(group), len(open_slots))
        for index in _picked(chance, open_slots, [weights[slots[i].age] for i in open_slots], n_wanted):
            found[index] = group
    deck = Deck(chance, counts)
    rest = sorted((i for i in range(len(slots)) if i not in found), key=lambda i: (_rank_of_age(slots[i].age), i))
    for index in rest:
        slot = slots[index]
        found[index] = deck.draw(partial(_fit, slot=slot)) if len(deck) else "unknown"
    return [found[index] for index in range(len(slots))]


def _picked(chance: random.Random, items: list[int], weights: list[float], n_wanted: int) -> list[int]:
    """So many of the items by chance, without repeats: the heavier, the likelier."""
    keyed = sorted(
        ((chance.random() ** (1.0 / weight), item) for item, weight in zip(items, weights, strict=True)), reverse=True
    )
    return [item for _, item in keyed[:n_wanted]]


def _rank_of_age(age: int) -> int:
    """Who has the fewest possible places comes first."""
    return 0 if age < 4 else 1 if age >= 19 else 2 if age >= 16 else 3


def _fit(group: str, slot: Slot) -> float:
    """How well a placement fits an age; 0 is never."""
    if slot.age < 4:
        return 1.0 if group in {"unknown", "NIEO"} else 0.0
    if slot.age >= 19:
        return 1.0 if group in _GROWN else 0.0
    if group == "mainstream_free":
        return 1.0 if slot.age < 11 else 0.0
    if group in SPECIAL:
        return 0.48 if slot.is_new else 1.2
    return 2.1 if slot.is_new and group in MAINSTREAM else 1.0
