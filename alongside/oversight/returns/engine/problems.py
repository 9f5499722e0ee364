"""What is wrong or odd in a file, and the error for a file that can't be read at all."""

from dataclasses import dataclass

from alongside.oversight.returns.words import Severity

LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Found:
    """One problem; `person` is the position in the file from 1, or None for the file as a whole."""

    person: int | None
    field: str
    value: str
    rule: str
    severity: Severity
    message: str


class UnreadableError(Exception):
    """The file can't be read (further). `rule` says why in one sign, the text in a sentence; `line` from 1, or 0."""

    def __init__(self, rule: str, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = f"Line {line}: {message}" if line else message

    def found(self) -> Found:
        """The same as a problem of the whole file."""
        return Found(None, "", "", self.rule, Severity.ERROR, self.message)


def shown(value: object) -> str:
    """A value as a problem shows it: short, and on one line."""
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
