"""The register of abuse: what people may try (docs/abuse.yaml), and the tests that try it."""

import ast
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def rows() -> list[dict[str, str | int]]:
    """Every case with its sentence and the part that first meets it."""
    loaded: list[dict[str, str | int]] = yaml.safe_load((ROOT / "docs/abuse.yaml").read_text())
    return loaded


def marks(kind: str = "abuse") -> dict[str, list[str]]:
    """What is marked -> the tests that carry the mark, as `room/file::test`."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        place = str(path.relative_to(ROOT / "tests")).removeprefix("unit/").removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text())):
            for name in _marked(node, f"pytest.mark.{kind}"):
                found.setdefault(name, []).append(f"{place}::{getattr(node, 'name', 'all')}")
    return found


def _marked(node: ast.AST, wanted: str) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        calls: list[ast.AST] = list(node.decorator_list)
    elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
        calls = list(ast.walk(node.value))
    else:
        return []
    return [
        str(argument.value)
        for call in calls if isinstance(call, ast.Call) and ast.unparse(call.func) == wanted
        for argument in call.args if isinstance(argument, ast.Constant)
    ]


def page() -> str:
    """The register as a page: every case with the number of tests that try it, and every fault that a test makes."""
    tried, faults = marks(), marks("fault")
    lines = ["# What people may try, and what breaks", "", "Drawn from docs/abuse.yaml and the marks of the tests.", "",
             "| case | what must happen | tests | among them |", "|---|---|---|---|"]
    for row in rows():
        tests = tried.get(str(row["id"]), [])
        words = f"`{tests[0]}`" if tests else f"comes with part {row['part']}"
        lines.append(f"| {row['id']} | {row['says']} | {len(tests)} | {words} |")
    lines += ["", "| fault that a test makes | tests | among them |", "|---|---|---|"]
    lines += [f"| {name} | {len(tests)} | `{tests[0]}` |" for name, tests in sorted(faults.items())]
    return "\n".join(lines) + "\n"
