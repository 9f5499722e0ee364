"""Documents and messages follow sight: who is barred or gone reads and receives no more."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.documents import policies as document_policies
from alongside.ground.documents import services as documents
from alongside.ground.outbox import services as outbox
from alongside.ground.people import services as people
from alongside.ground.people.services import papers

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LATER = AT + timedelta(days=40)


@pytest.fixture
def home(settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}}


@pytest.fixture
def family(home):
    """A child of 17 with two parents who have accounts, and a letter that both may read."""
    child = people.register_child(given_name="Robin", family_name="Example", born_on=AT.date().replace(year=2009),
                                  source="test", by=None, at=AT)
    parents = []
    for name in ("Kim", "Sam"):
        user = User.objects.create_user(f"{name}@example.org".lower(), name=name, kind="family")
        person = people.register_person(given_name=name, family_name="Example", email=user.email, user=user,
                                        by=None, at=AT)
        people.relate(child=child, kind="parent", person=person, starts_on=AT.date(), by=None, at=AT, evidence="seen")
        parents.append(person)
    paper = documents.add_upload(
        file=SimpleUploadedFile("letter.txt", b"words about Robin", "text/plain"), title="Letter", kind="letter",
        child_uuid=child.uuid, by=None, at=AT, readers=[f"person:{parent.uuid}" for parent in parents])
    return child, parents, paper


def reads(person, paper, at=AT):
    user = User.objects.get(pk=person.user_id)
    return document_policies.can_open(user, paper, day_of(at))


def exclude(child, person, *acts, **more):
    return people.exclude(child=child, person=person, acts=acts, basis="court_order", source="Court", evidence="seen",
                          starts_on=AT.date(), by=None, at=AT, **more)


@pytest.mark.abuse("AC-03")
def test_whoever_is_barred_from_seeing_opens_no_document_by_its_link(family):
    child, (kim, sam), paper = family
    exclude(child, kim, "see")
    assert not reads(kim, paper)
    assert reads(sam, paper)


def test_a_bar_from_meetings_takes_no_document(family):
    child, (kim, _), paper = family
    exclude(child, kim, "attend")
    assert reads(kim, paper)


def test_a_lifted_exclusion_gives_the_documents_back_only_when_no_other_stands(family):
    child, (kim, _), paper = family
    first, second = exclude(child, kim, "see"), exclude(child, kim, "see")
    first.lifted_at = AT
    papers.lift(first, None, AT)
    assert not reads(kim, paper)
    second.lifted_at = AT
    type(second).objects.filter(pk__in=[first.pk, second.pk]).update(lifted_at=AT)
    papers.lift(second, None, AT)
    assert reads(kim, paper, AT + timedelta(days=1))


def test_an_account_without_a_person_is_barred_as_an_account(family):
    child, (kim, _), _ = family
    made = people.exclude(child=child, user=kim.user, acts=["see"], basis="conflict", source="Line manager",
                          evidence="said so", starts_on=AT.date(), by=None, at=AT)
    assert papers.badges_of(made.person, made.user) == [f"user:{kim.user.uuid}"]
    papers.lift(made, None, AT)


def test_what_waits_in_the_outbox_for_somebody_barred_from_receiving_does_not_leave(family):
    child, (kim, _), _ = family
    badge = f"person:{kim.uuid}"
    message = outbox.enqueue(key="one", kind="email", to=kim.email, subject="A letter", body_text="There is a letter",
                             at=AT, queue="bulk", child_uuid=child.uuid, badge=badge)
    exclude(child, kim, "receive")
    message.refresh_from_db()
    assert message.state == "cancelled"


def test_a_relationship_that_ends_takes_the_documents_unless_another_holds(family):
    child, (kim, sam), paper = family
    other = people.relate(child=child, kind="carer", person=kim, starts_on=AT.date(), by=None, at=AT, evidence="seen")
    people.end_relationship(relationship=other, ends_on=AT.date(), by=None, at=AT)
    assert reads(kim, paper)
    people.end_relationship(relationship=child.relationships.get(person=kim, kind="parent"), ends_on=AT.date(),
                            by=None, at=AT)
    assert not reads(kim, paper)
    assert reads(sam, paper)


def test_an_end_that_lies_ahead_is_followed_in_the_night_after_it(family):
    child, (kim, _), paper = family
    row = people.end_relationship(relationship=child.relationships.get(person=kim), by=None, at=AT,
                                  ends_on=day_of(LATER))
    assert reads(kim, paper)
    assert papers.end_reading(row, None, AT) == 0
    assert papers.follow_the_day(at=LATER) == 1
    assert not reads(kim, paper, LATER)


@pytest.mark.abuse("AC-11")
def test_parents_whom_the_young_person_leaves_out_read_no_more_until_they_are_let_in(family):
    child, (kim, sam), paper = family
    people.record_involvement(child=child, wish="objects", by=None, at=AT, person=kim)
    assert not reads(kim, paper)
    assert reads(sam, paper)
    people.record_involvement(child=child, wish="agrees", by=None, at=AT, person=kim)
    assert reads(kim, paper, AT + timedelta(days=1))


@pytest.mark.abuse("AC-11")
def test_at_eighteen_parents_stop_reading_unless_the_young_person_wants_them(family):
    child, (kim, sam), paper = family
    people.record_involvement(child=child, wish="agrees", by=None, at=AT, person=sam)
    birthday = AT.replace(year=2027)
    assert papers.follow_the_day(at=birthday) == 1
    assert not reads(kim, paper, birthday)
    assert reads(sam, paper, birthday + timedelta(days=1))
