"""Complaints and their clocks, by route: council, children's social care, NHS, school, personal data.

Only some of this is law; each finding says which. No window here is ever the last chance: whoever decides can
take a complaint that comes later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from rulebook.counting import Dated, dated, happened
from rulebook.engine import duty
from rulebook.judging import Told, first_since, judge, numbered, rounds, undecided, window
from rulebook.model import (
    FAMILY,
    HEALTH_BODY,
    LOCAL_AUTHORITY,
    SCHOOL,
    Duty,
    Event,
    Finding,
    OutsideTableError,
)
from rulebook.parameters import number
from rulebook.periods import working_days_after
from rulebook.timeline import Case

_RECEIVED: Final = ("complaint_received",)
_LATER_STILL_POSSIBLE: Final = "A complaint that comes later can still be taken, if there is a good reason."
_CHASE: Final = "If you have heard nothing by then, ring the complaints team."


def _step(case: Case, rule: Duty, route: str, *, extended: str = "") -> Iterator[Finding | None]:
    """A step of one route, for each complaint; `extended` names the event that allows it more time."""
    for of in _complaints(case, route):
        asked = [event for kind in rule.opens_with for event in case.all(kind, of)]
        answers = [event for kind in rule.met_by for event in case.all(kind, of)]
        for index, (opened, answer) in enumerate(rounds(asked, answers)):
            settled = first_since(case.all("complaint_settled", of), opened.on)
            closed = settled if settled and (answer is None or settled.on < answer.on) else None
            told, name = Told(closed=closed), numbered(of, index)
            try:
                until, told = _longer(case, rule, opened, answer or closed, extended, told)
            except OutsideTableError as beyond:
                yield undecided(rule, opened.on, name, f"{beyond.message}.")
                continue
            yield judge(case, rule, opened, answer, of=name, told=told, until=until)


def _complaints(case: Case, route: str) -> list[str]:
    received = [event for event in case.all("complaint_received") if event.data["route"] == route]
    return list(dict.fromkeys(event.of for event in received))


def _longer(
    case: Case, rule: Duty, opened: Event, end: Event | None, extended: str, told: Told
) -> tuple[Dated | None, Told]:
    """More time, where the complainant was told of it before the usual time was over."""
    usual = dated(rule, opened, opened.on, case.calendar)
    later = first_since(case.all(extended, opened.of), opened.on) if extended else None
    if usual is None or later is None or later.on > usual.due or (end and end.on < later.on):
        return None, told
    longer = working_days_after(opened.on, number(f"{rule.id}_extended", opened.on), case.calendar)
    moved = told._replace(previous_due=usual.due, why_moved=happened(later))
    return Dated(usual.limit, longer.due, (happened(opened), *longer.steps)), moved


@duty(
    "Acknowledge the complaint to the council",
    holder=LOCAL_AUTHORITY,
    opens_with=_RECEIVED,
    met_by=("complaint_acknowledged",),
    family=f"The council should tell you within five working days that it has your complaint. {_CHASE}",
)
def complaint_council_ack_5wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A complaint to the council should be acknowledged within 5 working days."""
    yield from _step(case, rule, "council")


@duty(
    "Answer the complaint to the council",
    holder=LOCAL_AUTHORITY,
    opens_with=("complaint_acknowledged",),
    met_by=("complaint_answered",),
    family=(
        "The council should answer within ten working days of telling you that it has your complaint. "
        "It may take ten more if it says why. If the answer is late, go to the next stage."
    ),
)
def complaint_council_stage1_10wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The first answer should come within 10 working days of the acknowledgement, 20 with reasons given."""
    yield from _step(case, rule, "council", extended="complaint_extended")


@duty(
    "Acknowledge the second stage",
    holder=LOCAL_AUTHORITY,
    opens_with=("complaint_stage_two_asked",),
    met_by=("complaint_stage_two_acknowledged",),
    family=f"The council should tell you within five working days that somebody else looks at it. {_CHASE}",
)
def complaint_council_stage2_ack_5wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The request for a second stage should be acknowledged within 5 working days."""
    yield from _step(case, rule, "council")


@duty(
    "Answer the second stage",
    holder=LOCAL_AUTHORITY,
    opens_with=("complaint_stage_two_acknowledged",),
    met_by=("complaint_stage_two_answered",),
    family=(
        "The last answer of the council should come within twenty working days. If it is late, or you "
        "do not agree, you can go to the ombudsman."
    ),
)
def complaint_council_stage2_20wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The second answer should come within 20 working days of the acknowledgement."""
    yield from _step(case, rule, "council", extended="complaint_stage_two_extended")


@duty(
    "Answer the complaint about children's social care",
    holder=LOCAL_AUTHORITY,
    opens_with=_RECEIVED,
    met_by=("complaint_answered",),
    family=(
        "Social care must answer within ten working days, or twenty if it tells you why. If the answer "
        "is late, ask for the next stage."
    ),
)
def complaint_cs_stage1(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A complaint about children's social care is answered in 10 working days, 20 where it is extended."""
    yield from _step(case, rule, "social_care", extended="complaint_extended")


@duty(
    "Investigate the complaint about children's social care",
    holder=LOCAL_AUTHORITY,
    opens_with=("complaint_stage_two_asked",),
    met_by=("complaint_stage_two_answered",),
    family=(
        "Somebody from outside looks into it. You should have the answer within twenty-five working "
        "days, or sixty-five if you are told why. If it is late, go to the ombudsman."
    ),
)
def complaint_cs_stage2(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The investigation is answered in 25 working days, 65 where it is extended."""
    yield from _step(case, rule, "social_care", extended="complaint_stage_two_extended")


@duty(
    "Ask for a review panel",
    holder=FAMILY,
    opens_with=("complaint_stage_two_answered",),
    met_by=("complaint_panel_asked",),
    family=(
        "If you do not agree with the answer, you can ask for a panel within twenty working days. If you "
        "need longer, ask anyway and say why."
    ),
)
def complaint_cs_panel_asked_20wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The complainant can ask for a review panel within 20 working days of the answer."""
    for of in _complaints(case, "social_care"):
        pairs = rounds(case.all(rule.opens_with[0], of), case.all(rule.met_by[0], of))
        for index, (opened, asked) in enumerate(pairs):
            yield _open_for(case, rule, opened, asked, numbered(of, index), _LATER_STILL_POSSIBLE)


@duty(
    "Hold the review panel",
    holder=LOCAL_AUTHORITY,
    opens_with=("complaint_panel_asked",),
    met_by=("complaint_panel_met",),
    family=f"The panel must meet within thirty working days of your asking. {_CHASE}",
)
def complaint_cs_panel_30wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The review panel meets within 30 working days of the request."""
    yield from _step(case, rule, "social_care")


@duty(
    "Send the panel's findings",
    holder=LOCAL_AUTHORITY,
    opens_with=("complaint_panel_met",),
    met_by=("complaint_panel_reported",),
    family=f"You get what the panel found within five working days of its meeting. {_CHASE}",
)
def complaint_cs_findings_5wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The panel sends its findings within 5 working days of its meeting."""
    yield from _step(case, rule, "social_care")


@duty(
    "Answer the panel's findings",
    holder=LOCAL_AUTHORITY,
    opens_with=("complaint_panel_reported",),
    met_by=("complaint_panel_answered",),
    family=(
        "The council must tell you within fifteen working days what it will do. If it does not, or you "
        "do not agree, you can go to the ombudsman."
    ),
)
def complaint_cs_reply_15wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The authority says within 15 working days what it will do about the findings."""
    yield from _step(case, rule, "social_care")


@duty(
    "Acknowledge the complaint to the NHS",
    holder=HEALTH_BODY,
    opens_with=_RECEIVED,
    met_by=("complaint_acknowledged",),
    family=(
        "The NHS must tell you within three working days that it has your complaint. It also says when "
        f"you will have an answer. {_CHASE}"
    ),
)
def complaint_nhs(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A complaint to the NHS is acknowledged within 3 working days."""
    yield from _step(case, rule, "nhs")


@duty(
    "Answer the complaint to the school",
    holder=SCHOOL,
    opens_with=_RECEIVED,
    met_by=("complaint_answered",),
    family=(
        "Each school has its own complaints page, with its own days. Ask the school for it. If it does "
        "not keep to it, write to the governors."
    ),
)
def complaint_school(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A school answers by its own published procedure; the law sets no number of days."""
    yield from _step(case, rule, "school")


@duty(
    "Acknowledge the complaint about personal data",
    holder=LOCAL_AUTHORITY,
    opens_with=_RECEIVED,
    met_by=("complaint_acknowledged",),
    family=(
        "If your data was used wrongly, you can complain. You must hear within thirty days that your "
        "complaint is there. If you hear nothing, go to the Information Commissioner."
    ),
)
def complaint_information_ack_30d(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A complaint about personal data is acknowledged within 30 days."""
    yield from _step(case, rule, "information")


@duty(
    "Answer the complaint about personal data",
    holder=LOCAL_AUTHORITY,
    opens_with=_RECEIVED,
    met_by=("complaint_answered",),
    family=(
        "You must be told what came of your complaint about your data, without needless waiting. If "
        "nothing comes, go to the Information Commissioner."
    ),
)
def complaint_information_outcome(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The outcome of a complaint about personal data is told without undue delay."""
    yield from _step(case, rule, "information")


def _open_for(
    case: Case, rule: Duty, opened: Event, used: Event | None, of: str, note: str
) -> Finding | None:
    try:
        until = dated(rule, opened, opened.on, case.calendar)
    except OutsideTableError as beyond:
        return undecided(rule, opened.on, of, f"{beyond.message}.")
    if until is None:
        return undecided(rule, opened.on, of)
    return window(case, rule, opened, until, used, of=of, told=Told(note=note))


def _about(case: Case, rule: Duty, whose: str, note: str) -> Iterator[Finding | None]:
    for of in dict.fromkeys(event.of for event in case.all("matter_known")):
        known = [event for event in case.all("matter_known", of) if event.data["about"] == whose]
        if known:
            used = [event for kind in rule.met_by for event in case.all(kind, of)]
            yield _open_for(case, rule, known[0], first_since(sorted(used, key=_day), known[0].on), of, note)


def _day(event: Event) -> date:
    return event.on


@duty(
    "Go to the ombudsman",
    holder=FAMILY,
    opens_with=("matter_known",),
    met_by=("ombudsman_asked",),
    family=(
        "You can go to the ombudsman for a year after you learned of it. First the council gets the "
        "chance to answer. If you appeal about the same thing, the ombudsman may have to say no, so ask."
    ),
)
def complaint_lgsco_12m(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The ombudsman normally takes a complaint within twelve months of the family's learning of it."""
    note = f"{_LATER_STILL_POSSIBLE} An appeal about the same matter can close this door."
    yield from _about(case, rule, "council", note)


@duty(
    "Complain to the NHS",
    holder=FAMILY,
    opens_with=("matter_known",),
    met_by=("complaint_received",),
    family=(
        "You can complain to the NHS for a year after you learned of it. If you need longer, complain "
        "anyway and say why."
    ),
)
def complaint_nhs_12m(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A complaint to the NHS is made within twelve months of learning of the matter."""
    yield from _about(case, rule, "nhs", _LATER_STILL_POSSIBLE)


@duty(
    "Claim discrimination by a school",
    holder=FAMILY,
    opens_with=("matter_known",),
    met_by=("discrimination_claimed",),
    family=(
        "A school may not treat your child worse because of a disability. If it did, you can go to the "
        "Tribunal within six months. If more time has gone by, ask for advice: it may still listen."
    ),
)
def discrimination_claim_6m(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A claim of disability discrimination by a school is made within six months, starting with the day."""
    yield from _about(case, rule, "school_discrimination", "The Tribunal can allow a claim that comes later.")
