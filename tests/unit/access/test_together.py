"""Two who write at once: one chain stays whole, one link is used once, one role is given once."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction

from alongside.ground.access import services
from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import NotThereError

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*acts):
    """Run each act in a thread and connection of its own; returns what went wrong in them."""
    wrong, gate = [], threading.Barrier(len(acts))

    def run(act):
        try:
            gate.wait(10)
            act()
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


@pytest.mark.fault("duplicate submit")
def test_writers_on_one_chain_wait_for_each_other():
    child = uuid4()

    def write():
        for n in range(50):
            with transaction.atomic():
                services.record(code="x.y", by=None, at=AT, child=child, detail={"n": str(n)})
                services.record(code="x.z", by=None, at=AT, child=child)

    assert at_once(write, write, write) == []
    seqs = list(AuditEntry.objects.filter(chain=str(child)).order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, 301))
    assert services.verify_audit() == []


def test_a_writer_that_rolls_back_leaves_no_hole():
    child = uuid4()

    def write():
        for _ in range(30):
            services.record(code="x.y", by=None, at=AT, child=child)

    def give_up():
        for _ in range(30):
            with transaction.atomic():
                services.record(code="x.given.up", by=None, at=AT, child=child)
                transaction.set_rollback(True)

    assert at_once(write, give_up) == []
    assert AuditEntry.objects.filter(chain=str(child)).count() == 30
    assert services.verify_audit() == []


def test_writers_on_many_chains_dont_wait_in_a_ring():
    children = [uuid4() for _ in range(40)]

    def write(order):
        for _ in range(5):
            services.record_many(code="x.y", by=None, at=AT, acts=[services.Act(child) for child in order])

    assert at_once(lambda: write(children), lambda: write(children[::-1])) == []
    assert services.verify_audit() == []


@pytest.mark.abuse("AC-16")
def test_of_two_who_accept_an_invitation_at_once_one_gets_it():
    invited = services.invite(email="n@example.com", role="adviser", kind="professional", name="N", by=None, at=AT)

    def accept():
        services.accept_invitation(token=invited.token, by=None, at=AT)

    wrong = at_once(accept, accept)
    assert len(wrong) == 1
    assert isinstance(wrong[0], NotThereError)
