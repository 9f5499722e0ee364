"""What the room does, as verbs."""

from alongside.commons.messaging.services.calls import log_call
from alongside.commons.messaging.services.conversations import (
    close_conversation,
    end_reader,
    include_reader,
    reply,
    start_conversation,
)
from alongside.commons.messaging.services.errands import finish_errand, raise_unsent
from alongside.commons.messaging.services.handovers import tell_of_handovers
from alongside.commons.messaging.services.letters import expected_service, send_letter
from alongside.commons.messaging.services.mail import discard_mail, file_inbound, file_on_case, purge_raw
from alongside.commons.messaging.services.news import tell_harm, tell_released
from alongside.commons.messaging.services.notices import (
    do_todo,
    follow_post,
    mark_opened,
    notify,
    post_unopened,
    stop_barred,
)

__all__ = [
    "close_conversation", "discard_mail", "do_todo", "end_reader", "expected_service", "file_inbound", "file_on_case",
    "finish_errand", "follow_post", "include_reader", "log_call", "mark_opened", "notify",
    "post_unopened", "purge_raw", "raise_unsent", "reply", "send_letter", "start_conversation", "stop_barred",
    "tell_harm", "tell_of_handovers", "tell_released",
]
