"""Coverage floors: whole percent of branches, only rising."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {"rulebook": 100, "policies": 99, "services": 97, "all": 96}
"""Below what a run of all tests reached when these were set (100, 100, 98.2 and 98.3); the goal is 100, 100, 100 and 95."""


def group_of(name: str) -> set[str]:
    """Which floors a file counts for."""
    parts = set(Path(name).with_suffix("").parts)
    return {"all"} | {group for group in ("rulebook", "policies", "services") if group in parts}


def measured() -> dict[str, tuple[int, int, list[str]]]:
    """Group -> covered and all lines and branches, and the files below 100%."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        subprocess.run([sys.executable, "-m", "coverage", "json", "-q", "-o", str(report)], cwd=ROOT, check=True)
        files = json.loads(report.read_text())["files"]
    found: dict[str, tuple[int, int, list[str]]] = {group: (0, 0, []) for group in FLOORS}
    for name, entry in files.items():
        summary = entry["summary"]
        covered = summary["covered_lines"] + summary["covered_branches"]
        total = summary["num_statements"] + summary["num_branches"]
        for group in group_of(name):
            hit, count, missing = found[group]
            gap = [f"{name} {entry['missing_lines'][:8]}"] if covered < total else []
            found[group] = (hit + covered, count + total, missing + gap)
    return found


def main() -> int:
    """Print each group's figure; 1 when one lies below its floor."""
    failed = False
    for group, (hit, total, missing) in measured().items():
        percent = 100 * hit / total if total else 0.0
        is_low = percent < FLOORS[group]
        failed |= is_low
        print(f"{group:<10}{percent:6.2f}% of lines and branches (floor {FLOORS[group]}%)")
        if is_low:
            print("\n".join(f"    {line}" for line in missing[:60]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
