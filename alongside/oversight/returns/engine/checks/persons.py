"""Checks of a person: birth date, numbers that identify them, and how many requests hold a plan."""

from collections.abc import Iterator
from datetime import date

from alongside.ground.core.dates import age_on, school_year_start
from alongside.ground.core.identifiers import is_temporary_upn, normal_postcode, uln_fault, upn_fault
from alongside.oversight.returns.engine.checks.registry import Context, Hit, on_person
from alongside.oversight.returns.engine.records import Person
from alongside.oversight.returns.words import Severity


@on_person("D01", Severity.ERROR, "On census day this person must be between 0 and 25 years old.")
def is_of_age(person: Person, context: Context) -> Iterator[Hit]:
    """Born by census day, and not older than 25 then."""
    born = person.born_on
    if born and (born > context.census_day or age_on(born, context.census_day) > 25):
        yield Hit("PersonBirthDate", born)


@on_person("D01", Severity.ERROR, "A request can't be received before the person was born.")
def is_born_before_request(person: Person, _context: Context) -> Iterator[Hit]:
    """Born by the day of each request."""
    for request in person.request:
        if person.born_on and request.received_on and request.received_on < person.born_on:
            yield Hit("ReceivedDate", request.received_on)


@on_person("D02", Severity.ERROR, "Give a UPN or ULN, or the reason why both are unknown.")
def is_numbered(person: Person, _context: Context) -> Iterator[Hit]:
    """Either a number or a reason for having none."""
    has_number = bool(person.upn or person.uln)
    if has_number and person.upn_unknown:
        yield Hit("UPNunknown", person.upn_unknown, "There is a number, so there can't be a reason for having none.")
    if not has_number and not person.upn_unknown:
        yield Hit("UPN")


@on_person("D03", Severity.ERROR, "This UPN is wrong.")
def is_upn_right(person: Person, _context: Context) -> Iterator[Hit]:
    """Form and check letter of the UPN; a temporary one is a query."""
    if not person.upn:
        return
    if fault := upn_fault(person.upn):
        yield Hit("UPN", person.upn, fault)
    elif is_temporary_upn(person.upn):
        yield Hit("UPN", person.upn, "This UPN is a temporary one; is a permanent one known?", Severity.QUERY)


@on_person("D04", Severity.ERROR, "This ULN is wrong.")
def is_uln_right(person: Person, _context: Context) -> Iterator[Hit]:
    """Form and check digit of the ULN."""
    if person.uln and (fault := uln_fault(person.uln)):
        yield Hit("UniqueLearnerNumber", person.uln, fault)


@on_person("W-111", Severity.QUERY, "Neither UPN nor ULN is known; next year's return can't be joined to this one.")
def can_be_joined(person: Person, _context: Context) -> Iterator[Hit]:
    """A reason stands where a number would."""
    if person.upn_unknown and not (person.upn or person.uln):
        yield Hit("UPNunknown", person.upn_unknown)


@on_person("W-201", Severity.QUERY, "More than one request of this person holds a plan on census day.")
def has_one_plan(person: Person, _context: Context) -> Iterator[Hit]:
    """At most one request with an active plan."""
    if sum(1 for request in person.request if request.active_plan) > 1:
        yield Hit("ActivePlans")


@on_person("W-205", Severity.QUERY, "At the start of the school year this person was not between 0 and 24 years old.")
def is_of_school_year(person: Person, context: Context) -> Iterator[Hit]:
    """Age on 31 August before the school year of census day."""
    start = date(school_year_start(context.census_day), 8, 31)
    if person.born_on and not (person.born_on > start or 0 <= age_on(person.born_on, start) <= 24):
        yield Hit("PersonBirthDate", person.born_on)


@on_person("R20", Severity.QUERY, "This isn't written like a postcode; the district can't be told from it.")
def is_postcode_right(person: Person, _context: Context) -> Iterator[Hit]:
    """Form of the postcode."""
    if person.postcode and not normal_postcode(person.postcode):
        yield Hit("PostCode", person.postcode)


@on_person("R21", Severity.ERROR, "A person of the return has at least one request, real or historical.")
def has_a_request(person: Person, _context: Context) -> Iterator[Hit]:
    """At least one request."""
    if not person.request:
        yield Hit("Requests")
