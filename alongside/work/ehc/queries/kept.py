"""What a tray counted a moment ago, kept in this process: counting 13,000 clocks for each page would cost more
than the page itself. Rows are never kept: whoever may not see a child any more sees its row no more at once.
"""

import time
from collections.abc import Callable, Hashable
from typing import TypeVar

LASTS = 30.0
"""Seconds after which a count is made again even if no clock has moved: rights may have."""
MOST = 1000
_kept: dict[Hashable, tuple[float, object]] = {}
T = TypeVar("T")


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """What was made under this key within LASTS seconds, or what `make` makes now."""
    found = _kept.get(key)
    if found is not None and found[0] > time.monotonic():
        return found[1]  # type: ignore[return-value]  # a key is only ever used for one kind of value
    value = make()
    if len(_kept) >= MOST:
        _kept.clear()
    _kept[key] = (time.monotonic() + LASTS, value)
    return value


def forget() -> None:
    """Count everything anew."""
    _kept.clear()
