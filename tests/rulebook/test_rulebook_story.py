"""A story told event by event: what was found on each day stays, and telling it at once finds the same."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

import rulebook
from rulebook.events import BY_NAME, EVENT_TYPES, PROPOSED
from tests.rulebook.cases import BEGINNINGS, BOTH, LATEST, SUMMER, THEMES, events_of, possible

SETTLED = ("met", "missed")
Found = dict[tuple[str, str], rulebook.Finding]


class Story(RuleBasedStateMachine):
    """A case that grows; each day is judged when it comes, as a service that replays does."""

    def __init__(self) -> None:
        super().__init__()
        self.day = date(2025, 1, 6)
        self.theme: tuple[str, ...] = ()
        self.events: list[rulebook.Event] = []
        self.seen: dict[date, tuple[rulebook.Finding, ...]] = {}
        self.settled: Found = {}
        self.dates: Found = {}

    @initialize(names=st.sampled_from(BEGINNINGS), theme=st.sampled_from(THEMES), data=st.data())
    def begin(self, names: tuple[str, ...], theme: tuple[str, ...], data: st.DataObject) -> None:
        self.theme = theme
        for name in names:
            self.events.append(data.draw(events_of(BY_NAME[name], self.day, self.events)))
        self.judge()

    @rule(data=st.data(), days=st.sampled_from([1, 7, 14, 28, 60]))
    @precondition(lambda self: self.day < LATEST - timedelta(days=70))
    def go_on(self, data: st.DataObject, days: int) -> None:
        """Something happens on a later day."""
        self.day += timedelta(days=days)
        allowed = [kind for kind in EVENT_TYPES if kind.name not in PROPOSED and possible(kind, self.events)]
        # A walk over the whole table alone would seldom meet the same part of the law twice.
        near = [kind for kind in allowed if kind.name in self.theme]
        kind = data.draw(st.sampled_from([*near, *near, *near, *allowed]))
        self.events.append(data.draw(events_of(kind, self.day, self.events)))
        self.judge()

    @rule(days=st.sampled_from([1, 30, 120]))
    def wait(self, days: int) -> None:
        """Nothing happens; days go by."""
        self.day = min(LATEST, self.day + timedelta(days=days))
        self.judge()

    def judge(self) -> None:
        """What was settled stays as it was told; an open date moves only with both dates and a reason."""
        findings = rulebook.run(BOTH, self.events, on=self.day, area=SUMMER)
        found = {(finding.duty, finding.of): finding for finding in findings}
        for key, finding in self.settled.items():
            assert found[key] == finding
        for key in found.keys() & self.dates.keys():
            # Where nobody could give a date, the first one moves nothing.
            if self.dates[key].state != "needs_a_person" and found[key].due != self.dates[key].due:
                assert found[key].previous_due is not None
                assert found[key].why_moved
        self.seen[self.day] = findings
        self.dates = found
        self.settled |= {key: finding for key, finding in found.items() if finding.state in SETTLED}

    def teardown(self) -> None:
        """Told at once, the story gives on each day what was found when that day came."""
        backwards = self.events[::-1]
        for day, findings in self.seen.items():
            assert rulebook.run(BOTH, backwards, on=day, area=SUMMER) == findings


Story.TestCase.settings = settings(settings.get_profile("rulebook"), max_examples=15, stateful_step_count=20)
TestStory = Story.TestCase
