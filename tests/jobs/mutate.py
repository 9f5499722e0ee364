"""`python -m tests.jobs.mutate`: small wrong changes, drawn by seed; a test must notice at least 85 in 100 of them.

Each change is made in a copy of the project, and the tests of its room run there; what they miss, the scenarios get
to see. Survivors are listed with their line, so that a person can say whether a test is missing.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WANTED = 85
"""Per cent of the changes that the tests must notice."""
PATIENCE = 600
"""Seconds after which a run counts as a loop that the change made: noticed."""
FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One wrong change: the file, the number of the place in it, the line, and what it does."""

    path: Path
    place: int
    line: int
    words: str


class Changer(ast.NodeTransformer):
    """Counts the places of a file where a change is possible, and makes the one that is wanted."""

    def __init__(self, wanted: int = -1) -> None:
        self.wanted, self.found = wanted, list[tuple[int, str]]()

    def _is_wanted(self, node: ast.expr | ast.If, words: str) -> bool:
        self.found.append((node.lineno, words))
        return len(self.found) - 1 == self.wanted

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """< becomes <=, == becomes !=, in becomes not in."""
        self.generic_visit(node)
        flip = FLIPPED[type(node.ops[0])]
        if self._is_wanted(node, f"{type(node.ops[0]).__name__} to {flip.__name__}"):
            node.ops[0] = flip()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """`and` becomes `or`."""
        self.generic_visit(node)
        if self._is_wanted(node, f"{type(node.op).__name__} swapped"):
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        """A condition is turned round."""
        self.generic_visit(node)
        if self._is_wanted(node, "condition turned round"):
            node.test = ast.UnaryOp(ast.Not(), node.test)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """A number is one more; yes becomes no."""
        if isinstance(node.value, bool) and self._is_wanted(node, f"{node.value} turned round"):
            return ast.Constant(not node.value)
        if type(node.value) is int and self._is_wanted(node, f"{node.value} plus 1"):
            return ast.Constant(node.value + 1)
        return node


def guarded() -> Iterator[Path]:
    """Files whose every branch is tested: the rulebook, policies and services (the demonstration's own aside)."""
    for path in sorted([*ROOT.glob("rulebook/**/*.py"), *ROOT.glob("alongside/**/*.py")]):
        parts = set(path.relative_to(ROOT).with_suffix("").parts)
        if parts & {"rulebook", "policies", "services"} and "demo" not in parts:
            yield path


def drawn(seed: int, count: int) -> list[Change]:
    """So many changes, drawn evenly over all places; the same seed draws the same ones from the same code."""
    every = []
    for path in guarded():
        changer = Changer()
        changer.visit(ast.parse(path.read_text()))
        every += [Change(path, place, line, words) for place, (line, words) in enumerate(changer.found)]
    return sorted(random.Random(seed).sample(every, min(count, len(every))), key=lambda c: (c.path, c.place))


def is_noticed(change: Change, copy: Path) -> bool:
    """Make the change in the copy, run the tests that should see it, and take it back."""
    path = copy / change.path.relative_to(ROOT)
    before = path.read_text()
    path.write_text(ast.unparse(Changer(change.place).visit(ast.parse(before))))
    try:
        return any(fails(folder, copy) for folder in folders(change.path))
    finally:
        path.write_text(before)


def folders(path: Path) -> list[str]:
    """The tests that should see a change of a file, the nearest first."""
    parts = path.relative_to(ROOT).parts
    return ["tests/rulebook"] if parts[0] == "rulebook" else [f"tests/unit/{parts[2]}", "tests/scenarios"]


def fails(folder: str, copy: Path) -> bool:
    """Whether a test of the folder fails."""
    if not (copy / folder).exists():
        return False
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", "-m", "not slow", folder]
    env = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        return subprocess.run(command, cwd=copy, env=env, capture_output=True, timeout=PATIENCE, check=False).returncode == 1
    except subprocess.TimeoutExpired:
        return True


def main(arguments: list[str]) -> int:
    """Draw, try, print the survivors; 1 when too many survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--within", default="", help="only files whose path holds this, for example people/")
    given = parser.parse_args(arguments)
    changes = [c for c in drawn(given.seed, given.count) if given.within in str(c.path)]
    survivors = []
    with tempfile.TemporaryDirectory(prefix="alongside-mutate-") as folder:
        copy = Path(folder) / "main"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", ".git", "var", "__pycache__"))
        for number, change in enumerate(changes, 1):
            seen = is_noticed(change, copy)
            print(f"{number}/{len(changes)} {'noticed ' if seen else 'SURVIVED'} "
                  f"{change.path.relative_to(ROOT)}:{change.line} {change.words}", flush=True)
            survivors += [] if seen else [change]
    share = 100 * (len(changes) - len(survivors)) / len(changes) if changes else 100.0
    print(f"{share:.0f}% of {len(changes)} changes were noticed (wanted {WANTED}%), seed {given.seed}")
    return 0 if share >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
