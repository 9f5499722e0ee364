"""The four ways in which an act can be turned down; pages translate them, services raise them."""

from collections.abc import Mapping


class AlongsideError(Exception):
    """Base of every error that a service raises on purpose."""


class RefusedError(AlongsideError):
    """The person may not do this. `reason` is for the audit trail and never shows whether a record exists."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooFastError(RefusedError):
    """Too much in too short a time: how many seconds to wait, and whether everything of the kind has stopped."""

    def __init__(self, reason: str, *, wait_seconds: int, is_stopped: bool = False) -> None:
        super().__init__(reason)
        self.wait_seconds = wait_seconds
        self.is_stopped = is_stopped


class InvalidError(AlongsideError):
    """What was given can't be taken. `errors` maps a field's name to a sentence for the person who typed it."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in errors.items()))
        self.errors = dict(errors)


class StaleError(AlongsideError):
    """Somebody else saved first. `theirs` and `ours` hold both texts, so that nothing typed is lost."""

    def __init__(self, *, theirs: Mapping[str, str], ours: Mapping[str, str]) -> None:
        super().__init__("saved by somebody else in the meantime")
        self.theirs = dict(theirs)
        self.ours = dict(ours)


class NotThereError(AlongsideError):
    """No such thing for this person: the same answer whether it is missing or not theirs."""
