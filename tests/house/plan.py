"""The storeys and floors as numbers, for the house tests."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {
    "core": 11, "ui": 12, "search": 12, "jobs": 13, "access": 14, "documents": 15, "outbox": 15, "people": 16,
    "messaging": 21, "journeys": 21, "clocks": 22, "actions": 22, "questionnaires": 22,
    "plans": 23, "provision": 23, "events": 23, "figures": 23,
    "voice": 31, "offer": 32, "workforce": 32, "ehc": 33, "pathway": 33, "inclusion": 33, "adulthood": 33,
    "helpdesk": 34, "sendias": 34,
    "quality": 41, "insight": 42, "returns": 42, "improvement": 43,
    "bulletins": 51, "records": 51, "portal": 52, "demo": 52,
    "config": 90,
}


def may_reach(lower: str, upper: str) -> bool:
    """Whether the room `upper` may point at the room `lower`: the same room, or one on a floor below."""
    return lower == upper or FLOORS[lower] < FLOORS[upper]


def room_of(module: str) -> str:
    """`alongside.work.ehc.models` -> `ehc`; an empty string for what is not ours."""
    parts = module.split(".")
    if parts[0] != "alongside" or len(parts) < 2:
        return ""
    return "config" if parts[1] == "config" else parts[2] if len(parts) > 2 else ""


def sources() -> list[Path]:
    """Every hand-written Python file of the product."""
    found = [*ROOT.glob("alongside/**/*.py"), *ROOT.glob("rulebook/**/*.py")]
    return sorted(path for path in found if "migrations" not in path.parts and "build" not in path.parts)


def templates() -> list[Path]:
    """Every template of ours."""
    return sorted(ROOT.glob("alongside/*/*/jinja2/**/*.html"))


def room_of_path(path: Path) -> str:
    """The room in which a file lies; an empty string outside the rooms."""
    parts = path.relative_to(ROOT).parts
    if parts[:2] == ("alongside", "config"):
        return "config"
    return parts[2] if len(parts) > 3 and parts[0] == "alongside" else ""


def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text())


def named_urls(text: str) -> set[str]:
    """URL names in a template or a Python file: url("x"), reverse("x"), redirect("x")."""
    return set(re.findall(r"""\b(?:url|reverse|redirect|reverse_lazy)\(\s*["']([\w:-]+)["']""", text))
