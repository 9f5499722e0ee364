"""How often something was asked for in a while, counted in the cache that all processes share."""

from datetime import timedelta

from django.core.cache import cache

from alongside.ground.access.engine.throttle import key_of


def is_over(kind: str, who: str, *, most: int, within: timedelta) -> bool:
    """Count one more of a kind by somebody, and say whether that is more than `most` within the time."""
    key = f"counted:{kind}:{key_of(kind, who)[:32]}"
    if cache.add(key, 1, timeout=int(within.total_seconds())):
        return most < 1
    try:
        return cache.incr(key) > most
    except ValueError:
        # It ran out between the two lines: this is the first of the next while.
        cache.set(key, 1, timeout=int(within.total_seconds()))
        return most < 1
