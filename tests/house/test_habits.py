"""Privacy classes, audiences, sizes, the clock, docstrings, and what the maps say."""

import ast
import configparser
import re
import subprocess

import pytest

from alongside.config import environment, pages
from alongside.ground.core.privacy import Privacy
from tests.house import plan
from tests.house.test_cut import own_fields


def test_every_field_has_a_privacy_class():
    missing = [
        f"{model.__name__}.{field.name}" for model, field in own_fields()
        if field.name not in {"id", "uuid"} and not isinstance(getattr(model, "privacy", {}).get(field.name), Privacy)
    ]
    assert missing == []


def test_no_privacy_class_is_left_of_a_field_that_went():
    names = {}
    for model, field in own_fields():
        names.setdefault(model, set()).add(field.name)
    assert {m.__name__: set(m.privacy) - found for m, found in names.items() if set(m.privacy) - found} == {}


def test_every_page_declares_who_may_open_it():
    assert sorted(page.pattern for page in pages.all_pages() if not page.audience) == []


@pytest.mark.parametrize("path", plan.sources(), ids=lambda path: str(path.relative_to(plan.ROOT)))
def test_a_file_has_400_lines_and_a_function_40_at_most(path):
    assert len(path.read_text().splitlines()) <= 400
    long = [
        node.name for node in ast.walk(plan.tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > 40
    ]
    assert long == []


def test_templates_have_150_lines_at_most():
    assert [p.name for p in plan.templates() if len(p.read_text().splitlines()) > 150] == []


def test_test_files_have_600_lines_at_most():
    assert [p.name for p in plan.ROOT.glob("tests/**/*.py") if len(p.read_text().splitlines()) > 600] == []


def test_core_stays_small():
    lines = sum(len(p.read_text().splitlines()) for p in plan.ROOT.glob("alongside/ground/core/*.py"))
    assert lines <= 600


MAY_READ_THE_CLOCK = {"views", "tasks", "middleware", "management"}
CLOCKS = {("timezone", "now"), ("datetime", "now"), ("date", "today"), ("datetime", "today"), ("datetime", "utcnow")}


def test_only_the_outside_reads_the_clock():
    wrong = []
    for path in plan.sources():
        parts = set(path.relative_to(plan.ROOT).with_suffix("").parts)
        if parts & (MAY_READ_THE_CLOCK | {"demo", "config", "__main__"}):
            continue
        for node in ast.walk(plan.tree(path)):
            is_call = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
            if is_call and (node.value.id, node.attr) in CLOCKS:
                wrong.append(f"{path.relative_to(plan.ROOT)}:{node.lineno}")
    assert wrong == []


def test_every_module_and_class_says_what_it_is():
    wrong = []
    for path in plan.sources():
        module = plan.tree(path)
        if module.body and not ast.get_docstring(module):
            wrong.append(str(path.relative_to(plan.ROOT)))
        for node in module.body:
            if isinstance(node, ast.ClassDef) and not ast.get_docstring(node):
                wrong.append(f"{path.relative_to(plan.ROOT)}:{node.name}")
            is_service = isinstance(node, ast.FunctionDef) and "services" in (*path.parts, path.stem)
            if is_service and not node.name.startswith("_") and not ast.get_docstring(node):
                wrong.append(f"{path.relative_to(plan.ROOT)}:{node.name}")
    assert wrong == []


def test_no_signals_and_no_vague_names():
    assert [str(p) for p in plan.sources() if re.search(r"django\.dispatch|db\.models\.signals", p.read_text())] == []
    assert [str(p) for p in plan.sources() if p.stem in {"utils", "helpers", "manager", "common", "misc"}] == []


def test_every_room_is_in_the_contract_on_order():
    contracts = configparser.ConfigParser()
    contracts.read(plan.ROOT / ".importlinter")
    held = set(contracts["importlinter:contract:rooms"]["containers"].split())
    rooms = {".".join(p.parent.relative_to(plan.ROOT).parts) for p in plan.ROOT.glob("alongside/*/*/apps.py")}
    assert rooms == held


def test_the_map_names_only_what_exists():
    paths = re.findall(r"`((?:alongside|rulebook|tests|docs|benchmarks|requirements)/[\w./-]*|run\.py)`",
                       (plan.ROOT / "docs/where.md").read_text())
    assert len(paths) > 20
    assert [path for path in paths if not (plan.ROOT / path).exists()] == []


def test_every_setting_is_documented():
    text = (plan.ROOT / "docs/generated/settings.md").read_text()
    assert [s.name for s in environment.SETTINGS if f"`{s.name}`" not in text or not s.meaning] == []


def test_no_path_of_a_machine_and_no_registry():
    listed = subprocess.run(["git", "ls-files"], cwd=plan.ROOT, capture_output=True, text=True, check=True).stdout
    pattern = re.compile(r"(?<![\w.])/(?:root|home|work)/[a-z]|file:///opt|pypi\.org|pypi\.python|registry\.npmjs|files\.pythonhosted")
    wrong = []
    for name in listed.splitlines():
        path = plan.ROOT / name
        is_text = path.suffix in {".py", ".md", ".toml", ".txt", ".yaml", ".yml", ".html", ".in", ".sh", ""}
        if not is_text or not path.is_file() or path.name == "test_habits.py":
            continue
        if pattern.search(path.read_text(errors="ignore")):
            wrong.append(name)
    assert wrong == []
