"""The words of documents: states, decisions, reasons for withholding, limits."""

from enum import StrEnum


class ScanState(StrEnum):
    """What the virus scanner said. Only `clean` and `not_scanned` can ever be opened."""

    WAITING = "waiting"
    """Not looked at yet, or the scanner does not answer: nobody can open it until it does."""
    CLEAN = "clean"
    """The scanner found nothing, or we made the file ourselves."""
    INFECTED = "infected"
    """Kept aside; nobody can open it."""
    NOT_SCANNED = "not_scanned"
    """This area runs no scanner."""


OPENABLE = (ScanState.CLEAN, ScanState.NOT_SCANNED)

SCAN_WORDS = {
    ScanState.WAITING: "We are checking this file for viruses. It can be opened when the check is done.",
    ScanState.CLEAN: "",
    ScanState.INFECTED: (
        "Our virus check found something harmful in this file, so nobody can open it. "
        "Please send a copy from another computer or phone."
    ),
    ScanState.NOT_SCANNED: "This file has not been checked for viruses.",
}


class ReleaseState(StrEnum):
    """Where the check before a family may read stands."""

    NOT_NEEDED = "not_needed"
    WAITING = "waiting"
    APPROVAL = "approval"
    """Somebody wants to withhold it, whole or in part; a second person must agree."""
    LEAVING = "leaving"
    """Released, and still within the minutes in which the release can be called back."""
    RELEASED = "released"
    PART_WITHHELD = "part_withheld"
    WITHHELD = "withheld"


RELEASE_WORDS = {
    ReleaseState.NOT_NEEDED: "No check needed",
    ReleaseState.WAITING: "Waiting for a check",
    ReleaseState.APPROVAL: "Waiting for a second person",
    ReleaseState.LEAVING: "On its way",
    ReleaseState.RELEASED: "Released",
    ReleaseState.PART_WITHHELD: "Released in part",
    ReleaseState.WITHHELD: "Withheld",
}
UNDECIDED = (ReleaseState.WAITING, ReleaseState.APPROVAL, ReleaseState.LEAVING)


class Decision(StrEnum):
    """What a check can end with."""

    RELEASE = "release"
    WITHHOLD = "withhold"
    PART = "part"


DECISION_WORDS = {
    Decision.RELEASE: "Let them read all of it",
    Decision.PART: "Let them read a copy with some passages taken out",
    Decision.WITHHOLD: "Withhold all of it",
}


class ReasonCode(StrEnum):
    """Why something is withheld. The paragraphs of the Data Protection Act 2018 are still to be checked by a lawyer."""

    THIRD_PARTY = "third_party"
    SERIOUS_HARM = "serious_harm"
    ADDRESS = "address"
    WRONG_PARENT = "wrong_parent"
    OTHER_PUPILS = "other_pupils"
    ENQUIRY = "enquiry"
    PRIVILEGE = "privilege"


REASON_WORDS = {
    ReasonCode.THIRD_PARTY: "It is about somebody else (DPA 2018 Schedule 2 paragraph 16, to be checked)",
    ReasonCode.SERIOUS_HARM: "It could seriously harm somebody (DPA 2018 Schedule 3, to be checked)",
    ReasonCode.ADDRESS: "It shows an address that must stay secret",
    ReasonCode.WRONG_PARENT: "It is meant for one parent only",
    ReasonCode.OTHER_PUPILS: "It names other children",
    ReasonCode.ENQUIRY: "A child protection enquiry could be harmed",
    ReasonCode.PRIVILEGE: "It is legal advice",
}


class Source(StrEnum):
    """How a document came to us."""

    UPLOAD = "upload"
    POST = "post"
    EMAIL = "email"
    MADE = "made"
    REDACTED = "redacted"


class DocumentKind(StrEnum):
    """What a document is. A room above may use words of its own; these are the common ones."""

    REQUEST = "request"
    EVIDENCE = "evidence"
    ADVICE = "advice"
    LETTER = "letter"
    PLAN = "plan"
    REPORT = "report"
    CORRESPONDENCE = "correspondence"
    AUTHORITY = "authority"
    """What proves who somebody is, or that they may act: an order, a letter of authority."""
    OTHER = "other"


RECALL_MINUTES = 10
"""Minutes in which a release can be called back before anybody can read."""

BREACH_HOURS = 72
"""Hours within which a personal data breach is reported to the regulator (UK GDPR Article 33)."""

MAX_FILES_PER_REF = 50
"""Uploads for one request, draft or conversation."""

MAX_FILES_PER_CHILD = 1_000
"""Uploads for one child over all years."""

MAX_BYTES_PER_REF = 400 * 1024 * 1024
"""All uploads for one request, draft or conversation together, in bytes."""
