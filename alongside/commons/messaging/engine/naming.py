"""Keeps a child's name out of what lights up on a telephone."""

import re
from collections.abc import Iterable

from alongside.commons.messaging.words import LEAST_WORDS


def names_one_of(text: str, names: Iterable[str]) -> bool:
    """Whether one of the names stands in the text as a word, in whatever case."""
    words = {word for name in names for word in re.findall(r"\w+", name.casefold()) if len(word) > 1}
    return bool(words & set(re.findall(r"\w+", text.casefold())))


def safe_words(text: str, names: Iterable[str]) -> str:
    """The text as one line, or the least that can be said where it names the child.

    A child called May or Will may cost a notification its words; that is the safe mistake.
    """
    line = " ".join(text.split())[:200]
    return LEAST_WORDS if not line or names_one_of(line, names) else line
