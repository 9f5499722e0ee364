"""One line that says what is next on a case: for trays, standing and the family's page; pure."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from alongside.ground.core.dates import days_between, in_words
from alongside.work.ehc.words import CONSULT_DAYS, IdentityState, Outcome, RequestState


@dataclass(frozen=True, slots=True)
class Facts:
    """What the line is made from; days are None until the thing has happened."""

    state: str
    on: date
    due_on: date | None = None
    has_officer: bool = False
    identity_state: str = IdentityState.NOT_NEEDED
    has_told_partners: bool = False
    has_called_family: bool = False
    has_consulted_family: bool = False
    has_setting: bool = False
    setting_asked_on: date | None = None
    setting_answered_on: date | None = None
    decided: str = ""
    has_call_note: bool = False
    lives_elsewhere: str = ""
    has_plan: bool = False
    is_birth_date_missing: bool = False


ENDED_WORDS: dict[str, str] = {
    RequestState.FINISHED: "Finished. Nothing is due on the request.",
    RequestState.REFUSED: "Refused. The family may ask for mediation or appeal.",
    RequestState.WITHDRAWN: "Withdrawn. Nothing is due.",
    RequestState.PASSED_ON: "Passed to the other council. Nothing is due here.",
    RequestState.JOINED: "Joined to the earlier request, which carries the clock.",
    RequestState.CLOSED: "Closed. Nothing is due.",
    RequestState.HISTORICAL: "Known from the return only. Nothing is due.",
}


def for_officer(facts: Facts) -> str:
    """What the officer does next, one line."""
    if facts.state in ENDED_WORDS:
        return ENDED_WORDS[facts.state]
    if facts.state == RequestState.AGREED:
        return "Ask for the advice of everybody whom regulation 6 lists."
    if facts.state == RequestState.DECIDED:
        return _sending(facts)
    return _considering(facts)


def _sending(facts: Facts) -> str:
    if facts.decided == Outcome.REFUSE and not facts.has_call_note:
        return "Ring the family, then send the decision letter."
    return "Send the decision letter."


def _considering(facts: Facts) -> str:
    if facts.lives_elsewhere:
        return f"Tell the family that {facts.lives_elsewhere} is their council, and pass the request on."
    if not facts.has_officer:
        return "Give this case to an officer."
    if facts.has_plan:
        return "This child has a plan: find out whether the family asks for a reassessment."
    if facts.due_on and facts.on > facts.due_on:
        late = days_between(facts.due_on, facts.on)
        return f"Decide today: the lawful date was {late} {'day' if late == 1 else 'days'} ago."
    if not facts.has_told_partners:
        return "Tell health, social care and the setting."
    if facts.identity_state == IdentityState.NOT_CHECKED:
        return "Check who asked and what they are to the child."
    return _evidence(facts)


def _evidence(facts: Facts) -> str:
    if facts.is_birth_date_missing:
        return "Ask for the child's birth date."
    if not facts.has_called_family:
        return "Ring the family."
    if not facts.has_consulted_family:
        return "Ask the family for their view."
    if facts.has_setting and facts.setting_asked_on is None:
        return "Ask the setting for its view."
    waits = facts.setting_asked_on is not None and facts.setting_answered_on is None
    if waits and facts.setting_asked_on and days_between(facts.setting_asked_on, facts.on) <= CONSULT_DAYS:
        return "Wait for the setting's view, or decide without it."
    return "Decide whether to assess."


def for_family(facts: Facts) -> str:
    """What happens next, in words for a family."""
    if facts.state == RequestState.AGREED:
        return "We ask the people who know or meet your child for their advice."
    if facts.state == RequestState.REFUSED:
        return "You can ask for mediation, or appeal. The letter says how and until when."
    if facts.state in ENDED_WORDS:
        return "Nothing more happens on this request."
    if facts.state == RequestState.DECIDED:
        return "We have decided. Your letter is on its way."
    when = f" by {in_words(facts.due_on, weekday=True)}" if facts.due_on and facts.on <= facts.due_on else ""
    return f"We decide whether to assess, and tell you{when}."


def from_kept(kept: dict[str, Any], *, state: str, on: date, due_on: date | None, has_officer: bool,
              identity_state: str, lives_elsewhere: str, has_setting: bool) -> Facts:
    """Facts from what a request keeps of its steps, for lists that can't read every step."""
    return Facts(
        state=state, on=on, due_on=due_on, has_officer=has_officer, identity_state=identity_state,
        lives_elsewhere=lives_elsewhere, has_setting=has_setting, decided=kept.get("decided", ""),
        has_told_partners=kept.get("told", False), has_called_family=kept.get("called", False),
        has_consulted_family=kept.get("consulted", False), setting_asked_on=_day(kept.get("asked")),
        setting_answered_on=_day(kept.get("answered")), has_call_note=kept.get("call_note", False),
        has_plan=kept.get("has_plan", False), is_birth_date_missing=kept.get("no_birth_date", False),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_PLAN_STEPS: dict[str, str] = {
    "review_first_12m": "Complete the review",
    "review_next_12m": "Complete the review",
    "transfer_in_review": "Complete the review",
    "review_termly_list": "Tell the school that the review is coming",
    "review_meeting_invite_2w": "Send the invitations to the review meeting",
    "review_papers_2w": "Send the papers for the review meeting",
    "review_report_2w": "Send the report of the review meeting",
    "review_decision_4w": "Send the decision after the review meeting",
    "review_amend_notice_4w": "Send the proposed changes",
    "amend_final_8w": "Send the amended plan",
    "amend_final_12w_overall": "Send the amended plan",
    "amend_no_review": "Send the amended plan",
    "phase_transfer_15feb": "Name the next school in the plan",
    "phase_transfer_31mar": "Name the next school or college in the plan",
    "post16_move_5m": "Name the next college in the plan",
    "transfer_out_on_move": "Hand the plan over to the new council",
    "transfer_out_15wd": "Hand the plan over to the new council",
    "transfer_in_inform_6w": "Tell the family what happens with the plan",
    "reassess_decision_15d": "Decide whether to assess again",
    "reassess_final_14w": "Send the plan after the new assessment",
    "max_age": "End the plan",
}
"""What a duty on a plan asks for, in few words; any other duty is read on the plan's own page."""


def for_plan(next_duty: str, due_on: date | None, on: date) -> str:
    """What is next on a plan of the register."""
    if due_on is None:
        return "Check the record: the date of the next review can't be worked out."
    what = _PLAN_STEPS.get(next_duty, "Look at the dates of the plan")
    if on > due_on:
        return f"{what}: it was due by {in_words(due_on)}."
    return f"{what} by {in_words(due_on)}."
