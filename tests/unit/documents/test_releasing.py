"""The check before a family reads: release, recall, withhold with a second person, take passages out, escalate."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from alongside.ground.access.models import AuditEntry, Badge
from alongside.ground.access.policies import forget_rights
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError, StaleError
from alongside.ground.documents import policies, queries, services
from alongside.ground.documents.models import Document, Release
from tests.unit.documents.conftest import CHILD, DAD, DUE, MUM, NOW, TEAM, person, sent

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=10)


def opens(user, document, at=NOW):
    return policies.visible_to(user, at.date()).filter(pk=document.pk).exists()


def released(document, by, **changed):
    document.refresh_from_db()
    given = {"document": document, "to": [MUM], "by": by, "at": NOW, "version": document.version}
    return services.release(**{**given, **changed})


def withheld(document, by, **changed):
    document.refresh_from_db()
    given = {"document": document, "reason_code": "third_party", "note": "Page 2 is about his sister.", "by": by,
             "at": NOW, "version": document.version}
    return services.withhold(**{**given, **changed})


def parted(document, by, **changed):
    document.refresh_from_db()
    given = {"document": document, "file": sent(b"Sam likes [removed]", "copy.txt"), "to": [MUM],
             "reason_code": "third_party", "note": "Page 2.", "by": by, "at": NOW, "version": document.version}
    return services.withhold_part(**{**given, **changed})


@pytest.mark.abuse("AC-01", "AC-04")
def test_a_family_reads_only_after_a_person_checked_and_only_those_chosen(to_check, officer, mum, dad):
    document = to_check()
    assert not opens(mum, document)
    released(document, officer)
    assert services.carry_out_releases(at=LATER) == 1
    assert opens(mum, document)
    assert not opens(dad, document)
    document.refresh_from_db()
    assert document.release_state == "released"


@pytest.mark.abuse("AC-01")
def test_a_release_can_be_called_back_for_ten_minutes(to_check, officer, mum):
    document = to_check()
    decided = released(document, officer)
    assert decided.takes_effect_at == LATER
    assert services.carry_out_releases(at=LATER - timedelta(seconds=1)) == 0
    assert not opens(mum, document)
    services.recall(release=decided, by=officer, at=LATER - timedelta(seconds=1))
    assert services.recall(release=decided, by=officer, at=LATER).recalled_at == LATER - timedelta(seconds=1)
    assert services.carry_out_releases(at=LATER) == 0
    assert not opens(mum, document)
    again = released(document, officer)
    services.carry_out_releases(at=LATER)
    with pytest.raises(InvalidError, match="too late"):
        services.recall(release=again, by=officer, at=LATER)


def test_it_is_too_late_once_the_minutes_have_passed_even_before_the_task_ran(to_check, officer):
    decided = released(to_check(), officer)
    with pytest.raises(InvalidError, match="too late"):
        services.recall(release=decided, by=officer, at=LATER)


def test_only_a_checker_calls_back(to_check, officer, colleague):
    decided = released(to_check(), officer)
    with pytest.raises(RefusedError):
        services.recall(release=decided, by=colleague, at=NOW)


def test_a_release_can_take_effect_at_once(to_check, officer, mum):
    document = to_check()
    released(document, officer, recall_minutes=0)
    assert opens(mum, document)


@pytest.mark.fault("duplicate submit")
def test_a_release_takes_effect_once(to_check, officer):
    released(to_check(), officer)
    assert [services.carry_out_releases(at=LATER), services.carry_out_releases(at=LATER)] == [1, 0]
    assert AuditEntry.objects.filter(code="documents.release.done").count() == 1


def test_a_release_that_somebody_called_back_meanwhile_does_nothing(to_check, officer, monkeypatch):
    from alongside.ground.documents.services import releasing

    decided = released(to_check(), officer)
    Release.objects.update(recalled_at=NOW)
    assert releasing._carry_out(decided, LATER) is False


@pytest.mark.abuse("AC-01")
def test_readers_are_only_those_whom_the_room_above_named(to_check, officer):
    document = to_check()
    for wrong in ([], ["person:stranger"], [MUM, "person:stranger"], [TEAM]):
        with pytest.raises(InvalidError) as caught:
            released(document, officer, to=wrong)
        assert "to" in caught.value.errors


def test_nobody_releases_to_themselves(to_check, officer):
    Badge.objects.create(user=officer, badge=MUM, since=NOW.date())
    forget_rights(officer)
    with pytest.raises(RefusedError, match="themselves"):
        released(to_check(), officer)


def test_who_may_not_check_is_refused(to_check, mum, colleague, governance):
    document = to_check()
    for user in (mum, colleague, governance):
        for act in (released, withheld, parted):
            with pytest.raises(RefusedError):
                act(document, user)


@pytest.mark.fault("two people edit one section")
def test_two_officers_deciding_at_once_the_second_sees_what_stands(to_check, officer, manager):
    document = to_check()
    version = document.version
    released(document, officer)
    with pytest.raises(StaleError) as caught:
        withheld(document, manager, version=version)
    assert caught.value.theirs == {"decision": "On its way"}
    assert caught.value.ours["note"] == "Page 2 is about his sister."
    with pytest.raises(StaleError):
        released(document, manager, version=99)


def test_withholding_needs_a_second_person_who_is_another(to_check, officer, manager, governance, mum):
    document = to_check()
    asked = withheld(document, manager)
    document.refresh_from_db()
    assert document.release_state == "approval"
    with pytest.raises(RefusedError):
        services.answer_withholding(release=asked, agrees=True, by=manager, at=NOW)
    with pytest.raises(RefusedError):
        services.answer_withholding(release=asked, agrees=True, by=officer, at=NOW)
    done = services.answer_withholding(release=asked, agrees=True, by=governance, at=NOW)
    document.refresh_from_db()
    assert (document.release_state, done.is_agreed, done.done_at) == ("withheld", True, NOW)
    assert not opens(mum, document)
    assert opens(officer, document)
    entry = AuditEntry.objects.get(code="documents.withholding.agreed")
    assert entry.reason == "third_party"
    assert "sister" not in entry.detail


def test_the_database_itself_wants_two_people_and_a_reason(to_check, manager):
    asked = withheld(to_check(), manager)
    for wrong in ({"second_approver": manager, "second_at": NOW, "is_agreed": True}, {"second_at": NOW},
                  {"reason_code": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.filter(pk=asked.pk).update(**wrong)


def test_a_second_person_who_disagrees_says_why_and_it_waits_again(to_check, manager, governance, officer):
    document = to_check()
    asked = withheld(document, manager)
    with pytest.raises(InvalidError):
        services.answer_withholding(release=asked, agrees=False, by=governance, at=NOW)
    services.answer_withholding(release=asked, agrees=False, note="She may read this.", by=governance, at=NOW)
    document.refresh_from_db()
    assert document.release_state == "waiting"
    with pytest.raises(StaleError):
        services.answer_withholding(release=asked, agrees=True, by=governance, at=NOW)
    assert withheld(document, officer)


def test_a_release_has_no_second_person(to_check, officer, governance):
    decided = released(to_check(), officer)
    with pytest.raises(StaleError):
        services.answer_withholding(release=decided, agrees=True, by=governance, at=NOW)


@pytest.mark.parametrize(("reason", "note"), [("", "x"), ("nonsense", "x"), ("address", " ")])
def test_withholding_needs_a_code_and_words(to_check, officer, reason, note):
    document = to_check()
    for act in (withheld, parted):
        with pytest.raises(InvalidError):
            act(document, officer, reason_code=reason, note=note)
    document.refresh_from_db()
    assert document.release_state == "waiting"


def test_a_part_withheld_means_that_the_family_reads_the_copy_and_never_the_original(
    to_check, officer, governance, mum, dad
):
    document = to_check()
    asked = parted(document, officer)
    copy = asked.redacted
    assert opens(officer, copy)
    assert not opens(mum, copy)
    services.answer_withholding(release=asked, agrees=True, by=governance, at=NOW)
    assert not opens(mum, copy)
    services.carry_out_releases(at=LATER)
    assert opens(mum, copy)
    assert not opens(dad, copy)
    assert not opens(mum, document)
    document.refresh_from_db()
    assert (document.release_state, copy.redacts_id, copy.source) == ("part_withheld", document.pk, "redacted")
    assert [d.uuid for d in queries.documents_of(mum, CHILD, NOW.date())] == [copy.uuid]


def test_a_copy_can_take_effect_at_once(to_check, officer, governance, mum):
    asked = parted(to_check(), officer)
    services.answer_withholding(release=asked, agrees=True, by=governance, at=NOW, recall_minutes=0)
    assert opens(mum, asked.redacted)


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_copy_that_is_turned_down_or_called_back_stays_unread(to_check, officer, governance, mum, is_answered):
    asked = parted(to_check(), officer)
    if is_answered:
        services.answer_withholding(release=asked, agrees=True, by=governance, at=NOW)
        services.recall(release=asked, by=officer, at=NOW)
    else:
        services.answer_withholding(release=asked, agrees=False, note="More must go.", by=governance, at=NOW)
    services.carry_out_releases(at=LATER)
    copy = Document.objects.get(pk=asked.redacted_id)
    assert copy.release_state == "withheld"
    assert not opens(mum, copy)
    assert parted(Document.objects.get(pk=asked.document_id), officer)


def test_the_original_is_no_redacted_copy(to_check, officer):
    with pytest.raises(InvalidError, match="original itself"):
        parted(to_check(), officer, file=sent())
    assert Document.objects.count() == 1


def test_what_is_reported_is_not_released(to_check, officer, manager):
    document = to_check()
    services.report_leak(document=document, what="", by=officer, at=NOW)
    with pytest.raises(InvalidError, match="Settle the report"):
        released(document, manager)


def test_the_queue_shows_overdue_first_and_only_one_s_own_cases(to_check, add, officer, colleague, manager, mum):
    first = to_check()
    second = add(b"older", "b.txt", check_for={MUM: "Mother"}, due_check_on=DUE - timedelta(days=7))
    add(b"no check", "c.txt")
    lines = queries.waiting_checks(officer, NOW.date())
    assert [line.uuid for line in lines] == [second.uuid, first.uuid]
    assert [line.is_overdue for line in lines] == [True, False]
    assert (lines[1].about, lines[1].due_on) == ("Sam Ward, born 4 May 2017", DUE)
    assert queries.waiting_checks(colleague, NOW.date()) == ()
    assert len(queries.waiting_checks(manager, NOW.date())) == 2
    assert queries.waiting_checks(mum, NOW.date()) == ()


def test_a_check_is_not_overdue_on_its_day(to_check, officer):
    to_check()
    assert not queries.waiting_checks(officer, DUE)[0].is_overdue
    assert queries.waiting_checks(officer, DUE + timedelta(days=1))[0].is_overdue


def test_the_queue_offers_to_call_back_what_leaves(to_check, officer):
    decided = released(to_check(), officer)
    [line] = queries.waiting_checks(officer, NOW.date())
    assert (line.release_uuid, line.takes_effect_at) == (decided.uuid, LATER)
    services.carry_out_releases(at=LATER)
    assert queries.waiting_checks(officer, NOW.date()) == ()


def test_approvals_wait_for_others_than_the_one_who_asked(to_check, manager, governance, officer):
    asked = withheld(to_check(), manager)
    assert queries.waiting_approvals(manager, NOW.date()) == ()
    assert queries.waiting_approvals(officer, NOW.date()) == ()
    [line] = queries.waiting_approvals(governance, NOW.date())
    assert line.release_uuid == asked.uuid
    assert queries.release_for(governance, asked.uuid, NOW).pk == asked.pk


def test_a_decision_is_hidden_with_its_document(to_check, manager, colleague):
    asked = withheld(to_check(), manager)
    with pytest.raises(NotThereError):
        queries.release_for(colleague, asked.uuid, NOW)


def test_an_overdue_check_escalates_once(to_check):
    document = to_check()
    assert services.escalate_checks(at=NOW) == 0
    late = NOW + timedelta(days=3)
    assert services.escalate_checks(at=late) == 1
    assert services.escalate_checks(at=late + timedelta(days=1)) == 0
    document.refresh_from_db()
    assert document.escalated_at == late
    assert [d.pk for d in queries.overdue_checks(late.date())] == [document.pk]
    assert AuditEntry.objects.get(code="documents.check.escalated").child_uuid == CHILD


def test_those_above_can_ask_of_which_release_nobody_was_told_and_mark_it_once(to_check, officer, governance):
    document = to_check()
    decided = released(document, officer)
    assert queries.untold_releases() == ()
    assert not services.mark_release_told(release=decided.uuid, at=NOW)
    services.carry_out_releases(at=LATER)
    [one] = queries.untold_releases()
    assert (one.uuid, one.document.uuid, one.child_uuid, one.badges, one.done_at) == (
        decided.uuid, document.uuid, CHILD, (MUM,), LATER
    )
    assert services.mark_release_told(release=one.uuid, at=LATER)
    assert not services.mark_release_told(release=one.uuid, at=LATER)
    assert queries.untold_releases() == ()


def test_what_cannot_be_opened_yet_is_told_of_when_it_can(to_check, officer, mum):
    document = to_check()
    released(document, officer)
    services.carry_out_releases(at=LATER)
    for column, shut, is_open in (("scan_state", "waiting", "clean"), ("frozen_at", NOW, None)):
        type(document).objects.filter(pk=document.pk).update(**{column: shut})
        assert queries.untold_releases() == ()
        type(document).objects.filter(pk=document.pk).update(**{column: is_open})
        assert len(queries.untold_releases()) == 1


def test_a_badge_without_an_account_reads_on_the_same_terms(to_check, officer):
    document = to_check()
    assert not policies.opens_to_badge(MUM, document, NOW.date())
    released(document, officer)
    services.carry_out_releases(at=LATER)
    document.refresh_from_db()
    assert policies.opens_to_badge(MUM, document, LATER.date())
    assert not policies.opens_to_badge(DAD, document, LATER.date())
    services.bar_reading(child_uuid=CHILD, badge=MUM, since=NOW.date(), by=None, at=NOW)
    assert not policies.opens_to_badge(MUM, document, LATER.date())


def test_how_much_waits_for_somebody_who_checks(to_check, officer, manager, mum):
    document = to_check()
    assert (queries.n_waiting(officer, NOW.date()), queries.n_waiting(mum, NOW.date())) == (1, 0)
    services.withhold(document=document, reason_code="address", note="Page 2", by=officer, at=NOW, version=1)
    assert (queries.n_waiting(officer, NOW.date()), queries.n_waiting(manager, NOW.date())) == (0, 1)


def test_what_is_on_its_way_waits_for_nobody(to_check, officer):
    released(to_check(), officer)
    assert len(queries.waiting_checks(officer, NOW.date())) == 1
    assert queries.n_waiting(officer, NOW.date()) == 0


def test_names_of_readers_and_staff(to_check, add, officer):
    document = to_check()
    assert [r.words for r in queries.candidates(document)] == ["Sarah Ward, mother", "Tom Ward, father"]
    assert (TEAM, "team preston") in queries.readers_in_words(document)
    assert queries.who(officer) == "Officer"
    assert queries.who(person("x@example.org")) == "X"
    assert DAD
