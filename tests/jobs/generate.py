"""`python -m tests.jobs.generate`: pages of docs/generated that are drawn from the code; --check only compares."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import django
import grimp

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "docs" / "generated"
STOREYS = ("front", "oversight", "work", "commons", "ground")


def settings_page() -> str:
    """Every setting with its default and meaning."""
    from alongside.config.environment import SETTINGS

    head = "# Settings\n\nAll from the environment.\n\n| name | default | meaning |\n|---|---|---|\n"
    defaults = ["(secret)" if s.secret else f"`{s.default}`" if s.default else "" for s in SETTINGS]
    rows = [f"| `{s.name}` | {default} | {s.meaning} |" for s, default in zip(SETTINGS, defaults, strict=True)]
    return head + "\n".join(rows) + "\n"


def rooms_page() -> str:
    """A diagram of the rooms and who calls whom, from the imports as they are."""
    graph = grimp.build_graph("alongside", "rulebook", cache_dir=None)
    rooms = {
        f"alongside.{storey}.{path.parent.name}": path.parent.name
        for storey in STOREYS for path in sorted((ROOT / "alongside" / storey).glob("*/__init__.py"))
    }
    rooms["rulebook"] = "rulebook"
    arrows = set()
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            first, second = _room(importer, rooms), _room(imported, rooms)
            if first and second and first != second and second != "core":
                arrows.add((first, second))
    lines = ["# Rooms", "", "Drawn from the imports (arrows to `core`, which everything uses, are left out).", ""]
    lines += ["```mermaid", "flowchart TD"]
    for storey in STOREYS:
        lines.append(f"  subgraph {storey}")
        lines += [f"    {name}" for module, name in rooms.items() if module.startswith(f"alongside.{storey}.")]
        lines.append("  end")
    lines += [f"  {first} --> {second}" for first, second in sorted(arrows)]
    return "\n".join([*lines, "```", ""])


def _room(module: str, rooms: dict[str, str]) -> str:
    parts = module.split(".")
    return rooms.get(".".join(parts[:3])) or rooms.get(parts[0], "")


def pages_page() -> str:
    """Every page and who may open it."""
    from alongside.config import pages

    rows = [f"| `{page.pattern}` | {page.audience or 'NOBODY'} | {page.name} |" for page in pages.all_pages()]
    return "# Pages\n\n| address | who may open it | name |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def roles_page() -> str:
    """Roles and what each may do, from the code."""
    from django.core.management import call_command

    out = io.StringIO()
    call_command("roles", markdown=True, stdout=out)
    return out.getvalue()


def events_page() -> str:
    """The table of events that the rulebook understands."""
    from contextlib import redirect_stdout

    from rulebook import __main__ as command

    out = io.StringIO()
    with redirect_stdout(out):
        command.main(["events", "--markdown"])
    return out.getvalue()


def law_page() -> str:
    """What a lawyer has still to check in the rulebook."""
    from rulebook import explain

    return explain.to_check() + "\n"


def abuse_page() -> str:
    """What people may try, and the tests that try it."""
    from tests.jobs import abuse

    return abuse.page()


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page, "rooms.md": rooms_page, "pages.md": pages_page, "roles.md": roles_page,
    "events.md": events_page, "law.md": law_page, "abuse.md": abuse_page,
}


def main(arguments: list[str]) -> int:
    """Write the pages, or say which ones are out of date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
    django.setup()
    OUT.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, draw in PAGES.items():
        path, text = OUT / name, draw()
        if not path.exists() or path.read_text() != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(text)
    if stale and "--check" in arguments:
        print(f"Out of date: {', '.join(stale)}. Run: python -m tests.jobs.generate")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
