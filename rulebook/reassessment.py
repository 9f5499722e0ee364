"""Another assessment of a child who has a plan: section 44 of the Act, regulations 23 to 27."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rulebook.engine import duty
from rulebook.events import PLAN_OVER
from rulebook.events.reassessing import REASSESSMENTS
from rulebook.judging import Told, judge, numbered, rounds
from rulebook.model import ADVICE_GIVER, FAMILY, LOCAL_AUTHORITY, Duty, Event, Finding
from rulebook.parameters import number_if_any
from rulebook.periods import in_words, months_after
from rulebook.representations import time_to_answer
from rulebook.timeline import Case

ASKED: Final = "reassessment_requested"
ANSWERS: Final = ("reassessment_agreed_notified", "reassessment_refused_notified")
STARTED: Final = REASSESSMENTS
UNCHANGED: Final = "plan_unchanged_notified"
FINAL: Final = "reassessed_plan_sent"
_WITHDRAWN: Final = "reassessment_withdrawn"
_REFUSED: Final = "reassessment_refused_notified"
_COMPLETED: Final = ("no_plan_notified", "final_plan_sent", UNCHANGED, FINAL)


@duty(
    "Decide whether to assess again, and tell the family",
    holder=LOCAL_AUTHORITY,
    opens_with=(ASKED,),
    met_by=ANSWERS,
    ends_with=PLAN_OVER,
    family=(
        "You can ask for a new assessment. The council must answer within fifteen days. If it says no, the "
        "letter must tell you how to appeal."
    ),
)
def reassess_decision_15d(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Within fifteen days of a request to assess again, the authority must notify whether it will."""
    endings = _ordered(case, *ANSWERS, _WITHDRAWN)
    for index, (asked, end) in enumerate(rounds(case.all(ASKED), endings)):
        taken_back = end if end and end.type == _WITHDRAWN else None
        answer = None if taken_back else end
        yield judge(case, rule, asked, answer, of=numbered("", index), told=Told(closed=taken_back))


def _ordered(case: Case, *types: str) -> list[Event]:
    return sorted((event for name in types for event in case.all(name)), key=lambda event: event.on)


@duty(
    "Refuse another assessment only on a lawful ground",
    holder=LOCAL_AUTHORITY,
    opens_with=(_REFUSED,),
    ends_with=PLAN_OVER,
    family=(
        "The council can say no if there was an assessment in the last six months. It can also say no if "
        "needs have not changed. If neither is true, you can appeal."
    ),
)
def reassess_refusal_ground(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Another assessment may be refused only within six months of one carried out, or as not necessary.

    A check, not a clock: the refusal's `ground` answers it. The months run from an assessment, never from
    a refusal; without one on record a person must look.
    """
    for index, letter in enumerate(case.all(_REFUSED)):
        doubt = _doubt(case, letter)
        yield judge(case, rule, letter, letter, of=numbered("", index), told=Told(doubt=doubt))


def _doubt(case: Case, letter: Event) -> str:
    ground = letter.data.get("ground", "")
    if not ground:
        return "The ground of the refusal is not recorded."
    if ground == "not_necessary":
        return ""
    done = [event for event in _ordered(case, *_COMPLETED) if event.on <= letter.on]
    if not done:
        return "No assessment carried out before it is recorded."
    asked = [event for event in case.all(ASKED) if event.on <= letter.on][-1]
    last = done[-1].on
    months = number_if_any("reassess_refusal_ground_months", letter.on)
    free = months_after(last, months).due if months else None
    if free is None or asked.on <= free:
        return ""
    return f"The last assessment ended on {in_words(last)}; six months later was {in_words(free)}."


def _started(case: Case) -> Iterator[tuple[str, Event]]:
    """Each further assessment with its name: agreed to on request, or decided by the authority itself."""
    for index, start in enumerate(_ordered(case, *STARTED)):
        yield numbered("", index), start


def _outcome(case: Case, rule: Duty, start: Event, *types: str) -> Event | None:
    """How it went; what comes after the duty was closed no longer says whether it was owed."""
    end = case.since(start.on, *types)
    return None if end and case.closing(rule, end.on) else end


@duty(
    "Send the advice for another assessment",
    holder=ADVICE_GIVER,
    opens_with=("reassessment_advice_requested",),
    met_by=("reassessment_advice_received",),
    ends_with=PLAN_OVER,
    family=(
        "Each service that is asked must send its advice within six weeks. If one is late, the council is "
        "still bound by its own dates. Ask who is late."
    ),
)
def reassess_advice_6w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Each body asked in another assessment must send its advice within six weeks of being asked."""
    requests = case.all("reassessment_advice_requested")
    for of in dict.fromkeys(request.of for request in requests):
        received = case.all("reassessment_advice_received", of)
        asked = case.all("reassessment_advice_requested", of)
        for index, (request, answer) in enumerate(rounds(asked, received)):
            ended = case.since(request.on, UNCHANGED, FINAL)
            overtaken = ended if ended and (answer is None or ended.on < answer.on) else None
            told = Told(closed=overtaken)
            yield judge(case, rule, request, answer, of=numbered(of, index), told=told)


@duty(
    "If the plan stays as it is, tell the family",
    holder=LOCAL_AUTHORITY,
    opens_with=STARTED,
    met_by=(UNCHANGED,),
    ends_with=PLAN_OVER,
    family=(
        "If the plan will stay as it is, you must hear within ten weeks. The letter must say why and how "
        "to appeal. If it is late, you can complain."
    ),
)
def reassess_no_amend_10w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A decision not to change the plan after another assessment must be notified within ten weeks."""
    only = Told(note="It applies only if the decision is to leave the plan as it is.")
    for of, start in _started(case):
        end = _outcome(case, rule, start, UNCHANGED, FINAL, "reassessment_draft_served")
        if end is None or end.type == UNCHANGED:
            yield judge(case, rule, start, end, of=of, told=only)


@duty(
    "Time for the family to answer the new draft",
    holder=FAMILY,
    opens_with=("reassessment_draft_served",),
    met_by=("representations_received",),
    ends_with=PLAN_OVER,
    family=(
        "You have at least fifteen days to answer the new draft. You can ask for changes, for a school and "
        "for a meeting. If you need more time, ask for it."
    ),
)
def reassess_representations_15d(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The family has at least fifteen days, beginning with the day of service, to answer the new draft."""
    yield from time_to_answer(case, rule, case.all("reassessment_draft_served"), FINAL, "The new draft")


@duty(
    "Send the plan after another assessment",
    holder=LOCAL_AUTHORITY,
    opens_with=STARTED,
    met_by=(FINAL,),
    ends_with=PLAN_OVER,
    family=(
        "The new plan must come within fourteen weeks of the letter that says yes. If it is late, the "
        "council is breaking the law, and you can complain."
    ),
)
def reassess_final_14w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Within fourteen weeks of agreeing or deciding to assess again, the final plan must be sent."""
    for of, start in _started(case):
        end = _outcome(case, rule, start, UNCHANGED, FINAL)
        if end is None or end.type == FINAL:
            yield judge(case, rule, start, end, of=of)
