"""What a page shows of loads and their problems; the viewer comes first."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from alongside.ground.access.policies import Viewer
from alongside.ground.core.errors import NotThereError
from alongside.oversight.returns import policies
from alongside.oversight.returns.models import Load, Problem
from alongside.oversight.returns.words import LoadState, Severity


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often one rule was broken in a load."""

    rule: str
    severity: str
    message: str
    n: int


def loads(viewer: Viewer) -> QuerySet[Load]:
    """Every file that was checked or loaded, the latest first; none for those who may not load."""
    found = Load.objects.exclude(state=LoadState.STAGED).select_related("by")
    return found if policies.can_load_return(viewer) else found.none()


def load_for(viewer: Viewer, uuid: UUID) -> Load:
    """One load; NotThereError when it isn't there or not the viewer's to see."""
    found = loads(viewer).filter(uuid=uuid).first()
    if found is None:
        raise NotThereError("no such load")
    return found


def problems(load: Load, filters: Mapping[str, str]) -> QuerySet[Problem]:
    """The problems of a load in the order of the file, by `severity` and `rule` where these are given."""
    found = Problem.objects.filter(load=load)
    if filters.get("severity") in set(Severity):
        found = found.filter(severity=filters["severity"])
    if filters.get("rule"):
        found = found.filter(rule=filters["rule"][:8])
    return found.order_by("id")


def rule_counts(load: Load) -> list[RuleCount]:
    """Which rules were broken how often, errors first, then the most frequent."""
    rows = Problem.objects.filter(load=load).values("rule", "severity", "message").annotate(n=Count("pk"))
    counts: dict[tuple[str, str], RuleCount] = {}
    for row in rows.order_by("-n", "rule"):
        key = (row["rule"], row["severity"])
        known = counts.get(key)
        message, n = (known.message, known.n) if known else (row["message"], 0)
        counts[key] = RuleCount(row["rule"], row["severity"], message, n + row["n"])
    return sorted(counts.values(), key=lambda c: (c.severity, -c.n, c.rule))
