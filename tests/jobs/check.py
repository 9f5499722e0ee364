"""`python3 run.py check`: style, types, contracts, migrations, deployment settings, dependencies."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "ALONGSIDE_MODE": "production", "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_",
    "BASE_URL": "https://send.area.invalid",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One command, the words for it, and settings that it needs."""

    words: str
    command: tuple[str, ...]
    settings: tuple[tuple[str, str], ...] = ()


CHECKS = (
    Check("Style (ruff)", ("-m", "ruff", "check", ".")),
    Check("Types (mypy, strict)", ("-m", "mypy")),
    Check("The cut of the house (import-linter)", ("-c", "from importlinter.cli import lint_imports_command as c; c()")),
    Check("Migrations are up to date", ("-m", "alongside", "makemigrations", "--check", "--dry-run")),
    Check("Deployment settings", ("-m", "alongside", "check", "--deploy", "--fail-level", "WARNING"),
          tuple(PRODUCTION.items())),
    Check("Generated pages are up to date", ("-m", "tests.jobs.generate", "--check")),
)


def run(check: Check, home: str) -> bool:
    """Run one check in a home of its own; its output is shown."""
    print(f"\n== {check.words}", flush=True)
    env = {**os.environ, "ALONGSIDE_HOME": home, "PYTHONPATH": str(ROOT), **dict(check.settings)}
    return subprocess.run([sys.executable, *check.command], cwd=ROOT, env=env, check=False).returncode == 0


def audit() -> bool:
    """Known weaknesses of dependencies; where no advisory service answers, that is said and nothing is claimed."""
    print("\n== Known weaknesses (pip-audit)", flush=True)
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "-r", "requirements/run.txt",
               "--progress-spinner", "off", "--timeout", "10"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        print(done.stderr.strip() or "none known")
        return True
    if "vulnerabilit" in done.stdout + done.stderr and "Found" in done.stdout + done.stderr:
        print(done.stdout + done.stderr)
        return False
    print("SKIPPED: no advisory service answers from here, so nothing is known either way.")
    return True


def main() -> int:
    """Run every check; 0 when all hold."""
    with tempfile.TemporaryDirectory(prefix="alongside-check-") as home:
        failed = [check.words for check in CHECKS if not run(check, home)]
    if not audit():
        failed.append("Known weaknesses")
    print("\nAll checks hold." if not failed else f"\nThese do not hold: {'; '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
