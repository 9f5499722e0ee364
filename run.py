#!/usr/bin/env python3
"""Set up Alongside and run it: python3 run.py demo | test | check | bench | commitments (standard library only)."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
JOBS = ("demo", "test", "check", "bench", "commitments")


def main(arguments: list[str]) -> int:
    """Prepare the environment that the job needs, then hand over to it; returns its exit code."""
    if sys.version_info < (3, 11):
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    if not arguments or arguments[0] not in JOBS:
        print(f"Usage: python3 run.py {' | '.join(JOBS)}   (add --help for a job's options)", file=sys.stderr)
        return 2
    job, rest = arguments[0], arguments[1:]
    prepare("run.txt" if job == "demo" else "dev.txt")
    if job == "demo":
        return hand_over([str(PYTHON), "-m", "alongside", "demo", *rest])
    return hand_over([str(PYTHON), "-m", f"tests.jobs.{job}", *rest])


def prepare(lock: str) -> None:
    """Make .venv and install the hashed lock, unless that was done already for this very lock."""
    path = ROOT / "requirements" / lock
    stamp = VENV / f"{lock}.stamp"
    own = b"".join((ROOT / name).read_bytes() for name in ("pyproject.toml", "rulebook/pyproject.toml"))
    wanted = hashlib.sha256(path.read_bytes() + own + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return
    if not PYTHON.exists():
        make_environment()
    print("Installing what Alongside needs (once; about a minute) ...", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    install([*pip, "--require-hashes", "-r", str(path)])
    install([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT / "rulebook"), "-e", str(ROOT)])
    stamp.write_text(wanted)


def make_environment() -> None:
    """A fresh virtual environment; a half-made one is removed again."""
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        print(made.stdout + made.stderr, file=sys.stderr)
        sys.exit("No virtual environment could be made. On Debian or Ubuntu: apt-get install python3-venv")


def install(command: list[str]) -> None:
    """Run one pip command; its own words explain a failure."""
    if subprocess.run(command, check=False).returncode:
        sys.exit("The packages could not be installed: see the lines above. Is a package registry reachable?")


def hand_over(command: list[str]) -> int:
    """Run the job in its own process and wait; Ctrl-C reaches it, and we leave only after it has."""
    child = subprocess.Popen(command, cwd=ROOT)
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), lambda number, _: child.poll() is None and child.send_signal(number))
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
