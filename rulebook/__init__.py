"""The law of special educational needs as pure Python: dated, cited, explained; no clock, no database.

findings = rulebook.run(rulebook.regime("cfa2014"), events, on=day)
"""

from rulebook.appeals import AppealDates, dates_for_refusal
from rulebook.calendar import ENGLAND, Calendar, Term, closures_between_terms
from rulebook.engine import run
from rulebook.events import EventType, event_types
from rulebook.model import (
    NOT_GIVEN,
    Area,
    BeforeBirthError,
    Citation,
    Closure,
    ContradictionError,
    Duty,
    Event,
    Exemption,
    Finding,
    FutureError,
    Limit,
    MissingError,
    OutsideTableError,
    Regime,
    RulebookError,
    State,
    Strength,
    WrongRegimeError,
)
from rulebook.parameters import grounds
from rulebook.regimes import proposals, regime, regimes
from rulebook.situations import Situation, load, parse

__all__ = [
    "ENGLAND",
    "NOT_GIVEN",
    "AppealDates",
    "Area",
    "BeforeBirthError",
    "Calendar",
    "Citation",
    "Closure",
    "ContradictionError",
    "Duty",
    "Event",
    "EventType",
    "Exemption",
    "Finding",
    "FutureError",
    "Limit",
    "MissingError",
    "OutsideTableError",
    "Regime",
    "RulebookError",
    "Situation",
    "State",
    "Strength",
    "Term",
    "WrongRegimeError",
    "closures_between_terms",
    "dates_for_refusal",
    "event_types",
    "grounds",
    "load",
    "parse",
    "proposals",
    "regime",
    "regimes",
    "run",
]
