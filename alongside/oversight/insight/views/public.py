"""How we know: what a range rests on, and how many of those we gave held. Open to anybody."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.ground.access.policies import Audience, opens_to
from alongside.ground.ui.services import page
from alongside.oversight.insight.engine.pictures import Chart, Series, chart
from alongside.oversight.insight.queries import calibration
from alongside.oversight.insight.words import FEWEST_CASES, SHARES, STAGE_WORDS


@opens_to(Audience.PUBLIC)
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """The method in plain words, and the score of the last two years."""
    today = timezone.localdate()
    months = calibration.by_month(today)
    rows = [
        (STAGE_WORDS[row.stage], *(held.words for held in row.held), f"{row.held[-1].n or '–'}")
        for row in calibration.by_stage(today)
    ]
    return page(request, "insight/how.html", {
        "fewest": FEWEST_CASES, "rows": rows, "chart": _chart(months),
        "months": [
            (f"{row.month:%B %Y}{' *' if row.is_replayed else ''}", row.held.words, str(row.held.n or "–"))
            for row in months
        ],
        "has_replays": any(row.is_replayed for row in months),
    })


def _chart(months: list[calibration.MonthHeld]) -> Chart | None:
    """The share of each month that can be shown; no picture of fewer than two."""
    shown = [row for row in months if row.held.percent is not None]
    if len(shown) < 2:
        return None
    labels = [f"{row.month:%b %y}" for row in shown]
    series = (
        Series("Ranges that held", [float(row.held.percent or 0) for row in shown]),
        Series(f"What we aim for: {SHARES[-1]}%", [float(SHARES[-1])] * len(shown)),
    )
    words = ", ".join(f"{row.month:%B %Y} {row.held.words}" for row in shown)
    return chart("Of the 80% ranges, per cent that held, by the month in which they were given", words, series, labels,
                 top=100)
