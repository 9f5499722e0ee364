"""Waits to curves: the Kaplan-Meier estimate with open waits counted as far as they are known, and ranges from it."""

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int64]
NEARLY = 1e-9
"""Room for the last binary digit when shares are compared."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits in days since they began: seen from (-1: the first day), seen until, and whether what they were for came."""

    start: Days
    stop: Days
    is_reached: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, stop: list[int], is_reached: list[bool], start: list[int] | None = None) -> "Waits":
        """From plain lists; without `start` every wait was seen from its first day."""
        begins = np.full(len(stop), -1) if start is None else np.asarray(start)
        return cls(begins.astype(np.int64), np.asarray(stop, dtype=np.int64), np.asarray(is_reached, dtype=np.bool_))

    def beyond(self, days: int) -> int:
        """How many of them are known to have lasted longer than so many days."""
        return int(np.count_nonzero(self.stop > days))


@dataclass(frozen=True, slots=True)
class Curve:
    """On each day on which something came: the share that still waited after it."""

    days: Days
    waiting: npt.NDArray[np.float64]

    def share_waiting(self, days: int) -> float:
        """The share that waits longer than so many days."""
        place = int(np.searchsorted(self.days, days, side="right"))
        return float(self.waiting[place - 1]) if place else 1.0


def curve_of(waits: Waits) -> Curve:
    """The Kaplan-Meier curve (1958), with late entry: a wait counts at risk only on days on which it was seen."""
    days, n_reached = np.unique(waits.stop[waits.is_reached], return_counts=True)
    begun = np.searchsorted(np.sort(waits.start), days, side="left")
    ended = np.searchsorted(np.sort(waits.stop), days, side="left")
    return Curve(days, np.cumprod(1.0 - n_reached / (begun - ended)).astype(np.float64))


def range_of(curve: Curve, *, waited: int, share: int, n_cases: int) -> tuple[int | None, int | None]:
    """First and last day that hold the middle `share` per cent of those who waited longer than `waited` days.

    The ends are those that hold a new case among `n_cases` like it (ranks of n + 1), so small groups get wider
    ranges. An end that the curve doesn't reach is None.
    """
    base = curve.share_waiting(waited)
    if base <= NEARLY:
        return None, None
    tail = (1 - share / 100) / 2
    later = curve.days > waited
    days, gone = curve.days[later], 1.0 - curve.waiting[later] / base
    first = floor(tail * (n_cases + 1) + NEARLY) / n_cases
    last = min(1.0, ceil((1 - tail) * (n_cases + 1) - NEARLY) / n_cases)
    return _first_day(days, gone, first), _first_day(days, gone, last)


def _first_day(days: Days, gone: npt.NDArray[np.float64], share: float) -> int | None:
    place = int(np.searchsorted(gone, share - NEARLY, side="left"))
    return int(days[place]) if place < len(days) else None
