"""Grounds that lift a fixed limit: which claims count for a step, which don't, and which a person must judge.

A ground lifts the limit of the steps that it names and no other; it never pauses a clock and never sets a
date. A claim made after the step was done doesn't count: what was late stays late.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from rulebook import parameters
from rulebook.model import NOT_GIVEN, Closure, Duty, Event, Exemption
from rulebook.periods import in_words
from rulebook.timeline import Case, day_of

# Words under which a request for advice may name the child's own setting.
_SETTING_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "exc_school_closed": ("school", "college", "head_teacher", "headteacher", "principal", "education"),
    "exc_ey_provider_closed": ("early_years_provider", "early_years"),
}

Verdict = Literal["yes", "no", "person"]


@dataclass(frozen=True, slots=True)
class Step:
    """The step a ground is claimed for: its duty, whose it is, and its period as far as anyone knows it."""

    duty: Duty
    of: str
    start: date
    due: date
    until: date


@dataclass(frozen=True, slots=True)
class Weighed:
    """What all claims for one step come to: ids of grounds made out, why one is undecided, and notes."""

    accepted: tuple[str, ...] = ()
    undecided: bool = False
    note: str = ""


NOTHING_CLAIMED: Final = Weighed()


def weigh(case: Case, step: Step) -> Weighed:
    """Judges every claim that names the step and was made while the step was still undone."""
    claims = [
        claim
        for claim in case.all("exception_claimed")
        if claim.data["step"] == step.duty.id and claim.on <= step.until and claim.of in ("", step.of)
    ]
    if not claims:
        note = _available(case, step) if case.area.closures else ""
        return Weighed(note=note) if note else NOTHING_CLAIMED
    accepted: list[str] = []
    notes: list[str] = []
    undecided = False
    for claim in claims:
        verdict, why = _judge(case, claim, step)
        undecided = undecided or verdict == "person"
        notes.append(why)
        if verdict == "yes" and claim.data["ground"] not in accepted:
            accepted.append(claim.data["ground"])
    return Weighed(tuple(accepted), undecided and not accepted, " ".join(dict.fromkeys(notes)))


def _judge(case: Case, claim: Event, step: Step) -> tuple[Verdict, str]:
    if claim.data["ground"] == NOT_GIVEN:
        return "person", "An exception was claimed and no ground is on record: somebody must say which."
    exemption = parameters.grounds()[claim.data["ground"]]
    title = exemption.title
    if step.duty.id not in exemption.steps:
        return "no", f'"{title}" ({exemption.id}) cannot excuse this step.'
    judged_on = step.due if exemption.by_due else step.start
    if not exemption.in_force(judged_on):
        return "no", f'"{title}" ({exemption.id}) was not in force on {in_words(judged_on)}.'
    if step.of and not claim.of and _asked(case, claim.on) > 1:
        return "person", f'"{title}": the claim does not say whose advice it is about.'
    source = exemption.steps[step.duty.id].text
    if exemption.test == "closure":
        verdict, why = _closure(case, exemption, step.until, claim.data.get("setting", ""))
    elif exemption.test == "absence":
        verdict, why = _absence(claim, exemption, step)
    elif exemption.test == "appointment":
        verdict, why = _appointment(claim, step)
    else:
        verdict, why = "yes", "Whoever claimed it answers for it: no rule can weigh circumstances."
    return verdict, f'"{title}" ({source}). {why}'


def _asked(case: Case, day: date) -> int:
    kinds = ("advice_requested", "reassessment_advice_requested")
    return len({request.of for kind in kinds for request in case.all(kind) if request.on <= day})


def _appointment(claim: Event, step: Step) -> tuple[Verdict, str]:
    missed = day_of(claim, "missed_on")
    if missed is not None and not step.start <= missed <= step.due:
        return "no", f"The appointment on {in_words(missed)} was outside the time for this advice."
    return "yes", "It lifts the limit for this advice only."


def _absence(claim: Event, exemption: Exemption, step: Step) -> tuple[Verdict, str]:
    first, last = day_of(claim, "from"), day_of(claim, "to")
    if first is None or last is None:
        return "person", "First and last day away are not both recorded."
    needed = exemption.values["absent_days"]
    away = (last - first).days + 1
    inside = (min(last, step.due) - max(first, step.start)).days + 1
    if away < needed:
        return "no", f"{away} days away are fewer than {needed}."
    if inside < 1:
        return "no", "The days away were outside the time for this step."
    if inside < needed:
        return "person", f"Only {inside} of {away} days away fall inside the time for this step."
    return "yes", f"{away} days away in a row, at least {needed} are needed."


def _closure(case: Case, exemption: Exemption, until: date, setting: str) -> tuple[Verdict, str]:
    requests = _requests(case, exemption.id, until, setting)
    if not requests:
        return "person", "No request for advice to the setting is recorded, so its day cannot be checked."
    verdicts = [_one_request(case, exemption, request, setting) for request in requests]
    # One request inside the window is enough; a doubtful one comes before a plain no.
    return min(verdicts, key=lambda found: ("yes", "person", "no").index(found[0]))


def _requests(case: Case, ground: str, until: date, setting: str) -> Sequence[Event]:
    words = _SETTING_WORDS[ground]
    settings = {closure.setting.casefold() for closure in case.area.closures}
    if setting:
        settings.add(setting.casefold())
    return [
        request
        for kind in ("information_requested", "advice_requested", "reassessment_advice_requested")
        for request in case.all(kind)
        if request.on <= until and (request.of in words or request.of.casefold() in settings)
    ]


def _one_request(case: Case, exemption: Exemption, request: Event, setting: str) -> tuple[Verdict, str]:
    closures = _closures_of(case, exemption.id, request, setting)
    if closures is None:
        return "person", "Several settings have closures, and the request does not say which it went to."
    if not closures:
        return "person", "No closure of the setting is recorded for this area."
    window = timedelta(days=exemption.values["window_days"])
    for closure in closures:
        first, last = closure.closed_from - window, closure.open_from - window
        if closure.days >= exemption.values["closed_days"] and first <= request.on <= last:
            return "yes", (
                f"Advice was asked for on {in_words(request.on)}, "
                f"between {in_words(first)} and {in_words(last)}; "
                f"{closure.setting} was closed for {closure.days} days in a row."
            )
    return "no", (
        f"Advice was asked for on {in_words(request.on)}, "
        "which is not in the window around a closure of four weeks or more."
    )


def _closures_of(case: Case, ground: str, request: Event, setting: str) -> Sequence[Closure] | None:
    named = (setting or request.data.get("setting", "")).casefold()
    if not named and request.of not in _SETTING_WORDS[ground]:
        named = request.of.casefold()
    closures = case.area.closures
    if named:
        return [closure for closure in closures if closure.setting.casefold() == named]
    return closures if len({closure.setting for closure in closures}) < 2 else None


def _available(case: Case, step: Step) -> str:
    """A hint that a closure would lift this limit, where nobody has claimed it."""
    exemption = parameters.grounds()["exc_school_closed"]
    if step.duty.id not in exemption.steps or not exemption.in_force(step.start):
        return ""
    verdict, why = _closure(case, exemption, step.until, "")
    return f"ground available: {exemption.id}, not claimed. {why}" if verdict == "yes" else ""
