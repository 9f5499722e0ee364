"""Words of EHC casework: doors, askers, states, grounds, numbers; sentences made from facts lie beside them."""

from datetime import timedelta
from enum import IntFlag, StrEnum


class Door(StrEnum):
    """How a request reached the council; every door starts the same clock."""

    PORTAL = "portal"
    LETTER = "letter"
    EMAIL = "email"
    PHONE = "phone"
    IN_PERSON = "in_person"
    RETURN = "return"


class AskedBy(StrEnum):
    """Who asked, or who brought the child to notice."""

    PARENT = "parent"
    YOUNG_PERSON = "young_person"
    SETTING = "setting"
    ANY_PERSON = "any_person"
    COUNCIL = "council"
    UNKNOWN = "unknown"


class RequestState(StrEnum):
    """How far a request has come."""

    RECEIVED = "received"
    CONSIDERING = "considering"
    DECIDED = "decided"
    AGREED = "agreed"
    FINISHED = "finished"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    PASSED_ON = "passed_on"
    JOINED = "joined"
    CLOSED = "closed"
    HISTORICAL = "historical"


class TrayFlag(IntFlag):
    """What a tray filters open requests by, as bits that a track carries."""

    UNALLOCATED = 1
    IDENTITY = 2
    TO_SEND = 4
    LOOKED_AFTER = 8
    ELSEWHERE = 16


UNDECIDED = (RequestState.RECEIVED, RequestState.CONSIDERING, RequestState.DECIDED)
"""States in which the family still waits for an answer to the request."""
LIVE = (*UNDECIDED, RequestState.AGREED)
"""States in which a clock of the request still runs."""


class IdentityState(StrEnum):
    """Whether a person has checked who asked and what they are to the child."""

    NOT_NEEDED = "not_needed"
    NOT_CHECKED = "not_checked"
    CHECKED = "checked"
    FAILED = "failed"


class Outcome(StrEnum):
    """The answer to a request."""

    AGREE = "agree"
    REFUSE = "refuse"


class Partner(StrEnum):
    """Who is told that the council considers an assessment (SEN Regulations, reg 4(2)) or is copied."""

    HEALTH = "health"
    SOCIAL_CARE = "social_care"
    SETTING = "setting"
    VIRTUAL_SCHOOL = "virtual_school"
    SOCIAL_WORKER = "social_worker"


class ConsultedKind(StrEnum):
    """Whose view was asked for."""

    SETTING = "setting"
    FAMILY = "family"
    OTHER = "other"


class EvidenceFrom(StrEnum):
    """Who gave a piece of evidence."""

    FAMILY = "family"
    YOUNG_PERSON = "young_person"
    SETTING = "setting"
    HEALTH = "health"
    SOCIAL_CARE = "social_care"
    COUNCIL = "council"
    OTHER = "other"


class Ground(StrEnum):
    """Grounds on which the law lifts a time limit (SEN Regulations, reg 5(4)); ids as in the rulebook."""

    SCHOOL_CLOSED = "exc_school_closed"
    EY_PROVIDER_CLOSED = "exc_ey_provider_closed"
    PERSONAL = "exc_personal_circumstances"
    ABSENT = "exc_absent_4_weeks"


class PlanSource(StrEnum):
    """Where an entry of the plan register comes from."""

    RETURN = "return"
    SERVICE = "service"


NOTICED = (AskedBy.ANY_PERSON, AskedBy.COUNCIL)
"""Those who bring a child to notice under section 24: six weeks as well, but no request."""
REGIME = "cfa2014+local"
"""The law that requests run under here, with the area's own standards beside it."""
LAW = "cfa2014"
"""The law alone, for what is known only from the yearly return."""
DECISION_DUTY = "assess_decision_6w"
PLAN_DUTY = "final_plan_20w"
PLAN_WEEKS = timedelta(weeks=20)
WEEK20_EXCEPTION = "1"
"""Code of the SEN2 return: at 20 weeks an exception of regulation 13(3) applied. It never says which."""
REVIEW_DUTIES = ("review_first_12m", "review_next_12m")
IDENTITY_WORKING_DAYS = 5
"""Local standard: identity is checked within five working days; the legal clock never waits for it."""
CONSULT_DAYS = 15
"""Local standard for a setting's answer to a request for its view."""
RELEASE_WORKING_DAYS = 2
"""Local standard: weekdays within which a document is checked before a family reads it."""
CLOSURE_WINDOW = timedelta(days=7)
"""The law looks at requests from one week before a closure until one week before it ends (reg 5(4)(a))."""
LATE_CLAIM_DAYS = 10
"""An exception entered later than this after its ground arose is listed to the manager."""
REFUSAL_CURFEW_HOUR = 15
"""On a Friday no refusal leaves from this hour on, unless the family asked for it."""

DOOR_WORDS: dict[str, str] = {
    Door.PORTAL: "on this website", Door.LETTER: "by letter", Door.EMAIL: "by e-mail", Door.PHONE: "by phone",
    Door.IN_PERSON: "in person", Door.RETURN: "known from the yearly SEN2 return",
}
ASKED_BY_WORDS: dict[str, str] = {
    AskedBy.PARENT: "a parent or carer", AskedBy.YOUNG_PERSON: "the young person",
    AskedBy.SETTING: "the school, college or nursery",
    AskedBy.ANY_PERSON: "somebody else who knows the child", AskedBy.COUNCIL: "the council itself",
    AskedBy.UNKNOWN: "not known",
}
STATE_WORDS: dict[str, str] = {
    RequestState.RECEIVED: "Received", RequestState.CONSIDERING: "Being considered",
    RequestState.DECIDED: "Decided, letter not sent yet", RequestState.AGREED: "Assessment agreed",
    RequestState.FINISHED: "Assessment finished", RequestState.REFUSED: "Assessment refused",
    RequestState.WITHDRAWN: "Withdrawn",
    RequestState.PASSED_ON: "Passed to another council", RequestState.JOINED: "Joined to an earlier request",
    RequestState.CLOSED: "Closed", RequestState.HISTORICAL: "Before our records begin",
}
IDENTITY_WORDS: dict[str, str] = {
    IdentityState.NOT_NEEDED: "No check needed", IdentityState.NOT_CHECKED: "Not checked yet",
    IdentityState.CHECKED: "Checked", IdentityState.FAILED: "Could not be confirmed",
}
OUTCOME_WORDS: dict[str, str] = {
    Outcome.AGREE: "Yes, we will carry out an assessment",
    Outcome.REFUSE: "No, we will not carry out an assessment",
}
PARTNER_WORDS: dict[str, str] = {
    Partner.HEALTH: "the health service (ICB)", Partner.SOCIAL_CARE: "social care",
    Partner.SETTING: "the school, college or nursery", Partner.VIRTUAL_SCHOOL: "the virtual school head",
    Partner.SOCIAL_WORKER: "the child's social worker",
}
GROUND_WORDS: dict[str, str] = {
    Ground.SCHOOL_CLOSED: "The school was asked for advice just before or while it closed for four weeks or more",
    Ground.EY_PROVIDER_CLOSED: (
        "The early years provider was asked just before or while it closed for four weeks or more"
    ),
    Ground.PERSONAL: "Exceptional personal circumstances of the child, parent or young person",
    Ground.ABSENT: "The child, parent or young person was away from the area for four weeks or more",
}
EVIDENCE_WORDS: dict[str, str] = {
    EvidenceFrom.FAMILY: "the family", EvidenceFrom.YOUNG_PERSON: "the child or young person",
    EvidenceFrom.SETTING: "the school, college or nursery", EvidenceFrom.HEALTH: "a health service",
    EvidenceFrom.SOCIAL_CARE: "social care", EvidenceFrom.COUNCIL: "a council service",
    EvidenceFrom.OTHER: "somebody else",
}
