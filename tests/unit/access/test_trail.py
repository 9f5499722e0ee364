"""The audit trail: what is entered, in which order, how many statements it takes, and that it is only added to."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from alongside.ground.access import queries, services
from alongside.ground.access.engine import chain, trail
from alongside.ground.access.models import AuditChain, AuditEntry
from alongside.ground.access.words import GENESIS, READ_CODE
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError
from alongside.ground.core.refs import Ref

pytestmark = pytest.mark.django_db


def test_an_entry_keeps_who_what_when_and_why(make, at):
    officer, child, ref = make(roles=["case_officer"]), uuid4(), Ref("ehc", "request", uuid4())
    services.pin_badge(user=officer, badge="team:north", since=date(2020, 1, 1), at=at)
    services.pin_badge(user=officer, badge="person:x", since=date(2020, 1, 1), at=at)
    entry = services.record(
        code="ehc.request.received", by=officer, at=at, child=child, ref=ref, detail={"door": "post"}, reason="letter",
    )
    entry.refresh_from_db()
    assert (entry.chain, entry.seq, entry.prev_hash) == (str(child), 1, GENESIS)
    assert (entry.by_uuid, entry.by_role, entry.by_badges) == (officer.uuid, "Case officer", "team:north")
    assert (entry.ref, entry.reason, services.facts_of(entry)) == (str(ref), "letter", {"door": "post"})
    assert entry.acted_at == at
    assert abs(entry.recorded_at - datetime.now(UTC)) < timedelta(minutes=5)


def test_what_isnt_about_a_child_goes_to_the_systems_chain(at):
    before = AuditEntry.objects.filter(chain="system").count()
    entry = services.record(code="returns.loaded", by=None, at=at)
    assert entry.chain == "system"
    assert AuditEntry.objects.filter(chain="system").count() == before + 1
    assert services.facts_of(entry) == {}


def test_each_entry_names_the_hash_of_the_one_before(at):
    child = uuid4()
    entries = [services.record(code="x.y", by=None, at=at, child=child) for _ in range(3)]
    assert [e.seq for e in entries] == [1, 2, 3]
    assert [e.prev_hash for e in entries] == [GENESIS, entries[0].hash, entries[1].hash]
    head = AuditChain.objects.get(key=str(child))
    assert (head.n_entries, head.head_hash, head.last_at) == (3, entries[2].hash, entries[2].recorded_at)


@pytest.mark.abuse("AC-31")
def test_a_clock_put_back_does_not_put_entries_back():
    last = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert chain.next_moment(last - timedelta(hours=3), last) == last + timedelta(microseconds=1)
    assert chain.next_moment(last + timedelta(seconds=1), last) == last + timedelta(seconds=1)
    assert chain.next_moment(last, None) == last


@pytest.mark.abuse("AC-31")
def test_the_time_of_an_entry_is_the_databases_whatever_moment_the_act_claims(at):
    child = uuid4()
    first = services.record(code="x.y", by=None, at=at, child=child)
    second = services.record(code="x.y", by=None, at=at - timedelta(days=400), child=child)
    assert second.recorded_at > first.recorded_at


def test_reading_a_record_takes_two_statements(make, at, django_assert_num_queries):
    officer, child = make(roles=["case_officer"]), uuid4()
    services.record_read(child=child, by=officer, at=at, page="portal_child")
    with django_assert_num_queries(2):
        services.record_read(child=child, by=officer, at=at, page="portal_child", reason="duty cover")
    assert AuditEntry.objects.filter(chain=str(child), code=READ_CODE).count() == 2


def test_thirteen_thousand_children_take_a_few_hundred_statements(at):
    acts = [services.Act(uuid4(), {"row": str(n)}) for n in range(13_402)]
    with CaptureQueriesContext(connection) as caught:
        n = services.record_many(code="returns.child.loaded", by=None, at=at, acts=acts, source="sen2")
    assert n == 13_402
    assert len(caught) <= 300
    assert AuditChain.objects.count() >= 13_402
    services.record_many(code="returns.child.loaded", by=None, at=at, acts=[*acts[:3], acts[0]])
    assert AuditEntry.objects.filter(chain=str(acts[0].child)).count() == 3
    assert services.verify_audit() == []


def test_many_acts_of_nobody_are_no_statement(at, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert services.record_many(code="x.y", by=None, at=at, acts=[]) == 0


def test_only_known_kinds_of_values_are_hashed(at):
    with pytest.raises(TypeError, match="can't hold float"):
        chain.canonical(dict.fromkeys(chain.COLUMNS, 0.5))


def test_the_canonical_form_does_not_depend_on_the_time_zone(at):
    from zoneinfo import ZoneInfo

    plain = dict.fromkeys(chain.COLUMNS)
    here = chain.canonical({**plain, "acted_at": at})
    assert here == chain.canonical({**plain, "acted_at": at.astimezone(ZoneInfo("Pacific/Apia"))})
    assert json.loads(here)["acted_at"] == "2026-03-02T09:30:00.000000Z"


def test_identifiers_of_entries_sort_by_time(at):
    assert chain.ordered_uuid(at) < chain.ordered_uuid(at + timedelta(seconds=1))
    assert chain.ordered_uuid(at).version == 7


GUARDED = [
    "UPDATE access_auditentry SET code = 'x'",
    "DELETE FROM access_auditentry",
    "UPDATE access_auditchain SET n_entries = 0",
    "UPDATE access_auditchain SET head_hash = 'x'",
    "UPDATE access_auditchain SET key = 'x'",
    "UPDATE access_auditchain SET last_at = NULL",
    "DELETE FROM access_auditchain",
]


@pytest.mark.abuse("AC-30")
@pytest.mark.parametrize("statement", GUARDED)
def test_the_database_itself_refuses_to_change_the_trail(statement, at):
    services.record(code="x.y", by=None, at=at)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.postgres
@pytest.mark.abuse("AC-30")
@pytest.mark.parametrize("table", ["access_auditentry", "access_auditchain"])
def test_postgresql_refuses_to_empty_the_trail(table, at):
    services.record(code="x.y", by=None, at=at)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")


@pytest.mark.abuse("AC-30")
@pytest.mark.parametrize("change", [
    {"seq": 5}, {"prev_hash": "f" * 64}, {"recorded_at": datetime(2020, 1, 1, tzinfo=UTC)},
])
def test_an_entry_can_only_go_to_the_end_of_its_chain(change, at):
    entry = services.record(code="x.y", by=None, at=at)
    values = {name: getattr(entry, name) for name in chain.COLUMNS}
    values |= {"uuid": uuid4(), "seq": 2, "prev_hash": entry.hash, "recorded_at": entry.recorded_at + timedelta(1)}
    values |= {"chain": entry.chain, "seq": entry.seq + 1} | change
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.bulk_create([AuditEntry(**values, hash=chain.entry_hash(values))])


def test_a_refusal_outlives_the_rollback_of_its_act(make, at):
    officer = make(roles=["case_support"])

    def decide():
        with services.act(by=officer, at=at, code="ehc.decision.made"), transaction.atomic():
            services.record(code="ehc.decision.begun", by=officer, at=at)
            raise RefusedError("needs permission decide_assessment")

    with pytest.raises(RefusedError):
        decide()
    assert not AuditEntry.objects.filter(code="ehc.decision.begun").exists()
    entry = AuditEntry.objects.get(code="ehc.decision.made")
    assert (entry.outcome, entry.reason) == ("refused", "needs permission decide_assessment")


@pytest.mark.parametrize(("error", "reason"), [
    (InvalidError({"name": "Enter a name."}), "InvalidError"), (NotThereError(), "NotThereError"),
    (ZeroDivisionError("Sam Smith"), "ZeroDivisionError"),
])
def test_a_failure_is_entered_by_its_kind_and_never_by_its_words(error, reason, at):
    with pytest.raises(type(error)), services.act(by=None, at=at, code="x.failed"):
        raise error
    entry = AuditEntry.objects.get(code="x.failed")
    assert (entry.outcome, entry.reason) == ("failed", reason)


def test_an_act_that_goes_well_adds_nothing_by_itself(make, at):
    officer = make(roles=["case_officer"])
    n = AuditEntry.objects.count()
    with services.act(by=officer, at=at, code="x.y"):
        assert queries.roles(officer) == {"case_officer"}
    assert AuditEntry.objects.count() == n


def test_a_refusal_noted_outside_any_wrapper_is_entered_at_once(at):
    services.note_refusal(code="x.refused", by=None, at=at, reason="why", detail={"a": "b"})
    assert AuditEntry.objects.get(code="x.refused").outcome == "refused"


@pytest.mark.abuse("AC-02")
def test_five_refusals_in_ten_minutes_raise_an_alert(make, at, caplog):
    nosy = make(roles=["adviser"])
    for _ in range(5):
        with services.noting():
            services.note_refusal(code="access.page.refused", by=nosy, at=datetime.now(UTC))
    alert = AuditEntry.objects.get(code="access.alert.raised")
    assert services.facts_of(alert) == {"account": str(nosy.uuid), "n_refused": "5"}
    assert "refused 5 times" in caplog.text
    assert nosy.name not in caplog.text


def test_a_nul_byte_in_a_reason_is_left_out(at):
    assert services.record(code="x.y", by=None, at=at, reason="a\x00b").reason == "ab"


def test_withholding_needs_two_people_who_may(make, at):
    first, second = make(roles=["audit_reader"]), make("b@example.com", roles=["send_manager"])
    child = uuid4()
    given = {"child": child, "first_seq": 2, "last_seq": 3, "reason_code": "section_47", "until": date(2026, 9, 1)}
    with pytest.raises(InvalidError):
        services.withhold_reads(**given, by=first, second=first, at=at)
    with pytest.raises(RefusedError):
        services.withhold_reads(**given, by=first, second=make("c@example.com", roles=["adviser"]), at=at)
    with pytest.raises(InvalidError):
        services.withhold_reads(**{**given, "last_seq": 1}, by=first, second=second, at=at)
    made = services.withhold_reads(**given, by=first, second=second, at=at)
    assert (made.approved_by_uuid, made.second_by_uuid) == (first.uuid, second.uuid)
    entry = AuditEntry.objects.get(code="access.reads.withheld")
    assert entry.chain == "system"
    assert services.facts_of(entry)["child"] == str(child)


@pytest.mark.abuse("AC-10")
def test_a_family_reads_role_team_and_purpose_and_names_only_whom_it_knows(make, at):
    child = uuid4()
    officer, doctor = make(roles=["case_officer"]), make("d@example.com", roles=["adviser"], name="Dr Strange")
    parent = make("p@example.com", kind="family", roles=["family_member"])
    services.pin_badge(user=officer, badge="team:north", since=date(2020, 1, 1), at=at)
    for reader, reason in ((officer, ""), (doctor, "duty cover"), (parent, ""), (None, "")):
        services.record_read(child=child, by=reader, at=at, page="portal_child", reason=reason)
    rows = queries.reads_of_child(child, known={officer.pk}, on=at.date())
    assert [(r.role, r.badges, r.purpose, r.name) for r in rows] == [
        ("Adviser", (), "duty cover", ""), ("Case officer", ("team:north",), "", "Ada Example"),
    ]
    assert queries.reads_of_child(child, hidden={doctor.pk}, on=at.date())[0].role == "Case officer"


def test_a_withheld_reading_is_left_out_until_its_day(make, at):
    child, reader = uuid4(), make(roles=["adviser"])
    first, second = make("a@example.com", roles=["audit_reader"]), make("b@example.com", roles=["send_manager"])
    entry = services.record_read(child=child, by=reader, at=at, page="portal_child")
    services.withhold_reads(
        child=child, first_seq=entry.seq, last_seq=entry.seq, reason_code="section_47", by=first, second=second,
        until=date(2026, 9, 1), at=at,
    )
    assert queries.reads_of_child(child, on=date(2026, 8, 31)) == []
    assert len(queries.reads_of_child(child, on=date(2026, 9, 1))) == 1


def test_a_reader_whose_account_is_gone_is_still_shown_by_role(at):
    child = uuid4()
    trail.append([trail.Draft(acted_at=at, code=READ_CODE, child_uuid=child, by_uuid=uuid4(), by_role="Adviser")])
    assert [(r.role, r.name) for r in queries.reads_of_child(child, on=at.date())] == [("Adviser", "")]


def test_the_trail_is_read_only_by_those_who_may(make, at):
    reader, officer, child = make(roles=["audit_reader"]), make("o@example.com", roles=["case_officer"]), uuid4()
    services.record_read(child=child, by=officer, at=at, page="portal_child")
    rows, counted = queries.audit_entries(
        reader, chain=str(child), code="people", by_uuid=officer.uuid, since=at - timedelta(days=999),
    )
    assert (len(rows), counted.total) == (1, 1)
    assert queries.audit_entries(officer, chain=str(child))[0] == []


def test_rows_come_chain_by_chain_in_order(at):
    child = uuid4()
    services.record(code="x.b", by=None, at=at, child=child)
    services.record(code="x.a", by=None, at=at)
    services.record(code="x.c", by=None, at=at, child=child)
    rows = [(row.chain, row.seq) for row in trail.rows_in_order()]
    assert rows == sorted(rows)
