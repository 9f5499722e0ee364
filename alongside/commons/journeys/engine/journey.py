"""What a journey is: pages, questions and conditions as data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alongside.commons.journeys.words import QuestionKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Answers = Mapping[str, Any]
"""Answers in Python: see `QuestionKind` for the type of each; a question never shown has no key."""
Condition = Callable[[Answers], bool]

RESERVED = frozenset({"start", "check", "save", "sent", "copy", "steps", "discard"})


def is_(name: str, *values: Any) -> Condition:
    """True when the answer is one of the values (for many choices: when one of them was chosen)."""
    def holds(answers: Answers) -> bool:
        answer = answers.get(name)
        return bool(set(answer) & set(values)) if isinstance(answer, list) else answer in values
    return holds


def isnt(name: str, *values: Any) -> Condition:
    """The opposite of `is_`; true also when not answered."""
    return lambda answers: not is_(name, *values)(answers)


def has(name: str) -> Condition:
    """True when there is any answer."""
    return lambda answers: answers.get(name) not in (None, "", [])


def all_of(*conditions: Condition) -> Condition:
    """True when each holds."""
    return lambda answers: all(condition(answers) for condition in conditions)


def any_of(*conditions: Condition) -> Condition:
    """True when one holds."""
    return lambda answers: any(condition(answers) for condition in conditions)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `wanted`: a sentence that warns when it is left empty, never blocks. `required`: the rare question
    without which nothing can be sent, with the error to show. Neither: marked "(optional)"."""

    name: str
    label: StrOrPromise
    kind: QuestionKind = QuestionKind.TEXT
    hint: StrOrPromise = ""
    choices: tuple[tuple[str, StrOrPromise], ...] = ()
    choice_hints: Mapping[str, StrOrPromise] = field(default_factory=dict)
    wanted: StrOrPromise = ""
    required: StrOrPromise = ""
    when: Condition | None = None
    autocomplete: str = ""
    rows: int = 6
    width: int = 0
    max_length: int = 0
    not_after_today: bool = False
    short_label: StrOrPromise = ""
    """How check-your-answers names it, where the question itself is too long."""


@dataclass(frozen=True, slots=True)
class Page:
    """One step. With one question and no title, the question is the heading of the page."""

    slug: str
    questions: tuple[Question, ...]
    title: StrOrPromise = ""
    help: StrOrPromise = ""
    """Plain text below the heading; an empty line starts a new paragraph."""
    section: StrOrPromise = ""
    when: Condition | None = None

    @property
    def heading(self) -> StrOrPromise:
        """The title, or the only question."""
        return self.title or self.questions[0].label


@dataclass(frozen=True, slots=True)
class Journey:
    """A whole form as data. `key` starts with the name of the room that owns it; URL names are `<key>_start`,
    `<key>_page`, `<key>_check`, `<key>_sent` and so on.

    `submit(answers=, files=, draft_reference=, at=)` is called exactly once for a draft, inside its transaction. It
    returns a dict with `reference` and whatever the confirmation page shows, in plain JSON values (dates as words).
    It may raise InvalidError; its field names are question names. The files lie in documents under the ref
    `draft:<draft_reference>`; the owning room gives them to its case with `documents.assign(from_ref=...)`.
    """

    key: str
    title: StrOrPromise
    pages: tuple[Page, ...]
    submit: Callable[..., Mapping[str, Any]]
    before: tuple[StrOrPromise, ...] = ()
    """Paragraphs on the first page: what this is for and what happens then."""
    send_label: StrOrPromise = ""
    declaration: StrOrPromise = ""
    """A sentence above the send button."""
    start_template: str = "journeys/start.html"
    sent_template: str = "journeys/sent.html"

    def __post_init__(self) -> None:
        slugs = [page.slug for page in self.pages]
        names = [question.name for question in self.questions]
        if len(set(slugs)) < len(slugs) or len(set(names)) < len(names):
            raise ValueError(f"journey {self.key}: a page or question name is used twice")
        if set(slugs) & RESERVED or not all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in slugs):
            raise ValueError(f"journey {self.key}: a page has a reserved or malformed name")
        if any(not page.questions for page in self.pages):
            raise ValueError(f"journey {self.key}: a page without a question")

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in order."""
        return tuple(question for page in self.pages for question in page.questions)

    def page(self, slug: str) -> Page | None:
        """The page of that name."""
        return next((page for page in self.pages if page.slug == slug), None)
