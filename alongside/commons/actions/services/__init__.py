"""What the room does, as verbs."""

from alongside.commons.actions.services.acting import (
    close,
    drop,
    extend,
    follow_case,
    hand_over,
    hand_to_who_is_there,
    open_action,
)
from alongside.commons.actions.services.climbing import climb, end_climbs
from alongside.commons.actions.services.keeping import change, find_broken, keep, remind, withdraw
from alongside.commons.actions.services.promising import answer, log_call, note, promise
from alongside.commons.actions.services.silences import OpenCase, send_update, watch

__all__ = [
    "OpenCase", "answer", "change", "climb", "close", "drop", "end_climbs", "extend", "find_broken", "follow_case",
    "hand_over", "hand_to_who_is_there", "keep", "log_call", "note", "open_action", "promise", "remind", "send_update",
    "watch", "withdraw",
]
