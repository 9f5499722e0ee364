"""CPU of a set of processes, a server on a free port, and the machine's own speed."""

import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "bench"
TICKS = os.sysconf("SC_CLK_TCK")


def shared(name: str) -> ModuleType | None:
    """A measuring program of the shared folder, or nothing where it does not lie beside the project."""
    path = SHARED / f"{name}.py"
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location(f"shared_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def speed() -> str:
    """The machine's speed on the day, by the shared calibration."""
    common = shared("common")
    return str(common.calibrate()) if common else "not measured: no shared folder beside the project"


def free_port() -> int:
    """A port that was free a moment ago."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(root: int) -> set[int]:
    """The process and everything below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                children.setdefault(_parent(entry), []).append(int(entry.name))
            except (OSError, ValueError):
                continue
    found, waiting = set(), [root]
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += children.get(pid, [])
    return found


def _parent(entry: Path) -> int:
    return int((entry / "stat").read_text().rpartition(")")[2].split()[1])


def backends(database: str) -> set[int]:
    """PostgreSQL's processes that serve one database."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    pattern = re.compile(rf"^\s*(\d+) postgres: \S+ {re.escape(database)} ")
    return {int(match[1]) for line in listed.splitlines() if (match := pattern.match(line))}


def cpu_seconds(pids: set[int]) -> float:
    """User and system time so far."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


class Instructions:
    """Instructions retired by processes, where the machine has counters."""

    available = bool(shutil.which("perf")) and "not supported" not in subprocess.run(
        ["perf", "stat", "-e", "instructions", "true"], capture_output=True, text=True, check=False
    ).stderr if shutil.which("perf") else False

    def __init__(self, pids: set[int]) -> None:
        command = ["perf", "stat", "-x,", "-e", "instructions", "-p", ",".join(map(str, sorted(pids)))]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(0.3)

    def stop(self) -> int:
        """The count."""
        self.process.send_signal(signal.SIGINT)
        _, text = self.process.communicate()
        match = re.search(r"^(\d+),", text, re.M)
        return int(match[1]) if match else 0


@contextmanager
def server(application: str, env: dict[str, str], cwd: Path) -> Iterator[tuple[str, int]]:
    """granian with one worker and one thread; yields its address and process id."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1",
               "--blocking-threads", "1", "--no-ws", "--log-level", "error", application]
    process = subprocess.Popen(command, env={**os.environ, **env}, cwd=cwd, start_new_session=True)
    try:
        base = f"http://127.0.0.1:{port}"
        wait_for(base + "/health/live" if "alongside" in application else base + "/null/")
        yield base, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def wait_for(url: str) -> None:
    """Until the address answers, at most 30 seconds."""
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=2).read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {url}")
