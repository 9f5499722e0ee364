"""Makes cases for properties: any history that the table of event types allows, day by day."""

from datetime import date, timedelta

from hypothesis import strategies as st

import rulebook
from rulebook.events import (
    BY_NAME,
    CONFLICTS,
    ENDINGS,
    EVENT_TYPES,
    PROPOSED,
    STARTS,
    EventType,
    amending,
    ceasing,
    complaint,
    detained,
    dispute,
    mediation,
    money,
    moving,
    out_of_school,
    reassessing,
    review,
    tribunal,
)

LAW = rulebook.regime("cfa2014")
# Everything that is law or local standard at once: more than one case would ever be judged by.
BOTH = rulebook.regime("+".join(regime.key for regime in rulebook.regimes()))
POSSIBLE = [kind for kind in EVENT_TYPES if kind.name not in PROPOSED]
DUTIES = [duty.id for duty in BOTH.duties]
SERVICES = ["educational_psychologist", "health", "school"]
SUMMER = rulebook.Area((rulebook.Closure("Any Primary", date(2025, 7, 23), date(2025, 9, 3)),))
LATEST = date(2027, 12, 31)


def possible(kind: EventType, so_far: list[rulebook.Event]) -> bool:
    """Whether the table allows this event after these, on the same day or later."""
    names = {event.type for event in so_far}
    shut_out = {one for pair in CONFLICTS for one in pair if kind.name in pair and one != kind.name}
    if names & shut_out or (kind.after and not names & set(kind.after)):
        return False
    return not (kind.name in STARTS and names & set(ENDINGS)) and (not kind.answers or kind.answers in names)


@st.composite
def events_of(draw: st.DrawFn, kind: EventType, day: date, so_far: list[rulebook.Event]) -> rulebook.Event:
    """One event of a kind, with everything that the table asks for."""
    of = ""
    if kind.of_choices:
        known = sorted({event.of for event in so_far if event.type == kind.answers})
        of = draw(st.sampled_from(known or kind.of_choices))
    elif kind.answers:
        of = draw(st.sampled_from(sorted({event.of for event in so_far if event.type == kind.answers})))
    elif kind.of_required:
        # Mostly whoever is in the case already: answers should meet their questions.
        known = sorted({event.of for event in so_far if event.of in SERVICES})
        of = draw(st.sampled_from([*known, *known, *SERVICES]))
    data: dict[str, str] = {}
    for entry in kind.data:
        if not entry.required and draw(st.booleans()):
            continue
        data[entry.name] = draw(values(entry, day))
    if kind.name == "exception_claimed" and draw(st.booleans()):
        # Half of all claims name a step that their ground can reach.
        reachable = [ground for ground in rulebook.grounds().values() if ground.steps]
        chosen = draw(st.sampled_from(reachable))
        data |= {"ground": chosen.id, "step": draw(st.sampled_from(sorted(chosen.steps)))}
    return rulebook.Event(kind.name, day, of, data)


def values(entry: rulebook.events.DataField, day: date) -> st.SearchStrategy[str]:
    """What may stand under one name of an event's data."""
    if entry.choices:
        return st.sampled_from(entry.choices)
    if entry.name == "last_review" or entry.not_before:
        return st.integers(0, 400).map(lambda shift: (day + timedelta(days=shift)).isoformat())
    if entry.name in AROUND:
        return st.sampled_from(AROUND[entry.name]).map(lambda shift: (day + timedelta(days=shift)).isoformat())
    if entry.is_day:
        return st.integers(-60, 60).map(lambda shift: (day + timedelta(days=shift)).isoformat())
    fixed = {
        "ground": sorted(rulebook.grounds()),
        "step": DUTIES,
        "contents": ["complete", "the adviser"],
        "setting": ["Any Primary"],
    }
    return st.sampled_from(fixed.get(entry.name, ["Any Primary"]))


# Days away from the event that a day in its data may be, where the law looks further than two months.
AROUND = {
    "birth_date": [-365 * 25 - 300, -365 * 18, -365 * 17, -365 * 15 - 200, -365 * 14, -365 * 5, -365 * 3],
    "transfer_on": [-10, 30, 120, 250, 400],
    "moves_on": [-5, 0, 6, 20, 22, 60],
    "ends_on": [-30, 90, 200],
}


# How far a case has come before chance takes over, and which events chance then prefers: a walk over the
# whole table alone would seldom reach a second draft or a late certificate.
BEGINNINGS = (
    ("request_received",),
    ("child_brought_to_notice", "request_received"),
    ("request_received", "assessment_refused_notified"),
    ("request_received", "assessment_agreed_notified"),
    ("request_received", "assessment_agreed_notified", "advice_requested"),
    ("request_received", "assessment_agreed_notified", "plan_agreed", "draft_plan_served"),
    ("request_received", "assessment_agreed_notified", "no_plan_notified"),
    ("request_received", "assessment_agreed_notified", "draft_plan_served", "final_plan_sent"),
    ("plan_made",),
    ("plan_made", "review_meeting_held", "review_decision_notified"),
    ("request_received", "assessment_refused_notified", "mediation_wanted"),
    ("request_received", "assessment_refused_notified", "appeal_registered", "tribunal_ordered"),
    ("plan_made", "review_decision_notified", "appeal_registered", "appeal_sent_to_authority"),
    ("permanently_excluded",),
    ("suspended",),
    ("complaint_received",),
    ("matter_known",),
    ("detained_request_received", "detained_assessment_agreed"),
    ("plan_made", "birth_date_recorded"),
    ("plan_made", "birth_date_recorded", "review_meeting_arranged"),
    ("plan_made", "review_meeting_held", "amendment_notice_sent", "amendment_notice_served"),
    ("plan_made", "phase_transfer_expected"),
    ("plan_made", "move_known"),
    ("plan_made", "plan_transferred_in"),
    ("plan_made", "reassessment_requested", "reassessment_agreed_notified"),
    ("plan_made", "cease_considered", "cease_notified"),
    ("plan_made", "birth_date_recorded", "left_education"),
    ("moved_in_mid_assessment",),
    ("plan_made", "budget_requested", "direct_payment_started"),
)
ENDED = ("request_withdrawn", "case_closed", "plan_ceased", "no_plan_notified", "final_plan_sent")
OVER = ("case_closed", "plan_ceased", "plan_transferred_out")
THEMES = (
    tuple(kind.name for kind in POSSIBLE),
    ("advice_requested", "advice_received", "advice_not_known", "existing_advice_accepted", *ENDED),
    ("exception_claimed", "advice_requested", "information_requested", "assessment_agreed_notified", *ENDED),
    ("draft_plan_served", "representations_received", "school_consulted", "school_replied", *ENDED),
    ("certificate_issued", "mediation_contacted", "appeal_registered", "review_decision_notified"),
    ("review_meeting_held", "review_decision_notified", "provision_confirmed", "school_admitted", *ENDED),
    (*tuple(kind.name for kind in (*mediation.EVENTS, *dispute.EVENTS)), "case_closed"),
    (*tuple(kind.name for kind in tribunal.EVENTS), "mediation_agreed", "plan_ceased", "case_closed"),
    (*tuple(kind.name for kind in out_of_school.EVENTS), "case_closed"),
    tuple(kind.name for kind in complaint.EVENTS),
    (*tuple(kind.name for kind in detained.EVENTS), "exception_claimed"),
    tuple(kind.name for kind in review.EVENTS),
    (*(kind.name for kind in amending.EVENTS), "representations_received", "review_meeting_held"),
    (*(kind.name for kind in amending.EVENTS), "review_decision_notified", *OVER),
    (*(kind.name for kind in moving.EVENTS), "review_decision_notified", "provision_confirmed", *OVER),
    (*(kind.name for kind in reassessing.EVENTS), "representations_received", "exception_claimed", *OVER),
    (*(kind.name for kind in ceasing.EVENTS), "birth_date_recorded", "review_decision_notified", *OVER),
    ("cease_notified", "certificate_issued", "appeal_registered", "plan_ceased", "review_decision_notified"),
    (*(kind.name for kind in money.EVENTS), "birth_date_recorded", "final_year_recorded", *OVER),
    ("document_received", "document_checked", "access_requested", "identity_checked", "family_called"),
)


@st.composite
def cases(draw: st.DrawFn, longest: int = 12) -> tuple[rulebook.Event, ...]:
    """A history in order of days: a beginning, then whatever may follow, mostly of one theme."""
    day = draw(st.dates(date(2024, 6, 1), date(2026, 6, 30)))
    so_far: list[rulebook.Event] = []
    for name in draw(st.sampled_from(BEGINNINGS)):
        so_far.append(draw(events_of(BY_NAME[name], day, so_far)))
        day = min(LATEST, day + timedelta(days=draw(st.sampled_from([0, 7, 14, 30, 45]))))
    theme = draw(st.sampled_from(THEMES))
    for _ in range(draw(st.integers(0, longest))):
        day = min(LATEST, day + timedelta(days=draw(st.sampled_from([0, 0, 1, 3, 7, 14, 21, 28, 40, 70]))))
        allowed = [BY_NAME[name] for name in theme if possible(BY_NAME[name], so_far)]
        if allowed:
            so_far.append(draw(events_of(draw(st.sampled_from(allowed)), day, so_far)))
    return tuple(so_far)
