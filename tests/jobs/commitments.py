"""`python3 run.py commitments`: which promises a scenario proves, room by room."""

import ast
import sys
from collections import Counter
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def rows() -> list[dict[str, str]]:
    """All commitments of docs/commitments.yaml."""
    loaded: list[dict[str, str]] = yaml.safe_load((ROOT / "docs/commitments.yaml").read_text())
    return loaded


def marks() -> dict[str, list[str]]:
    """Commitment id -> the scenarios that carry its mark."""
    found: dict[str, list[str]] = {}
    for path in sorted(ROOT.glob("tests/scenarios/**/test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                for identifier in _proves(node):
                    found.setdefault(identifier, []).append(f"{path.name}::{node.name}")
    return found


def _proves(node: ast.FunctionDef) -> list[str]:
    return [
        str(argument.value)
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.proves"
        for argument in mark.args if isinstance(argument, ast.Constant)
    ]


def main() -> int:
    """Print the count; 1 when a mark names no commitment."""
    known, proven = rows(), marks()
    unknown = set(proven) - {row["id"] for row in known}
    total, done = Counter(row["room"] for row in known), Counter(r["room"] for r in known if r["id"] in proven)
    for room in sorted(total):
        missing = [row["id"] for row in known if row["room"] == room and row["id"] not in proven]
        print(f"{room:<16}{done[room]:>4} of {total[room]:<4} not proven: {', '.join(missing) or '-'}")
    for identifier in sorted(unknown):
        print(f"A scenario claims {identifier}, which is no commitment: {', '.join(proven[identifier])}")
    print(f"{sum(done.values())} of {len(known)} proven")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
