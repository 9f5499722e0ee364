"""Checks of a plan in force: where the person is, and their needs."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from alongside.ground.core.dates import age_on
from alongside.oversight.returns.engine.checks.plans import is_active
from alongside.oversight.returns.engine.checks.registry import Context, Hit, on_request
from alongside.oversight.returns.engine.records import Person, Placement, Request
from alongside.oversight.returns.words import Severity


@on_request("W-301", Severity.QUERY, "The plan is in force, but not named: since when it holds is unknown.")
def is_plan_named(_person: Person, request: Request, context: Context) -> Iterator[Hit]:
    """A plan in force has a named plan."""
    if is_active(request, context) and request.named_plan is None:
        yield Hit("NamedPlan")


@on_request("D16", Severity.ERROR, "A plan in force needs a placement that was open on census day.")
def is_placed(_person: Person, request: Request, context: Context) -> Iterator[Hit]:
    """Somewhere, on census day."""
    active = request.active_plan
    if active is not None and is_active(request, context) and not any(is_open(p, context) for p in active.placement):
        yield Hit("PlacementDetail")


@on_request("D16", Severity.ERROR, "A plan in force needs one primary need (rank 1).")
def has_primary_need(_person: Person, request: Request, context: Context) -> Iterator[Hit]:
    """One need of rank 1."""
    active = request.active_plan
    if active is None or not is_active(request, context):
        return
    ranks = [need.rank for need in active.need]
    if ranks.count("1") != 1 and None not in ranks:
        yield Hit("SENtypeRank", ", ".join(rank or "" for rank in ranks))


@on_request("D17", Severity.ERROR, "The place was left before it was entered.")
def is_entered_before_left(_person: Person, request: Request, context: Context) -> Iterator[Hit]:
    """Entered, then left; one that was left before the year is old news; one to be entered much later is odd."""
    for place in request.active_plan.placement if request.active_plan else []:
        if place.entered_on and place.left_on and place.left_on < place.entered_on:
            yield Hit("LeavingDate", place.left_on)
        elif place.left_on and place.left_on < context.first_day_of_year:
            message = "This place was left before the year of the return began."
            yield Hit("LeavingDate", place.left_on, message, Severity.QUERY)
        if place.entered_on and place.entered_on > context.last_day:
            yield Hit("EntryDate", place.entered_on, "This place begins after the file was made.", Severity.QUERY)


@on_request("D17", Severity.QUERY, "Two places of rank 1 overlap.")
def is_in_one_place(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """One main place at a time."""
    places = [p for p in (request.active_plan.placement if request.active_plan else []) if p.rank == "1"]
    spans = sorted((p.entered_on, p.left_on or date.max) for p in places if p.entered_on)
    for (_, left_on), (entered_on, _) in pairwise(spans):
        if left_on > entered_on:
            yield Hit("EntryDate", entered_on)


@on_request("D22", Severity.QUERY, "This kind of setting doesn't fit the person's age.")
def is_setting_for_age(person: Person, request: Request, context: Context) -> Iterator[Hit]:
    """NEET from 16 to 25; early years provider under 5; notice to cease needs an end that is coming."""
    if not person.born_on or not request.active_plan:
        return
    age = age_on(person.born_on, context.census_day)
    for place in request.active_plan.placement:
        if not is_open(place, context):
            continue
        if (place.setting == "NEET" and not 16 <= age <= 25) or (place.setting == "EYP" and age >= 5):
            yield Hit("SENsetting", place.setting)
        elif place.setting == "NIEC" and request.active_plan.review_outcome != "C":
            yield Hit("SENsetting", place.setting, "Notice to cease was given: no review says so.")


@on_request("D23", Severity.ERROR, "Primary and secondary need are the same.")
def are_needs_different(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """Two ranks, two needs."""
    needs = [need.need for need in request.active_plan.need if need.need] if request.active_plan else []
    if len(needs) != len(set(needs)):
        yield Hit("SENtype", ", ".join(needs))


def is_open(place: Placement, context: Context) -> bool:
    """Whether a place was held on census day; an unknown first day counts as long ago."""
    has_begun = place.entered_on is None or place.entered_on <= context.census_day
    return has_begun and (place.left_on is None or place.left_on >= context.census_day)
