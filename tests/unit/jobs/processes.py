"""Real worker processes on the test's own database."""

import os
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
CHILD = """
import sys, threading
import django
django.setup()
from django.utils import timezone
from alongside.ground.jobs.engine import Timing, run_worker
run_worker(threading.Event(), clock=timezone.now, once={once},
           timing=Timing(idle=0.05, beat=0.1, look_round=0.1, silent=1.5, longest_wait=0.5, give_up=30))
"""


def environment():
    """The same database, the real settings, the database's own queue."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{given['NAME']}"
    else:
        url = f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
            "ALONGSIDE_MODE": "test", "ALONGSIDE_HOME": str(settings.HOME), "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT)}


def start(code, **extra):
    """A Python process that runs `code`."""
    return subprocess.Popen([sys.executable, "-c", code], env={**environment(), **extra}, cwd=ROOT,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def start_worker(*, once=False):
    """A worker with short waits."""
    return start(CHILD.format(once=once))


def wait_for(seen, *, seconds=60):
    """Until something is seen; says so when it never is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = seen()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("never seen")


def end(process):
    """Kill a process that a test leaves behind."""
    if process.poll() is None:
        process.kill()
    process.communicate()
