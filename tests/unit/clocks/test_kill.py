"""A replay that is really killed at its n-th query, in a process of its own: the table is as before, or as after."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from alongside.commons.clocks import services
from alongside.commons.clocks.models import Deadline, Track, TrackEvent
from tests.unit.clocks.conftest import AGREED, AT, RECEIVED
from tests.unit.returns.test_kill import environment

ROOT = Path(__file__).resolve().parents[3]
CHILD = """
import sys
import django
django.setup()
from django.db import connection
from alongside.commons.clocks import services
from alongside.commons.clocks.models import Track
from tests.unit.clocks.conftest import AGREED, AT, RECEIVED

n_wanted, seen, track = int(sys.argv[1]), [], Track.objects.get()

def watch(execute, sql, params, many, context):
    seen.append(sql)
    if len(seen) == n_wanted:
        print("there", flush=True)
        sys.stdin.read()
    return execute(sql, params, many, context)

with connection.execute_wrapper(watch):
    services.replay(track=track, events=[RECEIVED, AGREED], on=AGREED.on, at=AT)
print("done", len(seen), flush=True)
"""


def state():
    """Everything that a replay writes."""
    track = Track.objects.get()
    return (
        track.fingerprint, track.findings_hash, track.n_events, track.next_duty, track.next_due, track.replayed_on,
        list(TrackEvent.objects.order_by("seq").values_list("type", "on_day")),
        list(Deadline.objects.order_by("sort").values_list("duty", "due", "done", "state")),
    )


def run(n_wanted):
    return subprocess.Popen([sys.executable, "-c", CHILD, str(n_wanted)], env=environment(), cwd=ROOT, text=True,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def first_line(process):
    line = process.stdout.readline()
    assert line, process.stderr.read()
    return line


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("process killed at any point of a transition")
def test_a_replay_killed_at_any_query_leaves_the_dates_of_before_or_of_after(child):
    track = services.open_track(child_id=child.pk, ref="ehc:request:1", kind="request", regime="cfa2014",
                                opened_on=RECEIVED.on)
    services.replay(track=track, events=[RECEIVED], on=RECEIVED.on, at=AT)
    before = state()
    for n_wanted in range(1, 30):
        process = run(n_wanted)
        try:
            line = first_line(process)
            if line != "there\n":
                break
            process.send_signal(signal.SIGKILL)
        finally:
            process.kill()
            process.communicate()
        connection.close()
        assert state() == before, f"half of a replay was left behind by a kill at query {n_wanted}"
    assert line.startswith("done"), line
    assert n_wanted > 4
    connection.close()
    after = state()
    assert after != before
    services.replay(track=Track.objects.get(), events=[RECEIVED, AGREED], on=AGREED.on, at=AT)
    assert state() == after
