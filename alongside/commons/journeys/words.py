"""Words of this room: kinds of question, how long things last, how many tries there are."""

from datetime import timedelta
from enum import StrEnum


class QuestionKind(StrEnum):
    """How a question is asked, and what its answer is in Python."""

    TEXT = "text"
    """One line: str."""
    LONG = "long"
    """Several lines: str."""
    CHOICE = "choice"
    """One of a few: str."""
    MANY = "many"
    """Any of a few: list of str."""
    DAY = "day"
    """Three boxes: date, or None."""
    YES_NO = "yesno"
    """bool, or None when not answered."""
    EMAIL = "email"
    """str."""
    PHONE = "phone"
    """str, as typed."""
    POSTCODE = "postcode"
    """str, as written on letters."""
    ADDRESS = "address"
    """Lines of an address: str with line ends."""
    UPLOAD = "upload"
    """Files; they are no answer, but come to `submit` as documents."""


class PageState(StrEnum):
    """How far a page of a draft is."""

    TO_DO = "to do"
    PARTLY = "some answers missing"
    DONE = "done"


DRAFT_LASTS = timedelta(days=30)
"""A draft is deleted so long after its last save."""
COPY_LASTS = timedelta(days=1)
"""So long after sending, the browser that sent can still print its copy; then the draft's words are deleted."""
CODE_LASTS = timedelta(minutes=10)
N_CODE_TRIES = 5
N_CODES_AN_HOUR = 5
"""Codes that one browser may ask for in an hour."""
N_CODES_A_DAY = 20
"""Codes that one draft may cause in a day: with five tries each, guessing stays hopeless for its 30 days."""
N_MAILS = 5
"""Mails with the reference that one draft may cause, so that nobody can flood a mailbox through it."""
N_BROWSERS = 5
"""Browsers that may hold the key of one draft; a sixth makes the oldest come back by code."""
N_FILES = 10
"""Files in one draft."""
