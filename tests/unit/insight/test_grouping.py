"""Groups of 30 at least, the next wider one otherwise, and nothing that was not known on the day."""

from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.oversight.insight.engine.grouping import forecasts
from alongside.oversight.insight.engine.scoring import tallies
from alongside.oversight.insight.queries.groups import line_for, widening
from tests.unit.insight.spells import day, spell


def found(spells, on=400):
    return {(f.stage, f.group): f for f in forecasts(spells, on=day(on))}


def test_each_group_lies_inside_the_next():
    assert widening("E1", "parent", "spring") == (
        ("E1", "parent", "spring"), ("E1", "parent", ""), ("E1", "", ""), ("", "", ""))
    assert widening("", "parent", "spring") == (("", "", ""),)


def test_29_are_too_few_and_30_enough():
    assert found([spell(entered=i, took=20 + i) for i in range(29)]) == {}
    enough = found([spell(entered=i, took=20 + i) for i in range(30)])
    assert set(enough) == {("answer", group) for group in widening("E1", "parent", "spring")}
    assert enough["answer", ("", "", "")].n_cases == 30


def test_small_districts_are_answered_by_the_area():
    spells = [spell(entered=i, took=30, district=f"E{i % 3}") for i in range(60)]
    assert set(found(spells)) == {("answer", ("", "", ""))}


def test_a_line_ends_where_fewer_than_30_have_waited_so_long():
    spells = [spell(took=20) for _ in range(40)] + [spell(took=100 + i) for i in range(30)]
    ranges = found(spells)["answer", ("", "", "")].ranges
    assert [line[0] for line in ranges] == list(range(15))
    assert ranges[0][1] == 70
    assert ranges[10][1] == 30
    assert line_for(ranges, 75) == ranges[10]
    assert line_for(ranges, 105) is None


def test_what_happened_later_is_not_known_yet():
    spells = [spell(entered=i, took=60) for i in range(80)]
    assert found(spells, on=40) == {}
    early = found(spells, on=100)["answer", ("", "", "")]
    cut = [spell(entered=i, took=60 if i + 60 <= 100 else None, seen_to=100) for i in range(80)]
    assert early.ranges == found(cut, on=100)["answer", ("", "", "")].ranges


def test_what_lies_longer_back_than_two_years_does_not_count():
    old = [spell(entered=i, took=20) for i in range(60)]
    assert found(old, on=120)
    assert found(old, on=120 + 730) == {}


def test_a_wait_seen_only_later_counts_from_then_on():
    spells = [spell(entered=0, took=100 + i, seen_from=90) for i in range(40)]
    ranges = found(spells)["answer", ("", "", "")].ranges
    assert ranges[0][:2] == [13, 40]
    assert ranges[0][4] >= 100
    assert found([spell(entered=0, took=50, seen_from=90) for i in range(40)]) == {}
    assert found([spell(entered=0, seen_from=500) for i in range(40)]) == {}


def test_a_day_of_watching_many_is_not_enough_to_speak_of_a_year():
    spells = [spell(entered=-i, took=None if i % 50 else i + 1, seen_from=0, seen_to=2) for i in range(365)]
    assert found(spells, on=2) == {}


def test_withdrawn_waits_count_as_far_as_they_went():
    spells = [spell(took=50) for _ in range(40)] + [spell(took=10, reached=False) for _ in range(40)]
    assert found(spells)["answer", ("", "", "")].ranges[0] == [0, 80, 50, 50, 50, 50]


LINE = [[0, 30, 20, 40, 10, 60]]
GIVEN = {("answer", ("", "", "")): [[w, 30, 20, 40, 10, 60] for w in range(5)]}


def score(*spells, given=GIVEN):
    return {share: (t.n_given, t.n_held, t.n_early, t.n_late)
            for (_, share), t in tallies(given, spells, made_on=day(0)).items()}


def test_a_range_is_counted_once_its_last_day_has_passed():
    assert score(spell(took=30)) == {50: (1, 1, 0, 0), 80: (1, 1, 0, 0)}
    assert score(spell(took=15)) == {50: (1, 0, 1, 0), 80: (1, 1, 0, 0)}
    assert score(spell(took=50)) == {50: (1, 0, 0, 1), 80: (1, 1, 0, 0)}
    assert score(spell(took=70)) == {50: (1, 0, 0, 1), 80: (1, 0, 0, 1)}
    assert score(spell()) == {50: (1, 0, 0, 1), 80: (1, 0, 0, 1)}
    assert score(spell(took=30, seen_to=50)) == {50: (1, 1, 0, 0), 80: (1, 0, 0, 0)}


def test_what_was_withdrawn_before_the_end_is_not_counted():
    assert score(spell(took=30, reached=False)) == {50: (1, 0, 0, 0), 80: (1, 0, 0, 0)}
    assert score(spell(took=50, reached=False)) == {50: (1, 0, 0, 1), 80: (1, 0, 0, 0)}


def test_a_range_without_an_end_can_not_be_counted():
    assert score(spell(took=30), given={("answer", ("", "", "")): [[0, 30, 20, None, 10, None]]}) == {
        50: (1, 0, 0, 0), 80: (1, 0, 0, 0)}


def test_only_who_waited_that_day_and_was_given_a_range_counts():
    assert score(spell(entered=1, took=30)) == {}
    assert score(spell(entered=-10, took=10)) == {}
    assert score(spell(entered=-60)) == {}
    assert score(spell(entered=-10, seen_from=5)) == {}
    assert score(spell(seen_to=-1)) == {}
    assert score(spell(stage="plan")) == {}


def test_the_narrowest_group_with_a_line_is_the_one_that_was_read():
    given = {**GIVEN, ("answer", ("E1", "", "")): [[0, 30, 1, 2, 1, 2]]}
    assert score(spell(took=30), given=given)[80] == (1, 0, 0, 1)
    assert score(spell(entered=-8, took=30), given=given)[80] == (1, 1, 0, 0)


spells_of = st.lists(st.builds(spell, entered=st.integers(0, 300), took=st.none() | st.integers(0, 300),
                               reached=st.booleans(), seen_to=st.just(600)), min_size=30, max_size=60)


@given(spells_of)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_every_range_stands_on_30_and_nests(spells):
    for group in forecasts(spells, on=day(600)):
        for week, n, low50, high50, low80, high80 in group.ranges:
            assert n >= 30
            assert week * 7 < low80 <= low50
            assert high80 is None or low50 <= high50 <= high80
