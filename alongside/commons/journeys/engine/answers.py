"""Answers: from a form to what is stored (plain JSON), back to Python, and into words."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from alongside.commons.journeys.engine.journey import Question
from alongside.commons.journeys.words import QuestionKind
from alongside.ground.core.dates import in_words


def is_empty(answer: Any) -> bool:
    """Whether this counts as not answered; False is an answer."""
    return answer is None or answer in ("", [], {})


def to_stored(question: Question, answer: Any) -> Any:
    """What the draft keeps: days as ISO text."""
    if question.kind == QuestionKind.DAY and isinstance(answer, date):
        return answer.isoformat()
    return answer


def to_python(question: Question, stored: Any) -> Any:
    """The answer in Python; see `QuestionKind`."""
    if question.kind == QuestionKind.DAY:
        return date.fromisoformat(stored) if stored else None
    return stored


def words_of(question: Question, stored: Any) -> str:
    """The answer as a person would read it; empty when not answered."""
    if is_empty(stored):
        return ""
    named = {value: str(text) for value, text in question.choices}
    if question.kind == QuestionKind.CHOICE:
        return named.get(stored, str(stored))
    if question.kind == QuestionKind.MANY:
        return "\n".join(named.get(value, str(value)) for value in stored)
    if question.kind == QuestionKind.DAY:
        return in_words(date.fromisoformat(stored))
    if question.kind == QuestionKind.YES_NO:
        return gettext("Yes") if stored else gettext("No")
    return str(stored)


def fingerprint(questions: Sequence[Question], stored: Mapping[str, Any],
                files: Mapping[str, Any] | None = None) -> str:
    """Says whether these answers are still those that somebody saw: 16 hexadecimal signs."""
    kept = [[q.name, stored.get(q.name), q.name in stored, (files or {}).get(q.name, [])]
            for q in sorted(questions, key=lambda question: question.name)]
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:16]
