"""One demonstration area of 200 plans, served by the production server, for all browser tests of a run."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PLANS = 200


def free_port() -> int:
    """A port that was free a moment ago."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Area:
    """The served area: its address, its accounts, and how to run an operator's command on it."""

    home: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    accounts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def base(self) -> str:
        """WebAuthn wants the name localhost."""
        return f"http://localhost:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """Settings of this area."""
        own = {"ALONGSIDE_MODE": "demo", "ALONGSIDE_HOME": str(self.home), "BASE_URL": self.base,
               "DJANGO_SETTINGS_MODULE": "alongside.config.settings", "LOG_LEVEL": "WARNING"}
        database = os.environ.get("DATABASE_URL", "")
        if "postgres" in database:
            own["DATABASE_URL"] = database.rpartition("/")[0] + f"/alongside_browser_{os.getpid()}"
        return {**{k: v for k, v in os.environ.items() if k != "DATABASE_URL"}, **own}

    def command(self, *words: str) -> str:
        """Run `alongside …` on this area; its output."""
        done = subprocess.run([sys.executable, "-m", "alongside", *words], env=self.env, cwd=ROOT, check=False,
                              capture_output=True, text=True)
        assert done.returncode == 0, f"alongside {words[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout

    def start(self) -> None:
        """Prepare the area and serve it."""
        self._database("CREATE")
        self.command("demo", "--prepare-only", "--plans", str(PLANS))
        self.accounts = json.loads(self.command("demo", "accounts", "--json"))
        self.process = subprocess.Popen([sys.executable, "-m", "alongside", "serve", "--port", str(self.port),
                                         "--workers", "1"], env=self.env, cwd=ROOT, start_new_session=True)
        for _ in range(300):
            try:
                urllib.request.urlopen(self.base + "/health/live", timeout=2)
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def stop(self) -> None:
        """Stop the server and remove everything."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(20)
        shutil.rmtree(self.home, ignore_errors=True)
        self._database("DROP")

    def _database(self, verb: str) -> None:
        url = self.env.get("DATABASE_URL")
        if url:
            import psycopg

            with psycopg.connect(url.rpartition("/")[0] + "/postgres", autocommit=True) as session:
                session.execute(f'{verb} DATABASE "{url.rpartition("/")[2]}"')

    def account(self, key: str) -> dict[str, Any]:
        """One of the demonstration's accounts, by its key in the cast."""
        return next(row for row in self.accounts if row["key"] == key)


def new_area() -> Area:
    """An area in a home of its own."""
    return Area(Path(tempfile.mkdtemp(prefix="alongside-browser-")))
