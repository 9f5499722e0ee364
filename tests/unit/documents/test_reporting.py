"""“I can see something I should not”: frozen at once, settled by a person."""

from datetime import timedelta

import pytest

from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError, StaleError
from alongside.ground.documents import policies, queries, services
from alongside.ground.documents.models import LeakReport
from tests.unit.documents.conftest import CHILD, DAD, MUM, NOW, TEAM

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(add):
    return add(readers=[TEAM, MUM, DAD])


def opens(user, document):
    return policies.visible_to(user, NOW.date()).filter(pk=document.pk).exists()


def report(document, by):
    return services.report_leak(document=document, what="His address is in it.", by=by, at=NOW)


@pytest.mark.abuse("AC-39")
def test_a_report_closes_the_document_and_starts_the_72_hours(document, mum, dad, officer):
    found = report(document, mum)
    assert found.breach_due_at == NOW + timedelta(hours=72)
    assert not opens(mum, document)
    assert not opens(dad, document)
    assert opens(officer, document)
    assert queries.documents_of(dad, CHILD, NOW.date()) == ()
    entry = AuditEntry.objects.get(code="documents.leak.reported")
    assert entry.child_uuid == CHILD
    assert "address" not in entry.detail


@pytest.mark.fault("duplicate submit")
def test_a_second_report_by_the_same_person_is_the_first(document, mum):
    assert report(document, mum).pk == report(document, mum).pk


def test_a_report_by_another_keeps_the_first_moment(document, mum, officer):
    report(document, mum)
    later = services.report_leak(document=document, what="", by=officer, at=NOW + timedelta(hours=1))
    document.refresh_from_db()
    assert document.frozen_at == NOW
    assert later.breach_due_at == NOW + timedelta(hours=73)


@pytest.mark.abuse("AC-02")
def test_who_cannot_open_it_cannot_freeze_it(document, colleague):
    with pytest.raises(NotThereError):
        report(document, colleague)
    document.refresh_from_db()
    assert document.frozen_at is None


def test_settling_ends_the_reading_of_the_wrong_person_and_opens_it_to_the_others(document, mum, dad, officer):
    found = report(document, mum)
    assert [r.pk for r in queries.open_reports(officer, NOW.date())] == [found.pk]
    services.settle_report(report=found, outcome="Meant for her alone.", by=officer, at=NOW, remove=[DAD])
    assert opens(mum, document)
    assert not opens(dad, document)
    assert queries.open_reports(officer, NOW.date()) == ()
    settled = LeakReport.objects.get()
    assert (settled.settled_by, settled.outcome) == (officer, "Meant for her alone.")


def test_a_document_stays_frozen_until_every_report_is_settled(document, mum, dad, officer, manager):
    first = report(document, mum)
    second = services.report_leak(document=document, what="", by=officer, at=NOW)
    services.settle_report(report=first, outcome="Looked.", by=manager, at=NOW)
    assert not opens(mum, document)
    services.settle_report(report=second, outcome="Looked.", by=manager, at=NOW)
    assert opens(mum, document)


def test_nobody_settles_their_own_report_or_without_the_right(document, officer, mum, colleague):
    found = report(document, officer)
    for user in (officer, mum, colleague):
        with pytest.raises(RefusedError):
            services.settle_report(report=found, outcome="x", by=user, at=NOW)
        with pytest.raises(NotThereError):
            queries.report_for(user, found.uuid, NOW)
    assert queries.open_reports(officer, NOW.date()) == ()
    assert queries.open_reports(mum, NOW.date()) == ()


def test_settling_needs_words_and_happens_once(document, mum, officer):
    found = report(document, mum)
    with pytest.raises(InvalidError):
        services.settle_report(report=found, outcome=" ", by=officer, at=NOW)
    assert queries.report_for(officer, found.uuid, NOW).pk == found.pk
    services.settle_report(report=found, outcome="Done.", by=officer, at=NOW)
    with pytest.raises(StaleError):
        services.settle_report(report=found, outcome="Again.", by=officer, at=NOW)
