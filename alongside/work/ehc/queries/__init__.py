"""What can be asked about requests and plans; whoever looks comes first, every list starts from what they may see."""

from alongside.work.ehc.queries.cases import (
    ClockLine,
    clock_lines,
    clock_of,
    decision_of,
    facts,
    identity_checks,
    identity_request_for,
    late_claims,
    letters_of,
    plans_of,
    request_for,
    requests_of,
    warnings,
)
from alongside.work.ehc.queries.steps import facts_of
from alongside.work.ehc.queries.tray import SCOPES, SHOWS, Filters, Tray, TrayRow, caseload, tray

__all__ = [
    "SCOPES", "SHOWS", "ClockLine", "Filters", "Tray", "TrayRow", "caseload", "clock_lines", "clock_of",
    "decision_of", "facts", "facts_of", "identity_checks", "identity_request_for", "late_claims", "letters_of",
    "plans_of", "request_for", "requests_of", "tray", "warnings",
]
