"""Charts: round axes from nought, points within the frame, gaps left out."""

import pytest

from alongside.oversight.insight.engine.pictures import HEIGHT, WIDTH, Series, chart


@pytest.mark.parametrize(("highest", "top"), [
    (0, "1"), (7, "8"), (99, "100"), (425, "500"), (2078, "2,500"), (15_543_568, "20,000,000"),
])
def test_the_axis_ends_at_a_round_number(highest, top):
    ticks = chart("T", "W", [Series("s", [0, highest])], ["a", "b"]).up
    assert ticks[0].words == "0"
    assert ticks[-1].words == top
    assert 2 <= len(ticks) <= 7


def test_points_and_bands_lie_in_the_frame():
    found = chart("T", "W", [Series("s", [1, None, 3], [0, 1, 2], [2, 3, 4])], ["a", "b", "c"])
    line = found.lines[0]
    assert len(line.points.split()) == 2
    assert len(line.band.split()) == 6
    for point in (line.points + " " + line.band).split():
        x, y = map(float, point.split(","))
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT


def test_a_line_of_nothing_is_drawn_as_nothing():
    line = chart("T", "W", [Series("s", [None, None])], ["a"]).lines[0]
    assert (line.points, line.band) == ("", "")


def test_at_most_six_or_so_marks_stand_below():
    assert len(chart("T", "W", [Series("s", [1] * 36)], [str(i) for i in range(36)], top=100).across) == 6
