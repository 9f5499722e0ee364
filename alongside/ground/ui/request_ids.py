"""The id of the request in hand, for logs and error pages."""

import logging
from contextvars import ContextVar

current: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Adds the request's id to each log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current.get()
        return True
