"""A small area, and people in it, made through services."""

from datetime import UTC, date, datetime

import pytest

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.people import services
from alongside.ground.people.models import Area, Body, District, Place, Post, Setting, Team
from tests.training import train

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 2)
EARLY = datetime(2020, 1, 1, 9, 0, tzinfo=UTC)
"""Since when accounts are linked to people, so that tests can look back."""
MARKER = "ZZMARKERSTREET"


@pytest.fixture
def at():
    return AT


@pytest.fixture
def on():
    return ON


@pytest.fixture(autouse=True)
def _quiet(settings, tmp_path):
    settings.AUDIT_HEADS = tmp_path / "heads"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def make(db):
    """An account with roles held since 2020."""

    def made(email="ada@example.org", *roles, kind="professional", is_active=True):
        user = access.create_account(email=email, name=email.split("@")[0], kind=kind, by=None, at=AT)
        for role in roles:
            access.give_role(user=user, role=role, since=date(2020, 1, 1), by=None, at=AT)
            train(user, role, AT)
        return User.objects.get(pk=user.pk)

    return made


@pytest.fixture
def again():
    """The same account without anything kept on the object."""
    return lambda user: User.objects.get(pk=user.pk)


@pytest.fixture
def manager(make):
    return make("manager@example.org", "send_manager")


@pytest.fixture
def area(db):
    area = Area.objects.create(code="test", name="Testshire", la_number="888", gss="E10000099")
    for code, name in (("E07000901", "Preston"), ("E07000902", "Wyre")):
        District.objects.create(code=code, name=name, area=area)
    Place.objects.bulk_create([
        Place(postcode="PR1", district_code="E07000901", is_outcode=True),
        Place(postcode="PR11AA", district_code="E07000901"), Place(postcode="PR11AB", district_code="E07000902"),
        Place(postcode="FY5", district_code="E07000902", is_outcode=True),
        Place(postcode="SW1A", district_code="E09000033", is_outcode=True),
    ])
    return area


@pytest.fixture
def body(area):
    return Body.objects.create(code="council", name="Testshire Council", kind="council", functions="Everything.")


@pytest.fixture
def team(body):
    return Team.objects.create(
        code="ehc-preston", title="EHC team, Preston", kind="ehc", body=body, phone="01772 000000",
        district=District.objects.get(name="Preston"),
    )


@pytest.fixture
def post(team):
    return Post.objects.create(
        code="officer", title="EHC case officer", kind="case_officer", team=team, district=team.district,
        is_public=True,
    )


@pytest.fixture
def setting(area):
    return Setting.objects.create(urn="100001", name="Hill Primary", postcode="PR1 1AA")


@pytest.fixture
def child_of(db):
    """Registers a child; ages are easiest given by birth date."""

    def made(given="Amina", family="Shah", born=date(2016, 5, 15), **more):
        return services.register_child(
            given_name=given, family_name=family, born_on=born, source="test", by=None, at=AT, **more
        )

    return made


@pytest.fixture
def child(child_of):
    return child_of()


@pytest.fixture
def person_of(db):
    """Registers a person, with their account where one is given."""

    def made(family="Shah", given="Farah", user=None, kind="family", **more):
        return services.register_person(
            family_name=family, given_name=given, user=user, kind=kind, by=None, at=EARLY, **more
        )

    return made


@pytest.fixture
def officer(make, person_of, post):
    """A case officer who holds the post."""
    user = make("officer@example.org", "case_officer")
    person = person_of("Officer", "Olu", user, kind="professional")
    services.hold_post(post=post, person=person, from_on=date(2026, 1, 1), by=None, at=AT)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def family(make, person_of):
    """Makes a parent of a child with an account; returns the account and the person."""

    def made(child, email="mum@example.org", kind="parent", **more):
        user = make(email, kind="family")
        person = person_of(child.family_name, email.split("@")[0], user)
        services.relate(child=child, kind=kind, person=person, starts_on=date(2020, 1, 1), evidence="seen", by=None,
                        at=AT, **more)
        return User.objects.get(pk=user.pk), person

    return made


@pytest.fixture
def relate():
    """Says what somebody is to a child since 2020."""

    def made(child, kind, **who):
        who.setdefault("starts_on", date(2020, 1, 1))
        who.setdefault("evidence", "seen")
        return services.relate(child=child, kind=kind, by=None, at=AT, **who)

    return made


@pytest.fixture
def exclude():
    """Keeps somebody out of a child's record since 2020."""

    def made(child, *acts, **who):
        who.setdefault("starts_on", date(2020, 1, 1))
        return services.exclude(child=child, acts=acts or ["all"], basis="court_order", source="Order PR26",
                                evidence="seen", by=None, at=AT, **who)

    return made
