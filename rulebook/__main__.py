"""The command line: `python -m rulebook findings | explain | rules | events`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rulebook import explain, situations
from rulebook.events import markdown
from rulebook.model import Finding, RulebookError
from rulebook.regimes import regime

WRONG_INPUT = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when it worked, 2 with one line on stderr when the input is wrong."""
    arguments = _parser().parse_args(argv)
    try:
        print(_answer(arguments))
    except RulebookError as error:
        place = f"{getattr(arguments, 'situation', 'rulebook')}:"
        line = f"{error.line}:" if error.line else ""
        print(f"{place}{line} {error.message}", file=sys.stderr)
        return WRONG_INPUT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rulebook", description="Duties and time limits of a SEND case.")
    commands = parser.add_subparsers(dest="command", required=True)
    findings = commands.add_parser("findings", help="what is due, met or late in a situation")
    findings.add_argument("--json", action="store_true", help="a JSON list instead of a table")
    told = commands.add_parser("explain", help="the same with every counting step")
    for command in (findings, told):
        command.add_argument("situation", type=Path, metavar="SITUATION.yaml")
        command.add_argument("--on", type=date.fromisoformat, help="judge from this day instead")
    listed = commands.add_parser("rules", help="every duty with its limit and source")
    listed.add_argument("--regime", default="cfa2014+local")
    events = commands.add_parser("events", help="every event type")
    events.add_argument("--markdown", action="store_true", help="as a Markdown table (the only form)")
    return parser


def _answer(arguments: argparse.Namespace) -> str:
    if arguments.command == "rules":
        return explain.rules(regime(arguments.regime))
    if arguments.command == "events":
        return markdown()
    found: tuple[Finding, ...] = situations.load(arguments.situation).findings(arguments.on)
    if arguments.command == "explain":
        return "\n\n".join(explain.in_full(finding) for finding in found)
    if arguments.json:
        return json.dumps([finding.to_dict() for finding in found], indent=2, ensure_ascii=False)
    return explain.table(found)


if __name__ == "__main__":
    raise SystemExit(main())
