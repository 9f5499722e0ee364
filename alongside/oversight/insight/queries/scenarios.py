"""What pages show of scenarios; the viewer comes first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from alongside.ground.access.policies import Viewer
from alongside.ground.core.dates import in_words
from alongside.ground.core.errors import NotThereError
from alongside.oversight.insight import policies
from alongside.oversight.insight.models import Scenario
from alongside.oversight.insight.words import EVENT_WORDS, MEASURES, MOST_COMPARED, RunState


@dataclass(frozen=True, slots=True)
class EventLine:
    """One thing that is reached: in how many of 100 played lives, in the middle one when, and between when and when."""

    key: str
    words: str
    of_100: int
    middle: str
    between: str


def scenarios(viewer: Viewer) -> QuerySet[Scenario]:
    """Every scenario, the latest first; none for those who may not."""
    found = Scenario.objects.select_related("made_by")
    return found if policies.can_plan_capacity(viewer) else found.none()


def scenario_for(viewer: Viewer, uuid: UUID) -> Scenario:
    """One scenario; NotThereError when it isn't there or not the viewer's to see."""
    found = scenarios(viewer).filter(uuid=uuid).first()
    if found is None:
        raise NotThereError("no such scenario")
    return found


def several(viewer: Viewer, texts: Iterable[str]) -> list[Scenario]:
    """The scenarios that an address names and that are done, in its order, four at most; nonsense is passed over."""
    wanted = []
    for text in texts:
        try:
            wanted.append(UUID(text))
        except ValueError:
            continue
    known = {row.uuid: row for row in scenarios(viewer).filter(uuid__in=wanted[:50], state=RunState.DONE)}
    return [known[uuid] for uuid in dict.fromkeys(wanted) if uuid in known][:MOST_COMPARED]


def events_of(scenario: Scenario) -> list[EventLine]:
    """When the queue is half, when no advice is late, and when that comes back."""
    return [
        EventLine(key, words, found["of_100"], _day(found["middle"]) or "Not within three years", _between(found))
        for key, words in EVENT_WORDS.items() if (found := scenario.result["events"][key])
    ]


def _between(found: dict[str, str | int | None]) -> str:
    low, high = _day(found["low"]), _day(found["high"])
    if not low:
        return "In fewer than 1 of 10 played lives"
    return f"{low} to {high}" if high else f"{low} at the earliest; in some not within three years"


def _day(text: str | int | None) -> str:
    return in_words(date.fromisoformat(text)) if isinstance(text, str) else ""


def months_of(scenario: Scenario) -> list[date]:
    """The first day of each month played."""
    return [date.fromisoformat(text) for text in scenario.result["months"]]


def column(scenario: Scenario, measure: str, part: str = "middle") -> list[float | None]:
    """One measure month by month."""
    found: list[float | None] = scenario.result["series"][measure][part]
    return found


def figures(scenario: Scenario) -> tuple[list[str], list[list[str]]]:
    """Head and rows of the whole result as a table of numbers: low, middle and high of every measure."""
    names = [(measure, part) for measure in MEASURES for part in ("low", "middle", "high")]
    head = ["month", *(f"{measure}_{part}" for measure, part in names)]
    columns = [column(scenario, measure, part) for measure, part in names]
    rows = [
        [f"{month:%Y-%m}", *("" if values[number] is None else f"{values[number]:g}" for values in columns)]
        for number, month in enumerate(months_of(scenario))
    ]
    return head, rows


def number(value: float | None) -> str:
    """A number as people write it; a dash where there is none."""
    return "–" if value is None else f"{value:,.0f}"


def quarters(n: int) -> Sequence[int]:
    """Which months a short table shows: every third, and the last."""
    return [*range(2, n, 3)]
