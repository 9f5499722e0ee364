"""Invented settings in the twelve districts, with URNs from 900000 up, and postcodes that no real home has."""

import random
from dataclasses import dataclass
from functools import cache

from alongside.front.demo.engine.figures import figures, names

FIRST_URN = 900_001
_SORTS: tuple[tuple[str, str, str, int, int], ...] = (
    # placement group, what the school is, phase, how many in the largest district, places
    ("mainstream_maintained", "Primary", "Primary", 12, 210),
    ("mainstream_maintained", "High School", "Secondary", 4, 900),
    ("mainstream_academy", "Primary Academy", "Primary", 5, 240),
    ("mainstream_academy", "Academy", "Secondary", 3, 1100),
    ("mainstream_free", "Free School", "Primary", 1, 180),
    ("mainstream_independent", "Independent School", "All-through", 1, 150),
    ("special_maintained", "School (special)", "All-through", 4, 140),
    ("special_academy", "Special Academy", "All-through", 1, 120),
    ("special_independent", "Independent Special School", "All-through", 2, 60),
    ("special_non_maintained", "Trust School (special)", "All-through", 1, 50),
    ("alternative", "Pupil Referral Unit", "Secondary", 1, 80),
    ("college", "College", "16 plus", 1, 2500),
)
_KINDS = {
    "mainstream_maintained": "Community school", "mainstream_academy": "Academy converter",
    "mainstream_free": "Free schools", "mainstream_independent": "Other independent school",
    "special_maintained": "Community special school", "special_academy": "Academy special converter",
    "special_independent": "Other independent special school",
    "special_non_maintained": "Non-maintained special school",
    "alternative": "Pupil referral unit", "college": "Further education",
}


@dataclass(frozen=True, slots=True)
class InventedSetting:
    """A school, college or unit that doesn't exist; `group` is the placement group that it belongs to."""

    urn: str
    name: str
    group: str
    kind: str
    phase: str
    n_places: int
    district: str
    postcode: str


@cache
def settings() -> tuple[InventedSetting, ...]:
    """Every invented setting, always the same ones; at least one of each sort in a district."""
    places = names()["places"]
    found: list[InventedSetting] = []
    largest = max(body["size"] for body in figures()["districts"].values())
    for code, body in figures()["districts"].items():
        for group, title, phase, n_most, n_places in _SORTS:
            for index in range(max(1, round(n_most * body["size"] / largest))):
                number = len(found)
                name = f"{places[number % len(places)]} {title}, {body['name']} (invented)"
                outcode = body["outcodes"][index % len(body["outcodes"])]
                postcode = f"{outcode} {number % 10}ZZ"
                urn = str(FIRST_URN + number)
                found.append(InventedSetting(urn, name, group, _KINDS[group], phase, n_places, code, postcode))
    return tuple(found)


@cache
def _by_need() -> dict[tuple[str, str, str], tuple[InventedSetting, ...]]:
    index: dict[tuple[str, str, str], list[InventedSetting]] = {}
    for each in settings():
        phases = ("Primary", "Secondary") if each.phase == "All-through" else (each.phase,)
        for phase in phases:
            index.setdefault((each.district, each.group, phase), []).append(each)
    return {key: tuple(value) for key, value in index.items()}


def setting_for(chance: random.Random, district: str, group: str, age: int) -> InventedSetting:
    """A setting of a group for an age, in the district where it has one, else in any."""
    phase = "16 plus" if group == "college" else "Primary" if age < 11 else "Secondary"
    if group == "mainstream_free":
        phase = "Primary"
    if group == "alternative":
        phase = "Secondary"
    return chance.choice(_by_need()[district, group, phase])


def postcode_in(chance: random.Random, district: str) -> str:
    """A postcode of real form that no home has: its unit is always ZZ, so only the outcode leads anywhere."""
    outcode = chance.choice(figures()["districts"][district]["outcodes"])
    return f"{outcode} {chance.randrange(1, 10)}ZZ"


def district_of(chance: random.Random) -> str:
    """A district by its size."""
    sizes = {code: body["size"] for code, body in figures()["districts"].items()}
    return str(chance.choices(list(sizes), list(sizes.values()))[0])
