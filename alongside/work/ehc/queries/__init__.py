"""What can be asked about requests and plans; whoever looks comes first, every list starts from what they may see."""

from alongside.work.ehc.queries.cases import (
    ClockLine,
    clock_lines,
    clock_of,
    decision_of,
    facts,
    identity_checks,
    identity_request_for,
    is_ungrounded,
    late_claims,
    law_of,
    letters_of,
    n_exceptions,
    request_for,
    ungrounded,
    warnings,
)
from alongside.work.ehc.queries.settings import PupilLine, pupils, view_asked
from alongside.work.ehc.queries.sheet import holder_of, plans_of, requests_of
from alongside.work.ehc.queries.steps import facts_of
from alongside.work.ehc.queries.tray import SCOPES, SHOWS, Filters, Tray, TrayRow, caseload, tray

__all__ = [
    "SCOPES", "SHOWS", "ClockLine", "Filters", "PupilLine", "Tray", "TrayRow", "caseload", "clock_lines",
    "clock_of", "decision_of", "facts", "facts_of", "holder_of", "identity_checks", "identity_request_for",
    "is_ungrounded", "late_claims", "law_of", "letters_of", "n_exceptions", "plans_of", "pupils", "request_for",
    "requests_of", "tray", "ungrounded", "view_asked", "warnings",
]
