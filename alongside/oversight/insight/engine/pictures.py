"""Charts as plain numbers that a template draws: points, ticks and bands in a frame of fixed size."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 300, 64, 12, 12, 40


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark of an axis: where, and what stands beside it."""

    place: float
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its band; `style` picks colour and dashes, so that no meaning rests on colour alone."""

    name: str
    style: int
    points: str
    band: str
    end_y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the template draws."""

    title: str
    words: str
    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class Series:
    """Values to draw, one a step; a band needs `low` and `high`. None leaves a gap."""

    name: str
    values: Sequence[float | None]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


def chart(title: str, words: str, series: Sequence[Series], labels: Sequence[str], *, top: float = 0) -> Chart:
    """A chart whose upward axis starts at nought and ends at a round number, at `top` at least."""
    highest = max([top, 1.0, *(v for s in series for v in (*s.values, *s.high) if v is not None)])
    step = _round_step(highest)
    end = step * ceil(highest / step)
    n = max(2, len(labels))

    def x(place: int) -> float:
        return round(LEFT + (WIDTH - RIGHT - LEFT) * place / (n - 1), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / end, 1)

    lines = []
    for number, one in enumerate(series):
        points = " ".join(f"{x(i)},{y(v)}" for i, v in enumerate(one.values) if v is not None)
        rim = [*enumerate(one.high), *reversed(list(enumerate(one.low)))]
        band = " ".join(f"{x(i)},{y(v)}" for i, v in rim)
        last = next((v for v in reversed(one.values) if v is not None), 0.0)
        lines.append(Line(one.name, number + 1, points, band, y(last)))
    every = max(1, ceil(len(labels) / 6))
    across = tuple(Tick(x(i), label) for i, label in enumerate(labels) if i % every == 0)
    up = tuple(Tick(y(step * i), f"{step * i:,.0f}") for i in range(round(end / step) + 1))
    return Chart(title, words, tuple(lines), across, up)


def _round_step(highest: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that divides the height into at most six."""
    power = 10.0 ** ceil(log10(highest / 6))
    return next((power * part for part in (0.1, 0.2, 0.5) if highest / (power * part) <= 6), power)
