"""Words of the return: states of a load, how grave a problem is, and its codes in plain English."""

from enum import StrEnum


class LoadState(StrEnum):
    """How far a file has come."""

    STAGED = "staged"
    """Being read; a load that stays here was cut off and is started again from nothing."""
    CHECKED = "checked"
    """Read and checked, nothing loaded."""
    LOADED = "loaded"
    """In the records."""
    REFUSED = "refused"
    """Has errors, or queries that nobody accepted; nothing of it is in the records."""


STATE_WORDS = {
    LoadState.STAGED: "Being read",
    LoadState.CHECKED: "Checked, not loaded",
    LoadState.LOADED: "Loaded",
    LoadState.REFUSED: "Refused, nothing loaded",
}


class Severity(StrEnum):
    """How grave a problem is."""

    ERROR = "error"
    """Nothing of the file is loaded while one stands."""
    QUERY = "query"
    """May be right: the file loads when somebody has looked and accepts the queries."""


SEVERITY_WORDS = {Severity.ERROR: "Error", Severity.QUERY: "Query"}


class Decision(StrEnum):
    """RequestOutcome and AssessmentOutcome. H was read in a tool's source, the other letters are unverified."""

    YES = "Y"
    NO = "N"
    UNDECIDED = "A"
    WITHDRAWN = "W"
    HISTORICAL = "H"


COLLECTION = "SEN2"
KEEP_PROBLEMS = 250_000
"""Problems kept one by one for a load's page; beyond that only the counts go on, so that noise can't fill a disk."""
STAGE_CHUNK = 500
"""People written in one short transaction while a file is being read."""
PROBLEMS_ON_A_PAGE = 50
LOADS_ON_A_PAGE = 25
STATE_COLOURS = {
    LoadState.STAGED: "grey", LoadState.CHECKED: "blue", LoadState.LOADED: "green", LoadState.REFUSED: "red",
}
