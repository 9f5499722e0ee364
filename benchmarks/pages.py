"""What the main pages cost, in nulls: one request to an empty Django view on the same server in the same run."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

from benchmarks import load, machine

NULL_DATABASE = "floor.sqlite3"


def alongside(env: dict[str, str], *words: str) -> str:
    """Run one of the operator's commands on the measured area."""
    command = [sys.executable, "-m", "alongside", *words]
    done = subprocess.run(command, env={**os.environ, **env}, cwd=machine.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"alongside {words[0]}: {done.stderr[-800:]}")
    return done.stdout


def cookie_of(env: dict[str, str], base: str, key: str) -> tuple[str, requests.Session]:
    """The session of one of the cast, signed in by a one-time address."""
    row = json.loads(alongside({**env, "BASE_URL": base}, "demo", "accounts", "--json", "--only", key))[0]
    session = requests.Session()
    page = session.get(row["sign_in"], timeout=30).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    session.post(row["sign_in"], data={"csrfmiddlewaretoken": token[1]}, timeout=60, headers={"Referer": row["sign_in"]})
    return "; ".join(f"{c.name}={c.value}" for c in session.cookies), session


def null_cost(folder: Path) -> load.Cost | None:
    """The unit, where the measuring programs of the shared folder lie beside the project."""
    if not machine.SHARED.exists():
        return None
    env = {"FLOOR_DB": f"sqlite:{folder / NULL_DATABASE}", "PYTHONPATH": str(machine.SHARED), "DJANGO_SETTINGS_MODULE": ""}
    with machine.server("web_floor_app:application", env, machine.SHARED) as (base, pid):
        return load.measure(base, "/null/", lambda: machine.family(pid), requests=2000)


def page_costs(env: dict[str, str], database: str) -> dict[str, load.Cost]:
    """Every main page, signed in as whoever uses it."""
    with machine.server("alongside.config.wsgi:application", env, machine.ROOT) as (base, pid):
        base = base.replace("127.0.0.1", "localhost")
        officer, session = cookie_of(env, base, "ruth")
        family, _ = cookie_of(env, base, "dawn")
        tray = session.get(base + "/tray/", timeout=60).text
        child = re.search(r'href="(/child/[0-9a-f-]{36}/)"', tray)
        assert child is not None

        def pids() -> set[int]:
            return machine.family(pid) | (machine.backends(database) if database else set())

        pages = {"own empty view": ("/health/live", ""), "first page": ("/", ""), "family's page": ("/family/", family),
                 "officer's tray": ("/tray/", officer), "caseload": ("/caseload/", officer),
                 "a child's page": (child[1], officer), "child search": ("/child/find/", officer)}
        return {name: load.measure(base, path, pids, cookie=cookie) for name, (path, cookie) in pages.items()}


def main(arguments: list[str]) -> int:
    """Prepare an area, measure, print ratios; DATABASE_URL chooses the database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=1500, help="plans in the measured area")
    plans = parser.parse_args(arguments).plans
    url = os.environ.get("DATABASE_URL", "")
    database = url.rpartition("/")[2] if "postgres" in url else ""
    with tempfile.TemporaryDirectory(prefix="alongside-bench-") as home:
        env = {"ALONGSIDE_HOME": home, "ALONGSIDE_MODE": "demo", "LOG_LEVEL": "ERROR",
               "DJANGO_SETTINGS_MODULE": "alongside.config.settings"}
        print(f"machine's speed: {machine.speed()}")
        start = time.perf_counter()
        alongside(env, "demo", "--prepare-only", "--plans", str(plans))
        print(f"area of {plans} plans made in {time.perf_counter() - start:.1f} s on {database or 'SQLite'}")
        null = null_cost(Path(home))
        report(null, page_costs(env, database))
    return 0


def report(null: load.Cost | None, costs: dict[str, load.Cost]) -> None:
    """One line a page: CPU, nulls, median, size."""
    kind = "instructions" if null and null.kinstr else "CPU"
    print(f"unit: {kind} nulls" if null else "unit: CPU ms only; the null is not to be had without the shared folder")
    for name, cost in [*([("null", null)] if null else []), *costs.items()]:
        unit = (cost.kinstr / null.kinstr if null.kinstr else cost.cpu_ms / null.cpu_ms) if null else 0.0
        print(f"{name:<18}{cost.cpu_ms:8.2f} ms CPU {unit:8.1f} nulls {cost.p50_ms:8.1f} ms {cost.n_bytes:8} bytes")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
