"""Pure parts: what a journey is, which page comes next, how answers are kept and said in words."""

from alongside.commons.journeys.engine.journey import (
    Answers,
    Condition,
    Journey,
    Page,
    Question,
    all_of,
    any_of,
    has,
    is_,
    isnt,
)

__all__ = ["Answers", "Condition", "Journey", "Page", "Question", "all_of", "any_of", "has", "is_", "isnt"]
