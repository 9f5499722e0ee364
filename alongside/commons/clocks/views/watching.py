"""For those who run the service: is every clock worked out each night, which law and which edition judge here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

import rulebook
from alongside.commons.clocks import policies, queries
from alongside.commons.clocks.engine.editions import edition
from alongside.commons.clocks.words import DIFFERENCE_WORDS
from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.ui.services import page

SHOWN = 50
"""Differences on the page; the command lists all."""


@opens_to(Audience.permission(Permission.OPERATE, Permission.ALLOCATE))
@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    """Health, differences, laws and editions; no name of a child, no page of a case."""
    facts = queries.health(timezone.now())
    rows = queries.differences_to_watch(request.user)
    return page(request, "clocks/watch.html", {
        "facts": facts, "nights": queries.last_nights(),
        "rows": [{"ref": row.track.ref, "words": DIFFERENCE_WORDS[row.kind], "lines": row.lines,
                  "found_at": row.found_at} for row in rows[:SHOWN]],
        "n_rows": rows.count(), "laws": _laws(), "editions": _editions(), "can_settle": policies.can_settle(request.user),
    })


def _laws() -> list[dict[str, Any]]:
    """Each body of law: what it is called, since when its oldest text holds, whether it is in force, cases under it."""
    n_running = queries.n_running_by_regime()
    found = []
    for regime in (*rulebook.regimes(), *rulebook.proposals()):
        starts = [limit.starts for duty in regime.duties for limit in duty.limits]
        found.append({
            "title": regime.title, "key": regime.key, "is_proposal": regime.is_proposal,
            "since": min(starts, default=None), "n_duties": len(regime.duties),
            "n_running": sum(n for key, n in n_running.items() if regime.key in key.split("+")),
        })
    return found


def _editions() -> list[dict[str, Any]]:
    """Editions of the rulebook that have worked here, the youngest first."""
    counted = queries.n_tracks_by_edition()
    now = edition()
    rows = [{"version": row.version, "digest": row.digest, "since": row.first_used_at} for row in queries.editions()]
    if now.digest not in {row["digest"] for row in rows}:
        rows.insert(0, {"version": now.version, "digest": now.digest, "since": None})
    return [{**row, "is_now": row["digest"] == now.digest, "n_tracks": counted.get(str(row["digest"]), 0)} for row in rows]
