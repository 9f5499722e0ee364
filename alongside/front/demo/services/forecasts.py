"""What the waits of the invented area say, past months replayed from its own records, and two what-if questions."""

from datetime import datetime

from alongside.front.demo.services import cast
from alongside.oversight.insight.services import facts, forecasting, running, scenarios

QUESTIONS: tuple[tuple[str, dict[str, float]], ...] = (
    ("As it is, with nobody from agencies", {}),
    ("300 more advices a month for a year", {"agency": 300}),
)


def make(*, at: datetime) -> None:
    """Facts, ranges and scores as a night makes them, the months before as they would have been, and the questions."""
    facts.take_in(at=at)
    forecasting.replay(at=at)
    forecasting.make(at=at)
    forecasting.score(at=at)
    manager = cast.user_of("ruth")
    for name, given in QUESTIONS:
        row = scenarios.ask(name=name, given=given, by=manager, at=at)
        running.run(uuid=row.uuid, at=at)
