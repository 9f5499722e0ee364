"""The cast of messaging, with a manager in the same team and a colleague in another post."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from alongside.commons.actions import services
from alongside.commons.actions.models import Promise
from alongside.commons.messaging import services as messaging
from alongside.ground.core.refs import Ref
from alongside.ground.people import services as people
from alongside.ground.people.models import Person, Post
from tests.unit.messaging.conftest import LONG_AGO, NOW, Cast, asked, cast, profile, somebody, user_of, words

__all__ = ["NOW", "Cast", "asked", "cast", "profile", "user_of", "words"]
CASE = Ref.parse("ehc:request:6a0f3b52-6ac5-4f0e-9a52-5b6ad0d3a7f1")
DAY = timedelta(days=1)
FRIDAY = date(2026, 11, 6)


@dataclass
class Office:
    """The people behind the cast's officer: her manager, the head, and a colleague who covers."""

    manager: Person
    manager_post: Post
    head: Person
    head_post: Post
    colleague: Person
    colleague_post: Post


@pytest.fixture
def office(cast):
    made = {}
    for key, kind, role in (("manager", "team_manager", "send_manager"), ("head", "decision_maker", "decision_maker"),
                            ("colleague", "case_officer", "case_officer")):
        post = Post.objects.create(code=key, title=key.title(), kind=kind, team=None if key == "head" else cast.team)
        person = somebody(key.title(), f"{key}@council.example", "professional", role)
        people.hold_post(post=post, person=person, from_on=LONG_AGO, by=None, at=NOW)
        made |= {key: Person.objects.get(pk=person.pk), f"{key}_post": post}
    return Office(**made)


def promised(cast, *, by=None, due_on=FRIDAY, at=NOW, to=None, key="p", words="Ring you about the visit") -> Promise:
    return services.promise(child=cast.child, to=to or [cast.mother], words=words, due_on=due_on,
                            by=user_of(by or cast.officer), at=at, key=key, ref=CASE)


def badge(post) -> str:
    return f"post:{post.uuid}"


def asks(cast, *, by=None, at=NOW, key="q", words="When is the visit?"):
    return messaging.start_conversation(child=cast.child, title="A question", words=words, by=user_of(by or cast.mother),
                                        at=at, key=key)
