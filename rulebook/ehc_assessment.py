"""From the request to the advice: section 36 of the Act and regulations 3 to 9."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from rulebook.counting import dated
from rulebook.engine import duty
from rulebook.events import AGREED, STARTS
from rulebook.judging import Told, first_since, judge, numbered, rounds
from rulebook.model import ADVICE_GIVER, LOCAL_AUTHORITY, Duty, Event, Finding
from rulebook.periods import in_words
from rulebook.timeline import Case

DECISIONS: Final = ("assessment_agreed_notified", "assessment_refused_notified")
ENDED: Final = ("request_withdrawn", "case_closed")
COMPLETED: Final = ("no_plan_notified", "final_plan_sent")


def _before_deciding(case: Case, rule: Duty) -> Finding | None:
    """Judges a step that only makes sense before the decision whether to assess."""
    done, decision = case.first(*rule.met_by), case.first(*DECISIONS)
    told = Told()
    if decision and done and done.on > decision.on:
        told = Told(doubt=f"Recorded on {in_words(done.on)}, after the decision of {in_words(decision.on)}.")
    elif decision and not done:
        told = Told(note=f"The decision was sent on {in_words(decision.on)}, and this is not recorded.")
    return judge(case, rule, case.opening(rule), done, told=told)


@duty(
    "Ask the family for their view on whether to assess",
    holder=LOCAL_AUTHORITY,
    opens_with=STARTS,
    met_by=("family_consulted",),
    ends_with=ENDED,
    falls_away_with=("assessment_refused_notified", *COMPLETED),
    family=(
        "Before it decides, the council must ask what you think about an assessment. If nobody has "
        "asked, write to the council and say what you think."
    ),
)
def request_acknowledge_consult(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Before it decides whether to assess, the authority must consult the parent or young person."""
    yield _before_deciding(case, rule)


@duty(
    "Tell health, social care and the setting",
    holder=LOCAL_AUTHORITY,
    opens_with=STARTS,
    met_by=("partners_notified",),
    ends_with=ENDED,
    falls_away_with=("assessment_refused_notified", *COMPLETED),
    family=(
        "The council must tell health, social care and the school about the request. If the school "
        "knows nothing about it, tell your officer."
    ),
)
def request_notify_partners(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """While it considers an assessment, the authority must tell health, social care and the setting."""
    yield _before_deciding(case, rule)


@duty(
    "Decide whether to assess, and tell the family",
    holder=LOCAL_AUTHORITY,
    opens_with=STARTS,
    met_by=DECISIONS,
    ends_with=ENDED,
    family=(
        "The council must tell you within six weeks whether it will assess. If you have heard nothing by "
        "then, ask who is deciding. You can complain."
    ),
)
def assess_decision_6w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Within six weeks of becoming responsible, the authority must notify whether it will assess."""
    yield judge(case, rule, case.opening(rule), case.first(*DECISIONS))


@duty(
    "Ask for the advice",
    holder=LOCAL_AUTHORITY,
    opens_with=AGREED,
    met_by=("advice_requested",),
    ends_with=(*ENDED, *COMPLETED),
    family=(
        "Once the council says yes, it must ask experts for advice straight away. If you do not know who "
        "was asked, ask for the list."
    ),
)
def advice_request_issue(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Once it will assess, the authority must seek the advice that regulation 6 lists, without delay."""
    yield judge(case, rule, case.opening(rule), case.first("advice_requested"))


@duty(
    "Send the advice to the council",
    holder=ADVICE_GIVER,
    opens_with=("advice_requested",),
    met_by=("advice_received",),
    ends_with=(*ENDED, *COMPLETED),
    family=(
        "Each expert has six weeks to send the advice. If it is late, the council must chase it. It may "
        "not make you wait longer for the plan."
    ),
)
def advice_return_6w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Each body asked must send its advice in time, and within six weeks of being asked."""
    plain = not case.has(("advice_not_known", "existing_advice_accepted"))
    for of in dict.fromkeys(request.of for request in case.all("advice_requested")):
        asked, received = case.all("advice_requested", of), case.all("advice_received", of)
        for index, (opened, answer) in enumerate(rounds(asked, received)):
            if plain:
                yield judge(case, rule, opened, answer, of=numbered(of, index))
                continue
            accepted = _accepted(case, opened, answer)
            endings = (answer, accepted, case.closing(rule, None))
            end = min((event.on for event in endings if event), default=date.max)
            current, told = _last_request(case, rule, opened, end)
            told = told._replace(closed=accepted)
            yield judge(case, rule, current, answer, of=numbered(of, index), since=opened.on, told=told)


def _accepted(case: Case, opened: Event, answer: Event | None) -> Event | None:
    """The acceptance of advice that exists already, where it took the place of this request."""
    enough = [event for event in case.all("existing_advice_accepted", opened.of) if _all_satisfied(event)]
    accepted = first_since(enough, opened.on)
    return accepted if accepted and (answer is None or accepted.on < answer.on) else None


def _all_satisfied(existing: Event) -> bool:
    return all(existing.data[who] == "yes" for who in ("author", "authority", "family"))


def _last_request(case: Case, rule: Duty, opened: Event, end: date) -> tuple[Event, Told]:
    """The request that counts: "not known here" hands the duty back, and asking again starts six weeks."""
    asked = case.all("advice_requested", opened.of)
    current, unknown, told = opened, None, Told()
    for reply in case.all("advice_not_known", opened.of):
        if not current.on <= reply.on < end:
            continue
        unknown = reply
        again = first_since([request for request in asked if request is not current], reply.on)
        if again and again.on <= end:
            before = dated(rule, current, opened.on, case.calendar)
            told = Told(previous_due=before.due if before else None, why_moved=_moved(reply, again))
            current, unknown = again, None
    if unknown:
        note = (
            f"The service answered on {in_words(unknown.on)} that it does not know the child. "
            "Its request is closed; the council must still get this advice from a named professional."
        )
        told = told._replace(holder=LOCAL_AUTHORITY, note=note)
    return current, told


def _moved(reply: Event, again: Event) -> str:
    return (
        f"The service answered on {in_words(reply.on)} that it does not know the child; "
        f"the advice was asked for again on {in_words(again.on)}."
    )


@duty(
    "Do not ask again for advice that exists",
    holder=LOCAL_AUTHORITY,
    opens_with=("existing_advice_accepted",),
    met_by=COMPLETED,
    ends_with=ENDED,
    family=(
        "You should not have to tell it all again. If a report is enough for you, its writer and the "
        "council, nobody may ask for it a second time. If they do, say so."
    ),
)
def advice_no_duplication(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Where author, authority and family all find existing advice enough, it must not be sought again."""
    for of in dict.fromkeys(existing.of for existing in case.all("existing_advice_accepted")):
        accepted = case.all("existing_advice_accepted", of)
        opened = next((existing for existing in accepted if _all_satisfied(existing)), None)
        if opened is None:
            # Somebody is not satisfied, so the advice may be sought like any other.
            continue
        done = case.first(*COMPLETED)
        end = done.on if done else date.max
        again = [r for r in case.all("advice_requested", of) if opened.on < r.on <= end]
        doubt = f"It was asked for again on {in_words(again[0].on)} all the same." if again else ""
        yield judge(case, rule, opened, done, of=of, told=Told(doubt=doubt))
