"""What came of checking or loading a file, for the command, the page and the demonstration."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from alongside.oversight.returns.models import Load, Problem
from alongside.oversight.returns.words import LoadState


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one file. `is_repeat`: the same file had been loaded before, so nothing was changed.

    `lock_seconds` is how long the write transaction was open (0.0 when nothing was written).
    """

    load: Load
    is_repeat: bool = False
    lock_seconds: float = 0.0

    @property
    def is_loaded(self) -> bool:
        """Whether what the file says is in the records now."""
        return self.load.state == LoadState.LOADED

    @property
    def reference_date(self) -> date | None:
        """Census day of the file."""
        return self.load.reference_date

    @property
    def n_problems(self) -> int:
        """Errors and queries together, those beyond the number kept included."""
        return self.load.n_errors + self.load.n_queries

    def problems(self) -> Iterator[dict[str, Any]]:
        """Each kept problem as plain values, in the order of the file; read in pieces, never all at once."""
        for problem in Problem.objects.filter(load=self.load).order_by("id").iterator(chunk_size=2000):
            yield {
                "person": problem.person, "field": problem.field, "value": problem.value, "rule": problem.rule,
                "severity": problem.severity, "message": problem.message,
            }

    def summary(self) -> dict[str, Any]:
        """Everything but the problems, as plain values for JSON."""
        load = self.load
        return {
            "load": str(load.uuid), "state": load.state, "year": load.year,
            "reference_date": load.reference_date.isoformat() if load.reference_date else None, "la": load.la,
            "persons": load.n_persons, "requests": load.n_requests, "plans": load.n_plans,
            "errors": load.n_errors, "queries": load.n_queries, "is_repeat": self.is_repeat,
            "lock_seconds": round(self.lock_seconds, 3),
        }
