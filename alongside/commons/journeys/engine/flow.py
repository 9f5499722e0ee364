"""Which pages apply, which comes next, what is still open."""

from collections.abc import Mapping
from typing import Any

from alongside.commons.journeys.engine.answers import is_empty, to_python
from alongside.commons.journeys.engine.journey import Journey, Page, Question
from alongside.commons.journeys.words import PageState, QuestionKind

Stored = Mapping[str, Any]
Files = Mapping[str, list[str]]


def understood(journey: Journey, stored: Stored) -> dict[str, Any]:
    """All stored answers in Python, also those of pages that no longer apply."""
    return {q.name: to_python(q, stored[q.name]) for q in journey.questions if q.name in stored}


def walk(journey: Journey, stored: Stored) -> tuple[list[tuple[Page, tuple[Question, ...]]], dict[str, Any]]:
    """The pages that apply with their questions, and the answers that count.

    A condition sees only answers before it that themselves apply: a changed mind upstream takes its branch with it.
    """
    every = understood(journey, stored)
    counting: dict[str, Any] = {}
    found = []
    for page in journey.pages:
        if page.when is not None and not page.when(counting):
            continue
        shown = []
        for question in page.questions:
            if question.when is None or question.when(counting):
                shown.append(question)
                if question.name in every:
                    counting[question.name] = every[question.name]
        if shown:
            found.append((page, tuple(shown)))
    return found, counting


def applicable(journey: Journey, stored: Stored) -> list[Page]:
    """The pages that apply, in order."""
    return [page for page, _ in walk(journey, stored)[0]]


def standing(journey: Journey, stored: Stored) -> dict[str, Any]:
    """The answers that count: those to questions that apply."""
    return walk(journey, stored)[1]


def shown_questions(journey: Journey, page: Page, stored: Stored) -> tuple[Question, ...]:
    """The questions of a page that apply to this draft; none when the page does not."""
    return next((questions for found, questions in walk(journey, stored)[0] if found is page), ())


def state(journey: Journey, page: Page, stored: Stored, files: Files) -> PageState:
    """How far a page is: to do when never saved; partly when a wanted answer is missing."""
    questions = shown_questions(journey, page, stored)
    if not all(q.name in stored for q in questions):
        return PageState.TO_DO
    return PageState.PARTLY if any(lacks(q, stored, files) for q in questions) else PageState.DONE


def lacks(question: Question, stored: Stored, files: Files) -> bool:
    """Whether a wanted or required answer is missing."""
    if not (question.wanted or question.required):
        return False
    if question.kind == QuestionKind.UPLOAD:
        return not files.get(question.name)
    return is_empty(stored.get(question.name))


def missing(journey: Journey, stored: Stored, files: Files) -> list[tuple[Page, Question]]:
    """Every question whose answer would help or is needed, in order."""
    return [(page, question) for page, questions in walk(journey, stored)[0]
            for question in questions if lacks(question, stored, files)]


def page_after(journey: Journey, stored: Stored, slug: str) -> Page | None:
    """The next page that applies, or None after the last."""
    pages = applicable(journey, stored)
    following = journey.pages[[page.slug for page in journey.pages].index(slug) + 1:]
    return next((page for page in following if page in pages), None)


def page_before(journey: Journey, stored: Stored, slug: str) -> Page | None:
    """The page before, or None at the first."""
    pages = applicable(journey, stored)
    earlier = journey.pages[:[page.slug for page in journey.pages].index(slug)]
    return next((page for page in reversed(earlier) if page in pages), None)


def first_to_do(journey: Journey, stored: Stored) -> Page | None:
    """The first page never saved, or None when all were."""
    return next((page for page in applicable(journey, stored)
                 if state(journey, page, stored, {}) is PageState.TO_DO), None)


def step(journey: Journey, stored: Stored, slug: str) -> tuple[int, int]:
    """The number of a page among those that apply now, and how many there are."""
    slugs = [page.slug for page in applicable(journey, stored)]
    return (slugs.index(slug) + 1 if slug in slugs else len(slugs)), len(slugs)
