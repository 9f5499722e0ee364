"""Somebody with SQL and without scruples changes the trail: `verify` says where."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from alongside.ground.access import services
from alongside.ground.access.engine import chain, seal, trail
from alongside.ground.access.models import AuditChain, AuditEntry
from alongside.ground.access.words import GENESIS

pytestmark = [pytest.mark.django_db, pytest.mark.abuse("AC-30")]
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def child():
    """A chain of five entries, and beside it another child's and the system's."""
    child, other = uuid4(), uuid4()
    for n in range(5):
        services.record(code="ehc.case.noted", by=None, at=AT, child=child, detail={"n": str(n)}, reason="r")
    services.record(code="ehc.case.noted", by=None, at=AT, child=other)
    services.record(code="access.account.made", by=None, at=AT)
    return str(child)


@pytest.fixture
def signed(child):
    return services.sign_heads(at=AT)


@pytest.fixture
def attacker(child):
    """Takes the guards off the tables, as an owner of the database can."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE access_auditentry DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE access_auditchain DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'access_audit%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
    return AuditEntry.objects.filter(chain=child)


def faults(**options):
    return [(f.chain, f.seq, f.what) for f in services.verify_audit(**options)]


def rebuild(entries, *, start=1, previous=GENESIS):
    """Number and hash entries anew, so that they look whole, and set the head to fit."""
    for seq, entry in enumerate(entries, start=start):
        old = entry.uuid
        entry.seq, entry.prev_hash = seq, previous
        entry.hash = previous = chain.entry_hash({name: getattr(entry, name) for name in chain.COLUMNS})
        AuditEntry.objects.filter(uuid=old).update(seq=seq + 1000, prev_hash=entry.prev_hash, hash=entry.hash)
    for entry in entries:
        AuditEntry.objects.filter(uuid=entry.uuid).update(seq=entry.seq)
    last = entries[-1]
    AuditChain.objects.filter(key=last.chain).update(
        n_entries=last.seq, head_hash=last.hash, last_at=last.recorded_at
    )


def test_an_empty_trail_has_no_fault():
    assert faults() == []


def test_an_untouched_trail_has_no_fault(child):
    services.sign_heads(at=AT)
    assert faults() == []


OTHER = {
    "uuid": UUID(int=7), "seq": 77, "chain": "system2", "recorded_at": datetime(2031, 1, 1, tzinfo=UTC),
    "acted_at": datetime(2025, 1, 1, tzinfo=UTC), "code": "ehc.case.notes", "outcome": "refused",
    "by_uuid": UUID(int=8), "by_role": "x", "by_badges": "x", "child_uuid": None, "ref": "x", "page": "x",
    "reason": "R", "source": "x", "request_id": "x", "detail": "", "prev_hash": "f" * 64, "hash": "f" * 64,
}


def test_every_column_is_tried():
    assert set(OTHER) == {field.name for field in AuditEntry._meta.get_fields()}


@pytest.mark.parametrize("column", OTHER)
@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_changed_column_is_found(column, seq, child, attacker):
    attacker.filter(seq=seq).update(**{column: OTHER[column]})
    found = faults()
    assert found
    assert child in {c for c, _, _ in found}
    if column not in {"chain", "seq"}:
        assert found[0][1] == seq


@pytest.mark.parametrize("seq", [1, 3])
def test_a_removed_entry_is_found(seq, child, attacker):
    attacker.filter(seq=seq).delete()
    assert faults() == [(child, seq + 1, f"entry {seq} is missing before this one")]


def test_a_removed_entry_whose_successors_are_numbered_anew_is_found(child, attacker):
    attacker.filter(seq=3).delete()
    for seq in (4, 5):
        attacker.filter(seq=seq).update(seq=seq - 1)
    assert faults() == [(child, 3, "this entry was changed: its hash does not fit")]


def test_two_entries_that_changed_places_are_found(child, attacker):
    second, third = attacker.get(seq=2), attacker.get(seq=3)
    attacker.filter(uuid=second.uuid).update(seq=99)
    attacker.filter(uuid=third.uuid).update(seq=2)
    attacker.filter(uuid=second.uuid).update(seq=3)
    assert faults() == [(child, 2, "this entry was changed: its hash does not fit")]


def test_two_entries_that_changed_places_with_right_hashes_are_found(child, attacker):
    rows = list(attacker.order_by("seq"))
    for row, seq in ((rows[1], 3), (rows[2], 2)):
        values = {name: getattr(row, name) for name in chain.COLUMNS} | {"seq": seq}
        row.hash, row.seq = chain.entry_hash(values), seq
    for row in (rows[1], rows[2]):
        attacker.filter(uuid=row.uuid).update(seq=row.seq + 100, hash=row.hash)
    for row in (rows[1], rows[2]):
        attacker.filter(uuid=row.uuid).update(seq=row.seq)
    assert faults() == [(child, 2, "this entry does not follow the one before it: moved, added or replaced")]


def test_an_entry_that_was_slipped_in_is_found(child, attacker):
    attacker.filter(seq=5).update(seq=6)
    like = attacker.get(seq=4)
    values = {name: getattr(like, name) for name in chain.COLUMNS} | {"uuid": uuid4(), "seq": 5, "prev_hash": like.hash}
    values["recorded_at"] += timedelta(microseconds=1)
    AuditEntry.objects.bulk_create([AuditEntry(**values, hash=chain.entry_hash(values))])
    assert faults() == [(child, 6, "this entry was changed: its hash does not fit")]


def test_an_entry_added_at_the_end_past_the_guards_is_found(child, attacker):
    like = attacker.get(seq=5)
    values = {name: getattr(like, name) for name in chain.COLUMNS} | {"uuid": uuid4(), "seq": 6, "prev_hash": like.hash}
    values["recorded_at"] += timedelta(microseconds=1)
    AuditEntry.objects.bulk_create([AuditEntry(**values, hash=chain.entry_hash(values))])
    assert faults() == [(child, 7, "the head does not fit the last entry")]


def test_an_entry_with_another_time_is_found_even_with_a_right_hash(child, attacker):
    rows = list(attacker.order_by("seq"))
    rows[2].recorded_at = rows[0].recorded_at - timedelta(days=3)
    attacker.filter(uuid=rows[2].uuid).update(recorded_at=rows[2].recorded_at)
    rebuild(rows)
    assert faults() == [(child, 3, "this entry claims a time before the one that it follows")]


def test_a_cut_off_tail_is_found(child, attacker):
    attacker.filter(seq__gte=4).delete()
    assert faults() == [(child, 4, "cut off: the head knows 5 entries")]


def test_a_cut_off_tail_with_a_head_that_was_put_back_is_found_by_the_signed_heads(child, signed, attacker):
    attacker.filter(seq__gte=4).delete()
    last = attacker.get(seq=3)
    AuditChain.objects.filter(key=child).update(n_entries=3, head_hash=last.hash, last_at=last.recorded_at)
    assert faults() == [(child, 4, "cut off: a signed head knows 5 entries")]


def test_a_head_that_was_changed_is_found(child, attacker):
    AuditChain.objects.filter(key=child).update(head_hash="f" * 64)
    assert faults() == [(child, 6, "the head does not fit the last entry")]


def test_a_head_that_was_deleted_is_found(child, attacker):
    AuditChain.objects.filter(key=child).delete()
    assert faults() == [(child, 6, "the head of the chain is gone")]


def test_a_chain_whose_entries_are_all_gone_is_found(child, attacker):
    attacker.delete()
    assert faults() == [(child, 1, "all 5 entries of the chain are gone")]


def test_a_chain_of_which_nothing_is_left_is_found_by_the_signed_heads(child, signed, attacker):
    attacker.delete()
    AuditChain.objects.filter(key=child).delete()
    assert faults() == [(child, 1, "the whole chain is gone; the signed heads know it")]


def test_a_chain_with_an_empty_head_is_found_by_the_signed_heads(child, signed, attacker):
    attacker.delete()
    AuditChain.objects.filter(key=child).update(n_entries=0, head_hash=GENESIS, last_at=None)
    assert faults() == [(child, 1, "all 0 entries of the chain are gone")]


def test_a_chain_that_was_rebuilt_whole_is_found_by_the_signed_heads(child, signed, attacker):
    attacker.filter(seq=2).update(reason="something else")
    rebuild(list(attacker.order_by("seq")))
    assert faults() == [(child, 5, "the chain was rebuilt: a signed head says otherwise")]


def test_a_chain_rebuilt_and_made_longer_is_found_by_the_signed_heads(child, signed, attacker):
    attacker.filter(seq=2).update(reason="something else")
    services.record(code="x.y", by=None, at=AT, child=UUID(child))
    rebuild(list(attacker.order_by("seq")))
    assert (child, 5, "the chain was rebuilt: a signed head says otherwise") in faults()


def test_each_broken_chain_is_named_once(child, attacker):
    AuditEntry.objects.filter(seq=1).update(reason="changed")
    found = faults()
    assert len(found) == AuditChain.objects.filter(n_entries__gt=0).count()
    assert {seq for _, seq, _ in found} == {1}


def test_a_changed_file_of_signed_heads_is_found(child, settings):
    path = services.sign_heads(at=AT)
    path.chmod(0o600)
    path.write_text(path.read_text().replace(child, str(uuid4())))
    what = {w for _, _, w in faults()}
    assert f"{path.name}: this file of signed heads was changed: its seal does not fit" in what


@pytest.mark.parametrize("text", ["", "{}\n", "nonsense", '{"seal": "x"}\n', "a\nb\n"])
def test_a_file_that_is_no_file_of_heads_is_found(text, child):
    path = services.sign_heads(at=AT)
    path.chmod(0o600)
    path.write_text(text)
    assert any("seal does not fit" in what for _, _, what in faults())


def test_a_missing_file_of_signed_heads_is_found(child):
    first = services.sign_heads(at=AT)
    services.sign_heads(at=AT + timedelta(hours=1))
    first.unlink()
    what = " ".join(w for _, _, w in faults())
    assert "is missing or another" in what
    assert f"{first.name} is missing" in what


def test_the_last_file_of_signed_heads_cant_vanish_unseen(child):
    path = services.sign_heads(at=AT)
    path.unlink()
    assert faults() == [("signed heads", 0, f"{path.name} is missing or isn't the one that was signed")]


def test_an_entry_about_signing_whose_facts_were_changed_is_found(child, signed, attacker):
    AuditEntry.objects.filter(code="access.audit.signed").update(detail="gone")
    assert any("a file is missing" in what for _, _, what in faults())


def test_only_chains_that_moved_are_signed_again(child):
    services.sign_heads(at=AT)
    AuditEntry.objects.count()
    path = services.sign_heads(at=AT + timedelta(hours=1))
    held = [json.loads(line) for line in path.read_text().splitlines()]
    assert held[0]["previous"] == seal.digest(seal.files(path.parent)[0])
    assert faults() == []
    assert oct(path.stat().st_mode)[-3:] == "400"


def test_an_earlier_key_still_fits(child, settings):
    old, settings.SECRET_KEY = settings.SECRET_KEY, "k" * 60
    services.sign_heads(at=AT)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = old, ["k" * 60]
    assert faults() == []
    settings.SECRET_KEY_FALLBACKS = []
    assert any("seal does not fit" in what for _, _, what in faults())


def test_signing_after_a_file_was_broken_signs_every_chain(child):
    path = services.sign_heads(at=AT)
    path.chmod(0o600)
    path.write_text("nonsense")
    again = services.sign_heads(at=AT + timedelta(hours=1))
    assert child in again.read_text()


@pytest.mark.parametrize("is_seen", [True, False])
def test_a_chain_that_grows_while_it_is_checked_is_no_fault(is_seen, child, monkeypatch):
    real = trail.rows_in_order

    def while_somebody_writes():
        before = list(real())
        services.record(code="x.y", by=None, at=AT, child=UUID(child))
        services.record(code="x.y", by=None, at=AT, child=uuid4())
        yield from real() if is_seen else before

    monkeypatch.setattr(trail, "rows_in_order", while_somebody_writes)
    assert faults() == []


def test_the_command_finds_a_whole_trail_whole(child):
    out = StringIO()
    call_command("audit", "sign", stdout=out)
    call_command("audit", "verify", stdout=out)
    assert "Every chain is whole." in out.getvalue()


def test_the_command_names_what_is_broken_and_says_so_by_its_exit_code(child, attacker):
    attacker.filter(seq=2).update(reason="changed")
    with pytest.raises(SystemExit) as stopped:
        call_command("audit", "verify", "--json", stdout=(found := StringIO()))
    assert stopped.value.code == 1
    assert json.loads(found.getvalue())["faults"][0]["seq"] == 2
    with pytest.raises(SystemExit):
        call_command("audit", "verify", stdout=(words := StringIO()))
    assert "1 faults." in words.getvalue()
