"""A small cast: a child, two parents who live apart, their officer, a stranger, and the post room."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.people import services as people
from alongside.ground.people.models import Body, Child, Person, Post, Team
from tests.training import train

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""A Monday."""
LONG_AGO = date(2020, 1, 1)


@dataclass
class Cast:
    """Everybody, by what they are."""

    child: Child
    mother: Person
    father: Person
    officer: Person
    stranger: Person
    post_room: User
    team: Team
    post: Post


def account(email, kind, *roles):
    user = User.objects.create_user(email=email, name=email.split("@")[0].title(), kind=kind)
    for role in roles:
        access.give_role(user=user, role=role, since=LONG_AGO, by=None, at=NOW)
        train(user, role, NOW)
    return user


def somebody(given, email, kind, *roles, child=None, has_address=True):
    user = account(email, kind, *roles)
    person = people.register_person(given_name=given, family_name="Example", email=email, phone="01632 960001",
                                    kind=kind, user=user, by=None, at=NOW)
    if has_address and kind == "family":
        people.set_address(who=person, lines=f"{given} Street 1\nPreston", postcode="PR1 8XJ", starts_on=LONG_AGO,
                           by=None, at=NOW)
    if child is not None:
        people.relate(child=child, kind="parent", person=person, starts_on=LONG_AGO, evidence="seen", by=None, at=NOW)
    return person


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def cast(db, settings, tmp_path):
    settings.SENDING = {**settings.SENDING, "backend": "file", "folder": tmp_path / "mail"}
    child = people.register_child(given_name="Wilhelmina", family_name="Quillfeather", born_on=date(2017, 3, 1),
                                  source="test", by=None, at=NOW)
    body = Body.objects.create(code="council", name="The council")
    team = Team.objects.create(code="ehc-preston", title="EHC team, Preston", kind="ehc", body=body)
    post = Post.objects.create(code="co-1", title="EHC case officer", kind="case_officer", team=team)
    officer = somebody("Amina", "amina@council.example", "professional", "case_officer")
    people.hold_post(post=post, person=officer, from_on=LONG_AGO, by=None, at=NOW)
    people.relate(child=child, kind="case_officer", post=post, starts_on=LONG_AGO, by=None, at=NOW)
    people.relate(child=child, kind="case_team", team=team, starts_on=LONG_AGO, by=None, at=NOW)
    return Cast(
        child=child, team=team, post=post,
        mother=somebody("Sarah", "sarah@example.org", "family", "family_member", child=child),
        father=somebody("Tom", "tom@example.org", "family", "family_member", child=child),
        officer=_fresh(officer),
        stranger=somebody("Eve", "eve@council.example", "professional", "case_officer"),
        post_room=account("post@council.example", "professional", "case_support"),
    )


def _fresh(person):
    return Person.objects.select_related("user").get(pk=person.pk)


def user_of(person):
    """The account as a request finds it: rights not yet looked up."""
    return User.objects.get(pk=person.user_id)


def asked(user, method="get", data=None, path="/"):
    """A request as a view gets it."""
    request = getattr(RequestFactory(), method)(path, data)
    request.user, request.session = user, {}
    request._messages = FallbackStorage(request)
    return request


def words(response):
    return response.content.decode()


def profile(person, at=NOW, **changes):
    """The person's own choice of how to be reached."""
    return people.set_profile(person=person, version=0, by=None, at=at, **changes)
