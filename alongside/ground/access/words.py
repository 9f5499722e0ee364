"""The room's words: kinds of account, permissions, roles, audiences, outcomes, and the numbers of sign-in."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final


class UserKind(StrEnum):
    """Which side of the table an account sits on; it decides what proof of identity is asked."""

    FAMILY = "family"
    PROFESSIONAL = "professional"
    SERVICE = "service"


class Permission(StrEnum):
    """One thing that an account may do. On a particular child, `people` decides as well."""

    SEE_CASELOAD = "see_caseload"
    SEE_ALL_CASES = "see_all_cases"
    WORK_CASES = "work_cases"
    ALLOCATE = "allocate"
    DECIDE_ASSESSMENT = "decide_assessment"
    ENTER_REQUESTS = "enter_requests"
    CHECK_IDENTITY = "check_identity"
    RELEASE_DOCUMENTS = "release_documents"
    SECOND_APPROVE = "second_approve"
    LOAD_RETURN = "load_return"
    READ_AUDIT = "read_audit"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_POSTS = "manage_posts"
    SEE_PROTECTED = "see_protected"
    BREAK_GLASS = "break_glass"
    OPERATE = "operate"
    MERGE_CHILDREN = "merge_children"
    REQUEST_FOR_PUPIL = "request_for_pupil"
    PLAN_CAPACITY = "plan_capacity"


PERMISSION_WORDS: Final[dict[Permission, str]] = {
    Permission.SEE_CASELOAD: "See a tray of the cases that their posts and teams hold.",
    Permission.SEE_ALL_CASES: "See every case of the area or district for which the role is held, except those that "
                              "somebody is barred from.",
    Permission.WORK_CASES: "Work on the cases that they hold: write, ask for advice, send letters.",
    Permission.ALLOCATE: "Give cases to officers and teams, and arrange cover.",
    Permission.DECIDE_ASSESSMENT: "Decide whether a child's needs are assessed.",
    Permission.ENTER_REQUESTS: "Enter a request that came by letter, e-mail or telephone.",
    Permission.CHECK_IDENTITY: "Check who a person is and what they are to a child, and invite them.",
    Permission.RELEASE_DOCUMENTS: "Check a document and release it to a family.",
    Permission.SECOND_APPROVE: "Be the second person where the law or our rules ask for two.",
    Permission.LOAD_RETURN: "Load and check the SEN2 return.",
    Permission.READ_AUDIT: "Read the audit trail; reading it is itself entered there.",
    Permission.MANAGE_ACCOUNTS: "Invite people, give and take roles, and close accounts.",
    Permission.MANAGE_POSTS: "Say who holds which post, and from when to when.",
    Permission.SEE_PROTECTED: "See an address or a name that is protected.",
    Permission.BREAK_GLASS: "Open a record outside their own cases for 15 minutes, with a reason that is reviewed.",
    Permission.OPERATE: "See the queue of background work and of messages, without what is in them.",
    Permission.MERGE_CHILDREN: "Join two records of one child, and undo it.",
    Permission.REQUEST_FOR_PUPIL: "Ask for an assessment of a pupil of their own setting.",
    Permission.PLAN_CAPACITY: "Ask what more people would do to the queue for assessments, and read the answers.",
}


CONDITIONS: Final[dict[str, str]] = {
    "data_protection": "Data protection training, done in the last 12 months",
}
"""What a role can ask to have been done first, in words; the room that knows writes it by `services.satisfy`."""


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody does here, and so what they may do; `kind` is the only kind of account that can hold it.

    A role that `needs` something opens only while every such condition is satisfied.
    """

    code: str
    title: str
    description: str
    kind: UserKind
    permissions: frozenset[Permission]
    needs_second_factor: bool
    needs: tuple[str, ...] = ()


def _role(
    code: str, title: str, description: str, *permissions: Permission, kind: UserKind = UserKind.PROFESSIONAL,
    needs: tuple[str, ...] = (),
) -> tuple[str, Role]:
    is_twice = kind == UserKind.PROFESSIONAL
    return code, Role(code, title, description, kind, frozenset(permissions), is_twice, needs)


P = Permission
ROLES: Final[dict[str, Role]] = dict([
    _role(
        "family_member", "Family member",
        "A parent or carer, or somebody who speaks for a family. Sees the cases of the children they belong to.",
        kind=UserKind.FAMILY,
    ),
    _role(
        "young_person", "Young person",
        "A young person with their own account. Sees their own case.",
        kind=UserKind.FAMILY,
    ),
    _role(
        "setting_staff", "Setting staff",
        "Works at a nursery, school or college. Sees the pupils on roll there and those it was asked about.",
        P.REQUEST_FOR_PUPIL,
    ),
    _role(
        "case_officer", "Case officer",
        "Holds EHC cases: keeps them lawful, explains, writes to families.",
        P.SEE_CASELOAD, P.WORK_CASES, P.ENTER_REQUESTS, P.CHECK_IDENTITY, P.RELEASE_DOCUMENTS, P.BREAK_GLASS,
    ),
    _role(
        "send_manager", "SEND manager",
        "Answers for all cases of an area: shares out the work, steps in when a case is late, approves.",
        P.SEE_CASELOAD, P.SEE_ALL_CASES, P.WORK_CASES, P.ALLOCATE, P.ENTER_REQUESTS, P.CHECK_IDENTITY,
        P.RELEASE_DOCUMENTS, P.SECOND_APPROVE, P.MANAGE_POSTS, P.SEE_PROTECTED, P.BREAK_GLASS, P.MERGE_CHILDREN,
        P.PLAN_CAPACITY,
    ),
    _role(
        "decision_maker", "Decision maker",
        "Holds the written delegation to decide whether needs are assessed.",
        P.SEE_CASELOAD, P.DECIDE_ASSESSMENT,
    ),
    _role(
        "case_support", "Case support",
        "Opens the post, the shared mailbox and the telephone: enters requests and checks who is asking.",
        P.ENTER_REQUESTS, P.CHECK_IDENTITY,
    ),
    _role(
        "adviser", "Adviser",
        "A psychologist, a health professional or a social worker who is asked for advice about a child.",
        P.SEE_CASELOAD, P.BREAK_GLASS,
    ),
    _role(
        "audit_reader", "Information governance",
        "Reads who did and saw what, and approves what is withheld.",
        P.READ_AUDIT, P.SECOND_APPROVE, needs=("data_protection",),
    ),
    _role(
        "data_officer", "Data officer",
        "Loads and checks the statutory return, and sees every case that it holds.",
        P.LOAD_RETURN, P.SEE_CASELOAD, P.SEE_ALL_CASES, P.PLAN_CAPACITY, needs=("data_protection",),
    ),
    _role(
        "system_operator", "System operator",
        "Runs the service: accounts, background work, messages. Sees no case.",
        P.OPERATE, P.MANAGE_ACCOUNTS,
    ),
    _role(
        "service", "Service account",
        "A machine of the partnership. Holds no permission by itself.",
        kind=UserKind.SERVICE,
    ),
])
del P

FAMILY_ROLES: Final = frozenset(code for code, role in ROLES.items() if role.kind == UserKind.FAMILY)


class Outcome(StrEnum):
    """How an act ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class AttemptKind(StrEnum):
    """What somebody tried to prove."""

    PASSWORD = "password"  # noqa: S105 - the name of a kind, not a password
    SECOND_FACTOR = "second_factor"
    CODE = "code"
    LINK = "link"
    RESUME = "resume"
    REFERENCE = "reference"


OPEN_GUESSES: Final = (AttemptKind.RESUME, AttemptKind.REFERENCE)
"""What strangers can guess at without an account; counted apart, so that a library's sign-ins don't suffer."""


SYSTEM_CHAIN: Final = "system"
"""Name of the audit chain of everything that isn't about one child."""
READ_CODE: Final = "people.child.read"
"""Audit code of an opening of a child's record."""
FILE_CODE: Final = "documents.document.read"
"""Audit code of an opening of a file that belongs to no child."""
FILE_PAGE: Final = "document:"
"""How the page of an opening of a child's file begins."""
GENESIS: Final = "0" * 64
"""What the first entry of a chain names as the hash before it."""

INVITATION_LASTS: Final = timedelta(days=14)
FILES_BEFORE_PROOF: Final = 20
"""Files that an account may download in an hour before it proves again who it is."""
LINK_LASTS: Final = timedelta(minutes=15)
CODE_LASTS: Final = timedelta(minutes=10)
CODE_TRIES: Final = 5
COOL_OFF: Final = timedelta(hours=24)
"""After staff changed an address: how long a reset sent to it is held back."""

SLOW_AFTER: Final = 5
"""Wrong tries after which an account asks for patience."""
LONGEST_WAIT: Final = timedelta(seconds=30)
COUNTED_FOR: Final = timedelta(minutes=15)
"""How far back wrong tries at an account count."""
ADDRESS_TRIES: Final = 20
ADDRESS_WINDOW: Final = timedelta(minutes=10)
"""So many wrong tries from one address within this time block it for as long."""
REFUSALS_TO_ALERT: Final = 5
REFUSAL_WINDOW: Final = timedelta(minutes=10)

LAPSE_NOTICE: Final = timedelta(days=14)
"""So long before an account lapses its owner is told; it never lapses without that notice."""
CONFIRM_WITHIN: Final = timedelta(weeks=3)
"""A confirmation of one term holds until so much of the next term has gone by."""
EMPLOYERS: Final = ("setting:", "body:")
"""How badges begin that say for which organisation somebody works."""


class LapseReason(StrEnum):
    """Why an account lapses."""

    UNUSED = "unused"
    UNCONFIRMED = "unconfirmed"


MOST_FEEDS: Final = 5
"""Calendar feeds that one account can have at a time."""
FEED_READS: Final = 60
FEED_WINDOW: Final = timedelta(hours=1)
"""So often a calendar may read one feed within this time; calendars ask a few times a day."""
