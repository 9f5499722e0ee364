"""What is wrong with what somebody typed about a child or person, as sentences; and two versions side by side."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from alongside.ground.core.dates import age_on, end_of_compulsory_school_age, in_words
from alongside.ground.core.errors import InvalidError, StaleError
from alongside.ground.core.identifiers import nhs_number_fault, normal_postcode, uln_fault, upn_fault
from alongside.ground.people.models.keys import name_key, sound_key

OLDEST = 26
"""Nobody older is registered as a child or young person."""
_NUMBERS = {"upn": upn_fault, "uln": uln_fault, "nhs_number": nhs_number_fault}


def eighteenth(born_on: date) -> date:
    """The day on which somebody is 18; who was born on 29 February is so on 1 March."""
    try:
        return born_on.replace(year=born_on.year + 18)
    except ValueError:
        return date(born_on.year + 18, 3, 1)


def faults_of_child(given: Mapping[str, Any], on: date) -> dict[str, str]:
    """What is wrong with the fields that are given; fields that aren't given are not missed here."""
    faults = {}
    for field, words in (("family_name", "family name"), ("given_name", "first name")):
        if field in given and not str(given[field]).strip():
            faults[field] = f"Enter the child's {words}."
    born_on = given.get("born_on")
    if born_on is not None and born_on > on:
        faults["born_on"] = "The birth date must be today or in the past."
    elif born_on is not None and age_on(born_on, on) > OLDEST:
        faults["born_on"] = f"The birth date makes them older than {OLDEST}."
    for field, fault_of in _NUMBERS.items():
        number = str(given.get(field) or "").replace(" ", "").upper()
        if number and (fault := fault_of(number)):
            faults[field] = fault
    if given.get("postcode") and not normal_postcode(given["postcode"]):
        faults["postcode"] = "Enter a full UK postcode, like PR1 8XJ."
    return faults


def cleaned(given: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as they are stored: blanks cut, numbers without blanks and NULL where none, postcode in its one form."""
    found = {key: value.strip() if isinstance(value, str) else value for key, value in given.items()}
    for field in _NUMBERS:
        if field in found:
            found[field] = (found[field] or "").replace(" ", "").upper() or None
    if "postcode" in found:
        found["postcode"] = normal_postcode(found["postcode"] or "")
    return found


def derived(family_name: str, given_name: str, preferred_name: str, born_on: date | None) -> dict[str, Any]:
    """Columns that follow from a name and a birth date; ages stay empty while the birth date is not known."""
    return {
        "name_key": name_key(given_name, preferred_name, family_name),
        "sound_key": sound_key(family_name, given_name),
        "compulsory_until": end_of_compulsory_school_age(born_on) if born_on else None,
        "adult_on": eighteenth(born_on) if born_on else None,
    }


def in_text(value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return in_words(value) if isinstance(value, date) else str(value)


def compare_versions(row: Any, version: int, given: Mapping[str, Any]) -> None:
    """Raise StaleError with both texts when somebody else saved first and one of these fields says otherwise."""
    if row.version != version and any(getattr(row, field) != value for field, value in given.items()):
        raise StaleError(
            theirs={field: in_text(getattr(row, field)) for field in given},
            ours={field: in_text(value) for field, value in given.items()},
        )


def raise_faults(faults: Mapping[str, str]) -> None:
    """Raise InvalidError when there is something to say."""
    if faults:
        raise InvalidError(faults)
