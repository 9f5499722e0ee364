"""The picture of a case's dates: order, words, the line to scale, and what a viewer may not see."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from alongside.commons.clocks.engine import picture
from alongside.commons.clocks.engine.picture import drawn

DAY0 = date(2025, 9, 1)
ON = date(2025, 11, 22)


def line(duty="assess_decision_6w", **more):
    return SimpleNamespace(**{
        "duty": duty, "title": "Decide", "of": "", "due": date(2025, 10, 13), "done": None, "state": "open",
        "holder": "local_authority", "strength": "statutory", **more})


def marks(*lines, on=ON, **more):
    return drawn(lines, day0=DAY0, on=on, **more).marks


@pytest.mark.parametrize(("more", "kind", "tag", "words"), [
    ({"state": "met", "done": date(2025, 10, 6)}, "done", "Done in time",
     "Done on Monday 6 October 2025; the last day was Monday 13 October 2025."),
    ({"state": "met", "done": date(2025, 10, 6), "due": None}, "done", "Done in time", "Done on Monday 6 October 2025."),
    ({"state": "missed", "done": date(2025, 10, 14)}, "missed", "Done late",
     "Done on Tuesday 14 October 2025; the last day was Monday 13 October 2025."),
    ({"state": "missed"}, "missed", "Not done", "It ended undone; the last day was Monday 13 October 2025."),
    ({"state": "overdue"}, "late", "Late", "It was due by Monday 13 October 2025, 40 days ago."),
    ({"due": ON - timedelta(days=1)}, "late", "Late", "It was due by Friday 21 November 2025, 1 day ago."),
    ({"due": ON}, "next", "To come", "By Saturday 22 November 2025, today."),
    ({"due": ON + timedelta(days=1)}, "next", "To come", "By Sunday 23 November 2025, in 1 day."),
    ({"due": None}, "any-day", "No fixed day", "It must be done as soon as it can be."),
    ({"state": "exempt"}, "lifted", "Exception",
     "The last day was Monday 13 October 2025. An exception that the law allows lifts it."),
    ({"state": "needs_a_person"}, "person", "A person must decide",
     "The last day is Monday 13 October 2025, unless a person finds otherwise."),
    ({"state": "needs_a_person", "due": None}, "person", "A person must decide", "No day can be worked out."),
])
def test_each_state_has_its_sign_its_tag_and_a_sentence(more, kind, tag, words):
    found = next(mark for mark in marks(line(**more)) if mark.kind not in ("start", "today"))
    assert (found.kind, found.tag, found.words) == (kind, tag, words)
    assert found.href.endswith("/assess_decision_6w/")


@pytest.mark.parametrize(("more", "due"), [
    ({"state": "met", "done": date(2025, 10, 13)}, date(2025, 10, 13)), ({"state": "open"}, date(2025, 12, 24)),
])
def test_time_that_a_family_may_use_is_never_over(more, due):
    found = drawn([line("appeal_window", holder="family", due=due, **more)], day0=DAY0, on=ON)
    mark = next(mark for mark in found.marks if mark.kind == "yours")
    assert mark.tag == "Time for the family"
    assert mark.words.startswith("At least until ")
    assert mark.words.endswith("it may be longer.")
    assert (found.rows[0].done, found.rows[0].state) == ("", "Time for the family")
    order = [mark.kind for mark in found.marks]
    assert (order.index("yours") < order.index("today")) == (due < ON)


def test_the_list_runs_from_day_0_over_today_to_the_dates_ahead():
    kinds = [mark.kind for mark in marks(
        line(due=None), line(due=date(2026, 1, 19)), line(state="exempt"), line(state="overdue"),
        line(state="met", done=date(2025, 9, 3)), line(due=date(2025, 12, 22)), line(state="missed", due=date(2025, 9, 2)),
    )]
    assert kinds == ["start", "missed", "done", "lifted", "late", "today", "next", "next", "any-day"]
    assert marks(line(), start="Plan made")[0].title == "Plan made"
    assert "day 82" in next(mark.words for mark in marks(line()) if mark.kind == "today")


def test_hidden_duties_are_in_no_part_of_it():
    found = drawn([line("local_identity_check"), line()], day0=DAY0, on=ON, hidden=frozenset({"local_identity_check"}))
    assert [row.title for row in found.rows] == ["Decide"]
    assert [mark.title for mark in found.marks] == ["Day 0", "Decide", "Today"]


def test_whose_advice_and_what_is_no_law_are_said():
    found = drawn([line(of="educational_psychologist", strength="local")], day0=None, on=ON)
    assert found.marks[0].title == "Decide (educational psychologist)"
    assert found.marks[0].strength == "Our own standard, not law"
    assert found.rows[0].title == "Decide (educational psychologist) (our own standard, not law)"
    assert found.scale is None
    assert marks(line(strength="older"))[1].strength == "older"


def test_the_line_is_to_scale_and_says_the_same_in_a_sentence():
    found = drawn([line(state="overdue"), line("final_plan_20w", due=date(2026, 1, 19))], day0=DAY0, on=ON).scale
    assert [tick.x for tick in found.ticks] == [10 + round(620 * 42 / 140), 630]
    assert [tick.label for tick in found.ticks] == ["13 Oct", "19 Jan"]
    assert found.today_x == 10 + round(620 * 82 / 140)
    assert found.late_x == found.ticks[0].x
    assert found.words == "Day 82 since day 0. Late since 13 October 2025. The next lawful date is 19 January 2026."
    calm = drawn([line(state="met", done=DAY0)], day0=DAY0, on=ON).scale
    assert (calm.late_x, calm.words) == (None, "Day 82 since day 0.")


def test_labels_that_would_touch_are_left_to_the_table_and_a_late_step_wins_its_day():
    days = [date(2025, 10, 13), date(2025, 10, 16), date(2025, 9, 3)]
    found = drawn([line(due=day) for day in days], day0=DAY0, on=date(2025, 9, 2)).scale
    assert [(tick.label, tick.has_room, tick.anchor) for tick in found.ticks] == [
        ("3 Sep", True, "start"), ("13 Oct", True, "middle"), ("16 Oct", False, "end"),
    ]
    both = drawn([line(state="overdue"), line(state="met", done=DAY0)], day0=DAY0, on=ON).scale
    assert [tick.kind for tick in both.ticks] == ["late"]
    first = drawn([line(due=DAY0)], day0=DAY0, on=DAY0).scale
    assert (first.ticks[0].x, first.ticks[0].anchor) == (picture.EDGE, "start")


def test_there_is_no_line_without_a_lawful_date_of_the_council_or_before_day_0():
    assert drawn([line(strength="local")], day0=DAY0, on=ON).scale is None
    assert drawn([line(holder="school")], day0=DAY0, on=ON).scale is None
    assert drawn([line()], day0=DAY0, on=DAY0 - timedelta(days=1)).scale is None
    assert ", day" not in drawn([line()], day0=DAY0, on=DAY0 - timedelta(days=1)).marks[1].words
    early = drawn([line(due=DAY0 - timedelta(days=3)), line()], day0=DAY0, on=ON).scale
    assert [tick.label for tick in early.ticks] == ["13 Oct"]
