"""Invented children and young people: name by heritage, birth date, postcode and numbers with right check signs."""

import random
from datetime import date, timedelta

from alongside.front.demo.engine.figures import figures, names
from alongside.front.demo.engine.places import district_of, postcode_in
from alongside.ground.core.identifiers import upn_check_letter
from alongside.oversight.returns.engine.records import Person

_FIRST_ESTABLISHMENT = 9000
_FIRST_ULN_BASE = 910_000_000


class PersonMaker:
    """Makes persons who are all different; one maker serves one population."""

    def __init__(self, chance: random.Random, census_day: date) -> None:
        self._chance = chance
        self._census_day = census_day
        self._n_upns = 0
        self._n_ulns = 0
        self._seen: set[tuple[str, str, int]] = set()
        self._heritages = [key for key in names() if key != "places"]
        self._shares = [names()[key]["share"] for key in self._heritages]

    def person(self, *, age: int, sex: str) -> tuple[Person, str]:
        """Somebody of an age on census day, and the code of the district where they live."""
        district = district_of(self._chance)
        heritage = names()[self._chance.choices(self._heritages, self._shares)[0]]
        ethnicity = self._chance.choices(list(heritage["ethnicity"]), list(heritage["ethnicity"].values()))[0]
        surname, forename, born_on = self._unlike_others(heritage, age, sex)
        person = Person(
            surname=surname, forename=forename, born_on=born_on, sex=sex, ethnicity=ethnicity,
            postcode=postcode_in(self._chance, district),
        )
        self._number(person, age)
        return person, district

    def _unlike_others(self, heritage: dict[str, list[str]], age: int, sex: str) -> tuple[str, str, date]:
        """A name and birth date that nobody else has; after many tries a second given name makes the difference."""
        for tries in range(200):
            surname = self._chance.choice(heritage["family"])
            forename = self._chance.choice(heritage["girls" if sex == "F" else "boys"])
            if tries >= 20:
                forename += "-" + self._chance.choice(heritage["girls" if sex == "F" else "boys"])
            born_on = self._born_on(age)
            sign = (surname, forename, born_on.toordinal())
            if sign not in self._seen:
                self._seen.add(sign)
                return surname, forename, born_on
        raise RuntimeError("there are not enough invented names for so many people")

    def _born_on(self, age: int) -> date:
        """A birth date that gives this age on census day; at 25 one that was 24 at the end of August."""
        latest = _years_before(self._census_day, age)
        n_days = 365 if age < 25 else (latest - date(latest.year - 1, 9, 1)).days
        return latest - timedelta(days=self._chance.randrange(n_days))

    def _number(self, person: Person, age: int) -> None:
        """A UPN, a ULN as well from 14, or for some of the youngest the reason for having none."""
        if age < 4 and self._chance.random() < figures()["no_number_under_4"]:
            person.upn_unknown = "UN9"
            return
        person.upn = self._next_upn(age)
        if age >= 14:
            person.uln = self._next_uln()

    def _next_upn(self, age: int) -> str:
        establishment, serial = divmod(self._n_upns, 1000)
        self._n_upns += 1
        year = self._census_day.year - max(age - 4, 0)
        rest = f"{figures()['la']}{_FIRST_ESTABLISHMENT + establishment % 1000:04d}{year % 100:02d}{serial:03d}"
        return upn_check_letter(rest) + rest

    def _next_uln(self) -> str:
        while True:
            base = str(_FIRST_ULN_BASE + self._n_ulns)
            self._n_ulns += 1
            remainder = sum(weight * int(c) for weight, c in zip(range(10, 1, -1), base, strict=True)) % 11
            if remainder:
                return f"{base}{10 - remainder}"


def _years_before(day: date, n_years: int) -> date:
    return date(day.year - n_years, day.month, min(day.day, 28) if day.month == 2 else day.day)
