"""A worker killed while it sends, in a process of its own; then a restart: nothing twice, and the doubt is shown."""

import signal
from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.ground.outbox import queries, services
from alongside.ground.outbox.models import OutboxMessage
from tests.unit.jobs import processes
from tests.unit.outbox import providers

SENDER = """
import django
django.setup()
from alongside.ground.outbox import tasks
tasks.send_round.call()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("server_took_it", [True, False])
@pytest.mark.fault("process killed between sending and sent")
def test_nothing_is_sent_twice_after_a_kill_and_the_doubt_goes_to_a_person(settings, server_took_it):
    at = timezone.now()
    for number in range(3):
        services.enqueue(key=f"k{number}", kind="email", to=f"p{number}@example.org", subject="S", body_text="B",
                         at=at, queue="bulk")
    with providers.smtp(settings, slow=0 if server_took_it else 60) as box:
        if server_took_it:
            box.answers["hold"] = True
        smtp = {"EMAIL_BACKEND": "smtp", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(settings.SENDING["port"])}
        process = processes.start(SENDER, **smtp)
        try:
            processes.wait_for(box.began.is_set)
            if server_took_it:
                processes.wait_for(lambda: box.taken)
            process.send_signal(signal.SIGKILL)
            process.wait()
        finally:
            processes.end(process)
        box.answers.clear()
        again = processes.start(SENDER, **smtp)
        try:
            assert again.wait(timeout=60) == 0
        finally:
            processes.end(again)
        services.mark_lost(at=timezone.now() + timedelta(minutes=10))
    states = list(OutboxMessage.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["unknown", "sent", "sent"]
    sent_to = [envelope.rcpt_tos[0] for envelope in box.taken]
    assert sent_to.count("p0@example.org") <= 1
    assert sorted(set(sent_to)) == sorted(sent_to)
    assert [row.key for row in queries.needing_a_person()] == ["k0"]
