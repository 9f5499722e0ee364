"""`python3 run.py test`: the everyday tests; --all adds the slow part; anything else goes to pytest."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def missing() -> list[str]:
    """What this machine has not got, in words; the tests that need it are skipped with the reason."""
    found = []
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        found.append("No Chromium: the browser tests are skipped. On Debian or Ubuntu: apt-get install chromium")
    if "postgres" not in os.environ.get("DATABASE_URL", ""):
        found.append("DATABASE_URL names no PostgreSQL: the tests run on SQLite, the embedded default.")
    if not (ROOT.parent / "shared").exists():
        found.append("No folder 'shared' beside the project: tests that read its reference data are skipped.")
    return found


def main(arguments: list[str]) -> int:
    """Run pytest on both cores; returns its exit code."""
    for line in missing():
        print(line, flush=True)
    everything = "--all" in arguments
    rest = [argument for argument in arguments if argument != "--all"]
    chosen = [] if everything else ["-m", "not slow"]
    command = [sys.executable, "-m", "pytest", "-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadgroup"]
    return subprocess.run([*command, *chosen, *rest], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
