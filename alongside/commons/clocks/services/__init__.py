"""What clocks do for other rooms, as verbs: replay, compare, settle, prove, and record what was checked of the rules."""

from alongside.commons.clocks.models import Track
from alongside.commons.clocks.services.marking import mark_rule
from alongside.commons.clocks.services.proving import prove
from alongside.commons.clocks.services.replaying import (
    Difference,
    Item,
    Outcome,
    Placing,
    check,
    open_track,
    preview,
    record_night,
    replay,
    replay_many,
    replay_nightly,
    settle,
)

__all__ = [
    "Difference", "Item", "Outcome", "Placing", "Track", "check", "mark_rule", "open_track", "preview", "prove",
    "record_night", "replay", "replay_many", "replay_nightly", "settle",
]
