"""From the decision on a plan to the plan in force: sections 36 to 43 of the Act, regulations 10 to 14."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rulebook.counting import Dated, dated, finished
from rulebook.ehc_assessment import ENDED
from rulebook.engine import duty
from rulebook.events import STARTS
from rulebook.judging import Told, first_since, judge, numbered, rounds, undecided, window, written
from rulebook.model import FAMILY, LOCAL_AUTHORITY, SCHOOL, Duty, Event, Finding
from rulebook.periods import in_words
from rulebook.timeline import Case

REFUSED: Final = ("assessment_refused_notified",)
_UNASKED: Final = "The final plan has changes that nobody asked for: the draft had to be issued again."
PLAN_OVER: Final = ("plan_ceased", "case_closed")


@duty(
    "If there will be no plan, tell the family",
    holder=LOCAL_AUTHORITY,
    opens_with=STARTS,
    met_by=("no_plan_notified",),
    ends_with=ENDED,
    falls_away_with=(*REFUSED, "plan_agreed", "draft_plan_served", "final_plan_sent"),
    family=(
        "If there will be no plan, the council must tell you within sixteen weeks. The letter must say "
        "why and how to appeal. If it is late, you can complain."
    ),
)
def no_plan_decision_16w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A decision not to issue a plan must be notified within sixteen weeks of becoming responsible."""
    only = Told(note="It applies only if the decision is not to issue a plan.")
    yield judge(case, rule, case.opening(rule), case.first("no_plan_notified"), told=only)


@duty(
    "Send the draft plan",
    holder=LOCAL_AUTHORITY,
    opens_with=("plan_agreed",),
    met_by=("draft_plan_served",),
    ends_with=ENDED,
    falls_away_with=("final_plan_sent",),
    family=(
        "You will get a draft plan to read before anything is final. It must come early enough for you to "
        "answer it. If it has not come by week sixteen, ask."
    ),
)
def draft_plan_send(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Having decided to issue a plan, the authority must send a draft early enough to hear the family."""
    # A draft served before the decision was recorded has done what this duty asks.
    yield judge(case, rule, case.opening(rule), case.first("draft_plan_served"))


@duty(
    "Time for the family to answer the draft",
    holder=FAMILY,
    opens_with=("draft_plan_served",),
    met_by=("representations_received",),
    ends_with=ENDED,
    family=(
        "You have at least fifteen days to answer the draft. You can ask for changes, for a school and "
        "for a meeting. If you need more time, ask for it."
    ),
)
def draft_representations_15d(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The family has at least fifteen days, beginning with the day of service, to answer a draft plan."""
    final = case.first("final_plan_sent")
    rest = [draft for draft in case.all("draft_plan_served") if final is None or draft.on <= final.on]
    index = 0
    while rest:
        opened, told = rest.pop(0), Told()
        of = numbered("", index)
        index += 1
        current, until = opened, dated(rule, opened, opened.on, case.calendar)
        if until is None:
            yield undecided(rule, opened.on, of)
            continue
        while rest and _still_open(case, current, until, rest[0]):
            told = Told(
                previous_due=until.due,
                why_moved=f"The draft was issued again on {in_words(rest[0].on)}; its days start afresh.",
            )
            current = rest.pop(0)
            # The text of the first draft's day goes on judging, so there is always one.
            until = dated(rule, current, opened.on, case.calendar) or until
        yield _representations(case, rule, (opened, current), until, final, of, told)


def _still_open(case: Case, current: Event, until: Dated, again: Event) -> bool:
    """Whether the days of a draft still run when it is issued again: neither answered nor over."""
    answer = first_since(case.all("representations_received"), current.on)
    return again.on <= until.due and (answer is None or again.on <= answer.on)


def _representations(
    case: Case,
    rule: Duty,
    drafts: tuple[Event, Event],
    until: Dated,
    final: Event | None,
    of: str,
    told: Told,
) -> Finding | None:
    opened, current = drafts
    answer = first_since(case.all("representations_received"), current.on)
    due = until.due
    if final is None or final.on > due or (answer is not None and answer.on <= final.on):
        return window(case, rule, current, until, answer, of=of, since=opened.on, told=told)
    note = f"The final plan was sent on {in_words(final.on)}, before the family had its full time to answer."
    timed = finished(until, case.calendar)
    return written(rule, timed, opened.on, of, "missed", final.on, told._replace(note=note))


@duty(
    "Answer the council's consultation",
    holder=SCHOOL,
    opens_with=("school_consulted",),
    met_by=("school_replied",),
    ends_with=ENDED,
    falls_away_with=("final_plan_sent", "no_plan_notified"),
    family=(
        "A school that is asked should answer within fifteen days. If it says nothing, the council can "
        "still name it. Ask what each school answered."
    ),
)
def school_consult_response_15d(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A school or college that is consulted should answer within fifteen days; silence blocks nothing."""
    for of in dict.fromkeys(asked.of for asked in case.all("school_consulted")):
        pairs = rounds(case.all("school_consulted", of), case.all("school_replied", of))
        for index, (opened, answer) in enumerate(pairs):
            yield judge(case, rule, opened, answer, of=numbered(of, index))


@duty(
    "Send the final plan",
    holder=LOCAL_AUTHORITY,
    opens_with=STARTS,
    met_by=("final_plan_sent",),
    ends_with=ENDED,
    falls_away_with=(*REFUSED, "no_plan_notified"),
    family=(
        "If there is to be a plan, the council must send it within twenty weeks. The weeks start on the "
        "day it got the request. If it is late, the council is breaking the law, and you can complain."
    ),
)
def final_plan_20w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Where there is to be a plan, it must be sent in its final form within twenty weeks."""
    yield judge(case, rule, case.opening(rule), case.first("final_plan_sent"))


@duty(
    "Change the draft only as the family or the placement asks",
    holder=LOCAL_AUTHORITY,
    opens_with=("draft_plan_served",),
    met_by=("final_plan_sent",),
    ends_with=ENDED,
    family=(
        "The last plan may only change what you asked for, and add the school. If other things changed, "
        "the council should send you a new draft. Tell it what changed."
    ),
)
def final_only_representation_changes(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A final plan may differ from its draft only through representations or the placement decision.

    A check, not a clock: it is open while a draft is out, and the final plan's `changes` answers it.
    A final plan that does not say what changed closes it unanswered.
    """
    final = case.first("final_plan_sent")
    changes = final.data.get("changes", "") if final else "not yet known"
    if changes:
        doubt = _UNASKED if changes == "other" else ""
        yield judge(case, rule, case.opening(rule), final, told=Told(doubt=doubt))


@duty(
    "Secure the provision in the plan",
    holder=LOCAL_AUTHORITY,
    opens_with=("final_plan_sent",),
    met_by=("provision_confirmed",),
    ends_with=PLAN_OVER,
    family=(
        "Everything in section F must start from the day of the plan. If something is missing, tell the "
        "council in writing. It must put it right."
    ),
)
def provision_from_plan_date(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """From the day of the plan the authority must secure the special educational provision in it."""
    yield judge(case, rule, case.opening(rule), case.first("provision_confirmed"))


@duty(
    "Admit the child",
    holder=SCHOOL,
    opens_with=("final_plan_sent",),
    met_by=("school_admitted",),
    ends_with=PLAN_OVER,
    family=(
        "The school named in the plan must take your child, even if it is full. If it says no, tell the "
        "council at once."
    ),
)
def school_admit(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A school or college that section 43 binds must admit the child once the plan names it, full or not."""
    final = case.opening(rule)
    named = final.data.get("school", "")
    if named:
        yield judge(case, rule, final, first_since(case.all("school_admitted", named), final.on), of=named)
