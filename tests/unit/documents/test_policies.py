"""Who may open: one rule for one document and the same rule for all of them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.ground.access.policies import forget_rights
from alongside.ground.core.errors import NotThereError
from alongside.ground.documents import policies, queries, services
from alongside.ground.documents.models import Bar, Document, LeakReport, Reader, Release
from tests.unit.documents.conftest import CHILD, DAD, DUE, MUM, NOW, TEAM, person

pytestmark = pytest.mark.django_db
DAY = NOW.date()
OTHER = UUID("33333333-3333-4333-8333-333333333333")
BADGES = (MUM, DAD, TEAM, "team:burnley")


def opens(user, document, on=DAY):
    """Both answers, which must be the same."""
    one = policies.can_open(user, document, on)
    assert policies.visible_to(user, on).filter(pk=document.pk).exists() == one
    if document.child_uuid:
        listed = policies.listed_to(user, on).filter(pk=document.pk).exists()
        assert (document.pk in {row.pk for row in policies.listed_about(user, [document.child_uuid], on)}) == listed
        assert listed >= one
    return one


def row(**changed):
    given = {
        "child_uuid": CHILD, "title": "T", "kind": "advice", "filename": "f.txt", "media_type": "text/plain",
        "source": "upload", "n_bytes": 1, "sha256": "0" * 64, "received_sha256": "0" * 64,
        "stored_as": uuid4().hex, "scan_state": "clean", "release_state": "not_needed", "received_at": NOW,
    }
    return Document.objects.create(**{**given, **changed})


@st.composite
def worlds(draw):
    day = st.sampled_from([DAY + timedelta(days=n) for n in (-2, -1, 0, 1, 2)])
    some_day = st.one_of(st.none(), day)
    badge = st.sampled_from(BADGES)
    document = {
        "child_uuid": draw(st.sampled_from([CHILD, OTHER, None])),
        "scan_state": draw(st.sampled_from(["clean", "clean", "not_scanned", "waiting", "infected"])),
        "release_state": draw(st.sampled_from(
            ["not_needed", "waiting", "approval", "leaving", "released", "part_withheld", "withheld"])),
        "due_check_on": DUE, "frozen_at": draw(st.sampled_from([None, None, NOW])),
    }
    readers = draw(st.lists(st.tuples(badge, day, some_day, st.booleans(), st.sampled_from([None, NOW])),
                            max_size=3, unique_by=lambda reader: reader[0]))
    bars = draw(st.lists(st.tuples(st.sampled_from([CHILD, OTHER]), badge, day, some_day), max_size=1))
    return document, readers, bars, draw(day)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds())
def test_one_document_and_the_list_of_all_agree_for_everybody(officer, colleague, manager, governance, mum, dad, world):
    fields, readers, bars, on = world
    document = row(**fields)
    for badge, since, until, needs, released in readers:
        Reader.objects.create(document=document, badge=badge, since=since, until=until, needs_release=needs,
                              released_at=released)
    for child, badge, since, until in bars:
        Bar.objects.create(child_uuid=child, badge=badge, since=since, until=until)
    for user in (officer, colleague, manager, governance, mum, dad, AnonymousUser()):
        opens(user, document, on)
    document.delete()
    Bar.objects.all().delete()


def test_a_stranger_and_a_closed_account_open_nothing(add, officer):
    document = add()
    closed = person("closed@example.org", "case_officer", badges=[TEAM], is_active=False)
    assert opens(officer, document)
    assert not opens(AnonymousUser(), document)
    assert not opens(closed, document)
    assert policies.badges_of(AnonymousUser(), DAY) == frozenset()


def test_the_account_itself_is_a_badge(add, colleague):
    assert opens(colleague, add(readers=[f"user:{colleague.uuid}"]))


@pytest.mark.abuse("AC-09")
def test_reading_ends_at_the_start_of_the_leaving_day(add, officer):
    document = add(readers=())
    services.let_read(document=document, badge=TEAM, by=None, at=NOW, until=DAY + timedelta(days=3))
    assert opens(officer, document, DAY + timedelta(days=2))
    assert not opens(officer, document, DAY + timedelta(days=3))
    assert not opens(officer, document, DAY - timedelta(days=1))


@pytest.mark.abuse("AC-08")
def test_a_badge_that_ended_opens_nothing_on_the_next_request(add, officer):
    document = add()
    officer.badges.update(until=DAY)
    forget_rights(officer)
    assert not opens(officer, document)


@pytest.mark.abuse("AC-03")
def test_who_is_barred_opens_nothing_whatever_readers_and_roles_say(add, mum, manager):
    document = add(readers=[MUM])
    services.bar_reading(child_uuid=CHILD, badge=MUM, since=DAY, by=None, at=NOW)
    services.bar_reading(child_uuid=CHILD, badge=f"user:{manager.uuid}", since=DAY, by=None, at=NOW)
    Document.objects.update(release_state="waiting", due_check_on=DUE)
    document.refresh_from_db()
    assert not opens(mum, document)
    assert not opens(manager, document)
    assert queries.documents_of(mum, CHILD, DAY) == ()
    assert opens(mum, document, DAY - timedelta(days=1)) is False
    assert services.lift_bar(child_uuid=CHILD, badge=MUM, by=None, at=NOW) == 1
    assert services.lift_bar(child_uuid=CHILD, badge=MUM, by=None, at=NOW) == 0
    assert opens(mum, document)


@pytest.mark.abuse("AC-03")
def test_a_bar_outlives_the_badge_that_it_names(add, dad):
    document = add(readers=[DAD, f"user:{dad.uuid}"])
    services.bar_reading(child_uuid=CHILD, badge=DAD, since=DAY, by=None, at=NOW)
    dad.badges.update(until=DAY)
    forget_rights(dad)
    assert not opens(dad, document)


@pytest.mark.abuse("AC-10")
def test_the_permission_to_check_opens_no_document_of_other_teams(to_check, colleague):
    document = to_check()
    assert not opens(colleague, document)
    assert not policies.can_check(colleague, document, DAY)
    assert queries.waiting_checks(colleague, DAY) == ()


def test_a_manager_opens_what_waits_for_a_check_and_nothing_after(to_check, manager):
    document = to_check()
    assert opens(manager, document)
    document.release_state = "released"
    document.save()
    assert not opens(manager, document)


def test_the_second_person_opens_what_waits_for_them(to_check, governance):
    document = to_check()
    assert not opens(governance, document)
    document.release_state = "approval"
    document.save()
    assert opens(governance, document)
    document.frozen_at = NOW
    document.save()
    assert not opens(governance, document)


def test_what_is_frozen_opens_to_checkers_alone(add, officer, mum, manager):
    document = add(readers=[TEAM, MUM])
    document.frozen_at = NOW
    document.save()
    assert not opens(mum, document)
    assert opens(officer, document)
    assert opens(manager, document)


def test_who_may_agree_and_settle(to_check, officer, manager, governance, mum):
    document = to_check(readers=[TEAM, MUM])
    document.release_state = "approval"
    document.save()
    release = Release.objects.create(document=document, decision="withhold", reason_code="address", decided_by=manager,
                                     decided_at=NOW)
    assert not policies.can_agree(manager, release, DAY)
    assert not policies.can_agree(officer, release, DAY)
    assert policies.can_agree(governance, release, DAY)
    report = LeakReport.objects.create(document=document, reported_by=officer, reported_at=NOW, breach_due_at=NOW)
    assert not policies.can_settle(officer, report, DAY)
    assert not policies.can_settle(mum, report, DAY)
    assert policies.can_settle(manager, report, DAY)


@pytest.mark.abuse("AC-02")
def test_hidden_and_unknown_are_the_same_error(add, dad):
    document = add(readers=[MUM])
    for uuid in (document.uuid, uuid4()):
        with pytest.raises(NotThereError):
            queries.open_document(dad, uuid, NOW)


def test_reading_can_be_given_ended_and_given_again(add, officer):
    document = add(readers=())
    services.let_read(document=document, badge=TEAM, by=None, at=NOW, words="EHC team")
    assert opens(officer, document)
    assert services.stop_reading(badge=TEAM, document=document, by=None, at=NOW) == 1
    assert not opens(officer, document)
    assert services.stop_reading(badge=TEAM, child_uuid=CHILD, by=None, at=NOW) == 0
    reader = services.let_read(document=document, badge=TEAM, by=None, at=NOW)
    assert (reader.since, reader.until) == (DAY, None)
    later = services.let_read(document=document, badge=TEAM, by=None, at=NOW + timedelta(days=1))
    assert later.since == DAY
    assert services.stop_reading(badge=TEAM, child_uuid=CHILD, by=None, at=NOW) == 1
    with pytest.raises(ValueError, match="a document or a child"):
        services.stop_reading(badge=TEAM, by=None, at=NOW)


def test_letting_read_is_no_way_round_the_check(to_check, mum):
    document = to_check()
    services.let_read(document=document, badge=MUM, by=None, at=NOW)
    assert not opens(mum, document)
    assert services.let_read(document=document, badge="person:gran", by=None, at=NOW, needs_release=True).needs_release


def test_a_list_costs_the_same_for_one_and_for_many(add, officer, django_assert_num_queries):
    add()
    queries.documents_of(officer, CHILD, DAY)
    with django_assert_num_queries(1):
        assert len(queries.documents_of(officer, CHILD, DAY)) == 1
    for n in range(5):
        add(f"another {n}".encode(), "a.txt")
    with django_assert_num_queries(1):
        assert len(queries.documents_of(officer, CHILD, DAY)) == 6


