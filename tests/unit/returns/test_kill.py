"""A load that is really killed, in a process of its own, on the database of this run."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction

from alongside.front.demo.engine.population import write_return
from alongside.ground.access import services as access
from alongside.ground.people.models import Child
from alongside.oversight.returns.models import Load, StagedPerson
from alongside.work.ehc.models import Plan

pytestmark = [pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[3]
N_PLANS = 60
CHILD = """
import os, sys
from pathlib import Path
import django
django.setup()
from django.utils import timezone
from alongside.oversight.returns import services
from alongside.oversight.returns.services import loading, staging

def stop(*_args, **_given):
    print("there", flush=True)
    sys.stdin.read()

where = sys.argv[2]
if where == "staging":
    staging.STAGE_CHUNK = 20
    whole = staging._Reading._flush
    def flush(self):
        whole(self)
        stop()
    staging._Reading._flush = flush
elif where == "between":
    loading._write = stop
elif where == "writing":
    loading.ehc.load_many = stop
elif where == "ending":
    loading._keep = stop
report = services.load_return(Path(sys.argv[1]), by=None, at=timezone.now(), accept_queries=True)
print(report.load.state, flush=True)
"""


def environment():
    given = connection.settings_dict
    url = f"sqlite:///{given['NAME']}"
    if connection.vendor != "sqlite":
        place = f"{given['HOST'] or ''}:{given['PORT'] or 5432}"
        url = f"postgres://{given['USER']}:{given['PASSWORD']}@{place}/{given['NAME']}"
    return {
        **os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
        "ALONGSIDE_MODE": "test", "ALONGSIDE_HOME": str(settings.HOME), "LOG_LEVEL": "WARNING", "PYTHONPATH": str(ROOT),
        "AREA_LA_NUMBER": "888",
    }


def start(path, where):
    return subprocess.Popen([sys.executable, "-c", CHILD, str(path), where], env=environment(), cwd=ROOT, text=True,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def killed_at(path, where):
    """Start a load, kill it with signal 9 when it has come so far."""
    process = start(path, where)
    try:
        line = process.stdout.readline()
        assert line == "there\n", process.stderr.read()
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.fault("process killed at any point of a transition")
@pytest.mark.parametrize("where", ["staging", "between", "writing", "ending"])
def test_nothing_is_half_loaded_when_a_load_is_killed_and_a_restart_loads_it_whole(tmp_path, where):
    path = tmp_path / "r.xml"
    n_persons = write_return(path, n_plans=N_PLANS)
    killed_at(path, where)
    connection.close()
    assert (Child.objects.count(), Plan.objects.count()) == (0, 0)
    assert set(Load.objects.values_list("state", flat=True)) == {"staged"}
    again = start(path, "")
    out, err = again.communicate(timeout=300)
    assert out == "loaded\n", err
    connection.close()
    assert Child.objects.count() == n_persons
    assert Plan.objects.filter(ceased_on=None).count() == N_PLANS
    assert Load.objects.get().state == "loaded"
    assert StagedPerson.objects.count() == 0
    assert access.verify_audit() == []


@pytest.mark.fault("10x load, one tenant 7x")
def test_others_are_served_while_a_load_writes_and_a_save_waits_or_is_told_to_retry(tmp_path):
    path = tmp_path / "r.xml"
    write_return(path, n_plans=N_PLANS)
    process = start(path, "writing")
    try:
        assert process.stdout.readline() == "there\n"
        assert Child.objects.count() == 0
        if connection.vendor == "sqlite":
            connection.connection.execute("PRAGMA busy_timeout = 200")
            with pytest.raises(OperationalError, match="locked"):
                save_something()
        else:
            save_something()
    finally:
        process.kill()
        process.communicate()
    connection.close()
    save_something()
    assert Load.objects.filter(file_name="other").count() == (1 if connection.vendor == "sqlite" else 2)


def save_something():
    with transaction.atomic():
        Load.objects.create(file_name="other", file_sha256="0", started_at="2026-02-20T10:00:00Z")
