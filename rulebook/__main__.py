"""The command line: `python -m rulebook findings | explain | rules | events | ics`.

Exit codes: 0 answered; 1 something is late, where `--late` asks for that; 2 the input is wrong, with one line
on stderr; 3 an optional library is missing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from rulebook import explain, ics, situations
from rulebook.events import event_types, markdown
from rulebook.model import MissingError, RulebookError
from rulebook.regimes import regime

LATE, WRONG_INPUT, LIBRARY_MISSING = 1, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; its exit codes are above."""
    arguments = _parser().parse_args(argv)
    try:
        code = _COMMANDS[arguments.command](arguments)
        sys.stdout.flush()
    except RulebookError as error:
        place = f"{getattr(arguments, 'situation', 'rulebook')}:"
        line = f"{error.line}:" if error.line else ""
        print(f"{place}{line} {error.message}", file=sys.stderr)
        return LIBRARY_MISSING if isinstance(error, ics.LibraryMissingError) else WRONG_INPUT
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rulebook",
        description="Duties and time limits of a SEND case.",
        epilog="Exit codes: 0 answered, 1 something is late (with --late), 2 wrong input, 3 library missing.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    found = commands.add_parser("findings", help="what is due, met or late in a situation")
    found.add_argument("--late", action="store_true", help="exit code 1 when a duty of the law is late")
    told = commands.add_parser("explain", help="the same with every counting step")
    dates = commands.add_parser("ics", help="open dates as a calendar file (RFC 5545)")
    dates.add_argument("--output", type=Path, help="write to this file instead of standard output")
    for command in (found, told, dates):
        command.add_argument("situation", type=Path, metavar="SITUATION.yaml")
        command.add_argument("--on", type=date.fromisoformat, help="judge from this day instead")
    listed = commands.add_parser("rules", help="every duty with its limit and source")
    listed.add_argument("--regime", default="cfa2014+local", help="such as cfa2014, or several with +")
    listed.add_argument("--proposals", action="store_true", help="a proposal, not law, may be asked for")
    listed.add_argument("--to-check", action="store_true", help="as Markdown: what a lawyer should check")
    events = commands.add_parser("events", help="every event type")
    events.add_argument("--markdown", action="store_true", help="as a Markdown table, which is the default")
    for command in (found, told, listed, events):
        command.add_argument("--json", action="store_true", help="JSON instead of words")
    return parser


def _json(value: object) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


def _findings(arguments: argparse.Namespace) -> int:
    found = situations.load(arguments.situation).findings(arguments.on)
    if arguments.json:
        _json([finding.to_dict() for finding in found])
    else:
        print(explain.table(found))
    late = any(
        finding.state in ("overdue", "missed") and finding.strength == "statutory" for finding in found
    )
    return LATE if arguments.late and late else 0


def _explain(arguments: argparse.Namespace) -> int:
    found = situations.load(arguments.situation).findings(arguments.on)
    if arguments.json:
        _json([{"finding": finding.to_dict(), "explanation": explain.in_full(finding)} for finding in found])
    else:
        print("\n\n".join(explain.in_full(finding) for finding in found))
    return 0


def _rules(arguments: argparse.Namespace) -> int:
    if arguments.to_check:
        print(explain.to_check())
        return 0
    chosen = regime(arguments.regime, proposals=arguments.proposals)
    if arguments.json:
        _json([explain.as_values(duty) for duty in chosen.duties])
    else:
        print(explain.rules(chosen))
    return 0


def _events(arguments: argparse.Namespace) -> int:
    if arguments.json:
        _json([asdict(kind) for kind in event_types()])
    else:
        print(markdown())
    return 0


def _ics(arguments: argparse.Namespace) -> int:
    situation = situations.load(arguments.situation)
    on = arguments.on or situation.on
    if on is None:
        raise MissingError('the day to judge from is missing: give "on"')
    text = ics.calendar(situation.findings(on), on=on, name=arguments.situation.stem)
    if arguments.output:
        arguments.output.write_bytes(text)
    else:
        sys.stdout.write(text.decode())
    return 0


_COMMANDS = {"findings": _findings, "explain": _explain, "rules": _rules, "events": _events, "ics": _ics}


if __name__ == "__main__":
    raise SystemExit(main())
