"""Curves against published examples, against counting, and against simulated lives whose truth is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.oversight.insight.engine.survival import Waits, curve_of, range_of

# Freireich and others (1963), Blood 21: weeks in remission of 21 children on 6-mercaptopurine and 21 on placebo, as
# printed in Gehan (1965) and in Kalbfleisch and Prentice; False: still in remission when last seen.
TREATED = [(6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False), (11, False),
           (13, True), (16, True), (17, False), (19, False), (20, False), (22, True), (23, True), (25, False),
           (32, False), (32, False), (34, False), (35, False)]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
PRINTED = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}


def treated():
    return Waits.of([t for t, _ in TREATED], [r for _, r in TREATED])


def test_the_curve_of_the_treated_is_the_printed_one():
    curve = curve_of(treated())
    assert curve.days.tolist() == list(PRINTED)
    assert [round(float(s), 4) for s in curve.waiting] == list(PRINTED.values())


def test_without_open_waits_the_curve_is_plain_counting():
    curve = curve_of(Waits.of(PLACEBO, [True] * 21))
    for days in range(25):
        assert curve.share_waiting(days) == pytest.approx(sum(t > days for t in PLACEBO) / 21)


def test_the_printed_medians_are_23_and_8_weeks():
    # With many waits behind it the rank widening vanishes, and the narrowest range is the median.
    assert range_of(curve_of(treated()), waited=0, share=0, n_cases=10**9) == (23, 23)
    assert range_of(curve_of(Waits.of(PLACEBO, [True] * 21)), waited=0, share=0, n_cases=10**9) == (8, 8)


def test_open_waits_that_are_left_out_make_waits_look_shorter():
    ended = Waits.of([t for t, r in TREATED if r], [True] * 9)
    assert curve_of(ended).share_waiting(22) < curve_of(treated()).share_waiting(22)


def test_an_end_that_too_few_have_reached_is_left_open():
    first, last = range_of(curve_of(treated()), waited=0, share=80, n_cases=21)
    assert first == 6
    assert last is None


def test_nothing_is_said_beyond_the_last_who_waited():
    assert range_of(curve_of(Waits.of(PLACEBO, [True] * 21)), waited=23, share=80, n_cases=30) == (None, None)


def test_nobody_yet_leaves_an_empty_curve():
    curve = curve_of(Waits.of([5, 6], [False, False]))
    assert curve.share_waiting(4) == 1.0
    assert range_of(curve, waited=0, share=50, n_cases=30) == (None, None)


def test_who_comes_late_under_observation_counts_only_from_then():
    # Klein and Moeschberger's way: at risk from entry. Three seen from day 0, two only from after day 4.
    waits = Waits.of([3, 5, 7, 5, 9], [True] * 5, [-1, -1, -1, 4, 4])
    assert curve_of(waits).waiting.tolist() == pytest.approx([2 / 3, 2 / 3 * 1 / 2, 2 / 3 * 1 / 4, 0])


def test_the_estimate_finds_the_truth_of_simulated_lives():
    chance = np.random.default_rng(1963)
    n = 40_000
    lives = chance.weibull(1.6, n) * 100
    seen = chance.uniform(20, 250, n)
    late = np.where(chance.random(n) < 0.5, -1, chance.integers(0, 60, n))
    stop = np.minimum(np.ceil(lives), np.floor(seen)).astype(int)
    keep = stop > late
    waits = Waits.of(stop[keep].tolist(), (np.ceil(lives) <= np.floor(seen))[keep].tolist(), late[keep].tolist())
    curve = curve_of(waits)
    for days in (10, 50, 100, 150):
        assert curve.share_waiting(days) == pytest.approx(np.exp(-((days / 100) ** 1.6)), abs=0.01)


@pytest.mark.parametrize("n", [30, 60, 200])
@pytest.mark.parametrize("share", [50, 80])
def test_ranges_hold_as_many_as_they_say(n, share):
    chance = np.random.default_rng(n + share)
    held = 0
    for _ in range(1000):
        lives = np.ceil(chance.lognormal(4, 0.7, n + 1)).astype(int)
        first, last = range_of(curve_of(Waits.of(lives[:n].tolist(), [True] * n)), waited=0, share=share, n_cases=n)
        held += first <= lives[n] <= last
    assert share / 100 - 0.03 <= held / 1000 <= share / 100 + 2.5 / n + 0.05


def test_somebody_who_has_waited_reads_of_those_who_waited_as_long():
    curve = curve_of(Waits.of(list(range(1, 101)), [True] * 100))
    assert range_of(curve, waited=0, share=80, n_cases=100) == (10, 91)
    assert range_of(curve, waited=50, share=80, n_cases=50) == (55, 96)


days = st.integers(0, 400)
waits = st.lists(st.tuples(days, st.booleans()), min_size=30, max_size=80)


@given(waits, st.integers(0, 300))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_ranges_nest_and_lie_ahead(rows, waited):
    group = Waits.of([t for t, _ in rows], [r for _, r in rows])
    curve = curve_of(group)
    narrow = range_of(curve, waited=waited, share=50, n_cases=max(1, group.beyond(waited)))
    wide = range_of(curve, waited=waited, share=80, n_cases=max(1, group.beyond(waited)))
    for first, last in (narrow, wide):
        assert first is None or first > waited
        assert first is None or last is None or first <= last
    if narrow[0] is not None:
        assert wide[0] <= narrow[0]
    if wide[1] is not None:
        assert narrow[1] is not None
        assert narrow[1] <= wide[1]


@given(waits)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_the_curve_only_falls_and_an_open_wait_never_lowers_it(rows):
    curve = curve_of(Waits.of([t for t, _ in rows], [r for _, r in rows]))
    assert (np.diff(np.concatenate([[1.0], curve.waiting])) <= 1e-12).all()
    more = curve_of(Waits.of([*(t for t, _ in rows), 400], [*(r for _, r in rows), False]))
    assert all(more.share_waiting(d) >= curve.share_waiting(d) - 1e-12 for d in range(0, 401, 20))
