"""A small area: two districts, two teams, an officer, a manager, a decision maker, the post room, a school, and mail."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.people import services as people
from alongside.ground.people.models import Area, Body, District, Person, Place, Post, Setting, Team
from alongside.work.ehc import services as ehc
from alongside.work.ehc.models import Request
from alongside.work.ehc.words import AskedBy, Door
from tests.training import train

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2025, 9, 1, 23, 40, tzinfo=LONDON)
EARLY = datetime(2025, 1, 6, 9, 0, tzinfo=LONDON)


def days_later(n, hour=10):
    return (MONDAY + timedelta(days=n)).replace(hour=hour, minute=0)


@dataclass
class Town:
    """Rows that most tests need, by name."""

    teams: dict = field(default_factory=dict)
    posts: dict = field(default_factory=dict)
    users: dict = field(default_factory=dict)
    persons: dict = field(default_factory=dict)
    school: Setting = None

    def add_user(self, key, role, post=None, kind="professional"):
        user = access.create_account(
            email=f"{key}@example.org", name=f"{key.title()} Example", kind=kind, by=None, at=EARLY
        )
        access.give_role(user=user, role=role, since=date(2025, 1, 6), by=None, at=EARLY)
        train(user, role, EARLY)
        person = people.register_person(
            given_name=key.title(), family_name="Example", by=None, at=EARLY, user=user,
            kind="family" if kind == "family" else "professional", email=f"{key}@example.org",
        )
        if post:
            people.hold_post(post=post, person=person, from_on=date(2025, 1, 6), by=None, at=EARLY)
        self.users[key], self.persons[key] = User.objects.get(pk=user.pk), person
        return self.users[key]

    def user(self, key):
        """The account as a new request would load it, with nothing kept on it."""
        return User.objects.get(pk=self.users[key].pk)


def make_town():
    town = Town()
    area = Area.objects.create(code="here", name="Here", la_number="888", gss="E10000017")
    council = Body.objects.create(code="council", name="The council", kind="council", area=area)
    for code, name, postcode in (("E01", "Preston", "PR18XJ"), ("E02", "Burnley", "BB111AA")):
        district = District.objects.create(code=code, name=name, area=area)
        Place.objects.create(postcode=postcode, district_code=code)
        team = Team.objects.create(
            code=name.lower(), title=f"EHC team, {name}", kind="ehc", body=council, district=district,
            phone="01772 000000", email=f"ehc.{name.lower()}@example.gov.uk",
        )
        town.teams[name] = team
    for kind in ("advice", "mediation", "resolution"):
        Team.objects.create(code=kind, title=f"The {kind} service", kind=kind, body=council, phone="0300 000 0000")
    Place.objects.create(postcode="M11AA", district_code="E99")
    preston = town.teams["Preston"]
    for key, kind, team in (
        ("officer", "case_officer", preston), ("second", "case_officer", preston),
        ("manager", "team_manager", preston), ("decider", "decision_maker", preston),
        ("burnley", "case_officer", town.teams["Burnley"]),
    ):
        town.posts[key] = Post.objects.create(code=key, title=f"Post of {key}", kind=kind, team=team)
    for key, kind in (("dco", "clinical_officer"), ("dsco", "social_care_officer"), ("head", "virtual_head")):
        town.posts[key] = Post.objects.create(
            code=key, title=key.upper(), kind=kind, body=council, email=f"{key}@example.nhs.uk"
        )
    for key, role in (
        ("officer", "case_officer"), ("second", "case_officer"), ("manager", "send_manager"),
        ("decider", "decision_maker"), ("burnley", "case_officer"),
    ):
        town.add_user(key, role, town.posts[key])
    town.add_user("postroom", "case_support")
    town.school = Setting.objects.create(
        urn="999001", name="Any Primary", district=preston.district, email="office@any-primary.example"
    )
    return town


@pytest.fixture
def town(db):
    return make_town()


def child_given(**more):
    return ehc.ChildGiven(**{
        "given_name": "Robin", "family_name": "Example", "born_on": date(2018, 5, 14), "postcode": "PR1 8XJ", **more
    })


def asker_given(**more):
    return ehc.AskerGiven(**{
        "given_name": "Sam", "family_name": "Example", "relation": "mother", "email": "sam@example.org", **more
    })


def ask(at=MONDAY, received_at=None, child=None, asker=..., **more):
    """A parent's request by the open form, unless told otherwise; returns the row."""
    given = {
        "door": Door.PORTAL, "asked_by_kind": AskedBy.PARENT, "by": None, "child": child or child_given(),
        "asker": asker_given() if asker is ... else asker, "received_at": received_at or at, "at": at, **more,
    }
    return Request.objects.get(uuid=ehc.receive_request(**given).uuid)


PROOFS = ("photo_id", "birth_certificate")


def checked(town, request, at=None, **more):
    """The request after the post room has checked its asker."""
    ehc.check_identity(request=request, proofs=PROOFS, by=town.user("postroom"), at=at or days_later(1), **more)
    return Request.objects.get(pk=request.pk)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def family_person(request):
    return Person.objects.get(pk=request.requester_id)
