"""A deck of cards with known counts: drawing all of them gives exactly the shares that were published."""

import random
from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


def apportioned(weights: Mapping[T, float], total: int) -> dict[T, int]:
    """Whole counts in proportion to `weights` that add up to `total` (largest remainders)."""
    whole = sum(weights.values())
    exact = {key: weight * total / whole for key, weight in weights.items()}
    counts = {key: int(value) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (counts[key] - exact[key], str(key)))
    for key in by_remainder[: total - sum(counts.values())]:
        counts[key] += 1
    return counts


class Deck(Generic[T]):
    """Cards with counts; each is drawn by chance in proportion to how many are left, and then is gone."""

    def __init__(self, chance: random.Random, counts: Mapping[T, int]) -> None:
        self._chance = chance
        self._left = {key: n for key, n in counts.items() if n > 0}

    def __len__(self) -> int:
        return sum(self._left.values())

    def draw(self, liking: Callable[[T], float] = lambda _key: 1.0) -> T:
        """One card; `liking` makes some likelier (0 is never, unless nothing else is left). IndexError when empty."""
        keys = list(self._left)
        if not keys:
            raise IndexError("the deck is empty")
        weights = [self._left[key] * liking(key) for key in keys]
        if not any(weights):
            weights = [float(self._left[key]) for key in keys]
        key = self._chance.choices(keys, weights)[0]
        self.take(key)
        return key

    def take(self, key: T) -> bool:
        """Take out one card of a kind; False when none is left."""
        if key not in self._left:
            return False
        self._left[key] -= 1
        if not self._left[key]:
            del self._left[key]
        return True
