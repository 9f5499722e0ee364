"""Checks of a plan as made: its end, the settings that it names, and its money."""

from collections.abc import Iterator
from datetime import date

from alongside.ground.core.dates import age_on
from alongside.oversight.returns.engine.checks.registry import Context, Hit, on_request
from alongside.oversight.returns.engine.records import Person, Placement, PlanDetail, Request
from alongside.oversight.returns.words import Severity

_FREE_TEXT = frozenset({"OTH", "NIEO"})


def is_active(request: Request, context: Context) -> bool:
    """Whether a plan hangs from this request that was in force on census day."""
    plan = request.named_plan
    return bool(request.active_plan) and not (plan and plan.ceased_on and plan.ceased_on <= context.census_day)


@on_request("D12", Severity.ERROR, "A plan that ended needs both the day and the reason.")
def is_end_whole(_person: Person, request: Request, context: Context) -> Iterator[Hit]:
    """Day and reason together, after the start, in the year of the return."""
    plan = request.named_plan
    if plan is None:
        return
    if bool(plan.ceased_on) != bool(plan.cease_reason):
        missing = "CeaseReason" if plan.ceased_on else "CeaseDate"
        yield Hit(missing)
    if plan.ceased_on and plan.starts_on and plan.ceased_on < plan.starts_on:
        yield Hit("CeaseDate", plan.ceased_on, "The plan can't end before it started.")
    elif plan.ceased_on and not context.is_in_year(plan.ceased_on):
        yield Hit("CeaseDate", plan.ceased_on, "A plan that ended outside the year of the return doesn't belong in it.")


@on_request("D13", Severity.QUERY, "This reason for ending doesn't fit the person's age.")
def is_reason_for_age(person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """Highest age, higher education and paid work come only at some age."""
    plan = request.named_plan
    if plan is None or not plan.ceased_on or not person.born_on or not plan.cease_reason:
        return
    in_august = age_on(person.born_on, date(plan.ceased_on.year, 8, 31))
    is_odd = {
        "1": in_august < 24 and in_august not in (18, 19), "3": age_on(person.born_on, plan.ceased_on) < 16,
        "4": age_on(person.born_on, plan.ceased_on) < 16,
    }
    if is_odd.get(plan.cease_reason):
        yield Hit("CeaseReason", plan.cease_reason)


@on_request("D14", Severity.QUERY, "The plan moved to another authority: which one is not said in Exported.")
def is_receiver_named(_person: Person, request: Request, context: Context) -> Iterator[Hit]:
    """A move to another authority names it; all ends are counted for the share of `other reason`."""
    plan = request.named_plan
    if plan is None or not plan.cease_reason:
        return
    context.n_ceased += 1
    context.n_ceased_other += plan.cease_reason == "9"
    if plan.cease_reason == "5" and not request.exported:
        yield Hit("CeaseReason", plan.cease_reason)


@on_request("D15", Severity.ERROR, "A plan names one setting of rank 1, and at most one more of rank 2.")
def are_named_settings_ranked(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """One or two named settings, rank 1 then 2."""
    plan = request.named_plan
    if plan is None:
        return
    ranks = [detail.rank for detail in plan.plan_detail]
    if not ranks:
        yield Hit("PlanDetail", None, "The plan names no setting and no type of setting.", Severity.QUERY)
    elif ranks not in (["1"], ["1", "2"]) and None not in ranks:
        yield Hit("PlacementRank", ", ".join(r or "" for r in ranks))


@on_request("D18", Severity.ERROR, "Give exactly one of URN, UKPRN and SENsetting.")
def is_place_named_once(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """Each place is named in one way."""
    for detail in places(request):
        given = [detail.urn, detail.ukprn, detail.setting]
        if sum(1 for each in given if each) != 1:
            yield Hit("URN", " ".join(each for each in given if each))


@on_request("D19", Severity.ERROR, "A URN has six digits; a UKPRN has eight, the first a 1.")
def are_place_numbers_right(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """Form of URN and UKPRN; whether the setting was open is not known without a register."""
    for detail in places(request):
        if detail.urn and not (detail.urn.isascii() and detail.urn.isdigit() and len(detail.urn) == 6):
            yield Hit("URN", detail.urn)
        ukprn = detail.ukprn
        if ukprn and not (ukprn.isascii() and ukprn.isdigit() and len(ukprn) == 8 and ukprn.startswith("1")):
            yield Hit("UKPRN", ukprn)


@on_request("D20", Severity.QUERY, "A place is in a SEN unit or in resourced provision, hardly in both.")
def is_unit_or_resourced(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """Not both indicators."""
    for detail in places(request):
        if detail.is_unit and detail.is_resourced:
            yield Hit("SENunitIndicator", "1")


@on_request("D21", Severity.ERROR, "SENSettingOther goes with the codes OTH and NIEO, and only with them.")
def is_other_explained(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """Free text exactly where a code asks for it."""
    for detail in places(request):
        if bool(detail.setting_other) != (detail.setting in _FREE_TEXT):
            yield Hit("SENSettingOther", detail.setting_other or detail.setting)


@on_request("W-502", Severity.QUERY, "A setting is named, but not whether the place is in a unit or resourced.")
def are_indicators_set(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """Indicators stand beside a URN."""
    for detail in places(request):
        if detail.urn and (detail.is_unit is None or detail.is_resourced is None):
            yield Hit("SENunitIndicator")


@on_request("D29", Severity.ERROR, "Organised arrangements and direct payments go only with a personal budget.")
def is_money_with_budget(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """OA or DP only where PB is 1."""
    plan = request.named_plan
    if plan and not plan.has_budget and (plan.is_organised or plan.direct_payment):
        yield Hit("PB", "0")


def places(request: Request) -> list[PlanDetail | Placement]:
    """Every place that a request's plan names or has."""
    plan, active = request.named_plan, request.active_plan
    return [*(plan.plan_detail if plan else []), *(active.placement if active else [])]
