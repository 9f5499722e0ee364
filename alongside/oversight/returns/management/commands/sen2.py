"""`alongside sen2 load|check FILE|FOLDER`: the statutory return from the command line."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from alongside.oversight.returns import services
from alongside.oversight.returns.words import LoadState

SHOWN = 20
_STEPS = {"read": "Reading and checking", "write": "Writing in one go"}


class Command(BaseCommand):
    """Checks a return, or loads it when it has no errors; twice the same file is the same as once."""

    help = (
        "load FILE: read and check a SEN2 return (XML, or a folder with the COLLECT CSV set), then load it in one go. "
        "check FILE: the same without loading. Errors stop a load; queries stop it unless --accept-queries is given. "
        "Exit code 0: done; 1: problems stand against it, nothing was loaded; 2: wrong call."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do with which file."""
        parser.add_argument("act", choices=["load", "check"])
        parser.add_argument("file", help="an XML file, or a folder with the nine CSV files of the COLLECT export")
        parser.add_argument("--accept-queries", action="store_true", help="somebody has looked at the queries")
        parser.add_argument("--json", action="store_true", help="print the outcome and every problem as JSON")
        parser.add_argument("--year", type=int, help="the year that the return must be of")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run, say what came of it, and end with the exit code that says the same."""
        path = Path(options["file"])
        if not path.exists():
            raise CommandError(f"There is no file or folder {path}.", returncode=2)
        with _bars(is_quiet=options["json"] or options["verbosity"] == 0) as progress:
            report = self._run(options, path, progress)
        if options["json"]:
            self._print_json(report)
        else:
            self._print(report)
        if not _is_well(report, options):
            raise SystemExit(1)

    def _run(self, options: dict[str, Any], path: Path, progress: services.Progress) -> services.Report:
        given: dict[str, Any] = {
            "by": None, "at": timezone.now(), "year": options["year"], "progress": progress,
        }
        if options["act"] == "check":
            return services.check_return(path, **given)
        return services.load_return(path, accept_queries=options["accept_queries"], **given)

    def _print_json(self, report: services.Report) -> None:
        """One JSON object; problems are written one by one, so that a file with many needs no memory."""
        summary = json.dumps(report.summary(), indent=1)
        self.stdout.write(summary[:-2] + ',\n "problems": [', ending="")
        separator = "\n  "
        for problem in report.problems():
            self.stdout.write(separator + json.dumps(problem, ensure_ascii=False), ending="")
            separator = ",\n  "
        self.stdout.write("\n ]\n}")

    def _print(self, report: services.Report) -> None:
        load = report.load
        if report.is_repeat:
            self.stdout.write("This file is loaded already; nothing was changed.")
            return
        self.stdout.write(
            f"{load.n_persons} persons, {load.n_requests} requests, {load.n_plans} plans in force; "
            f"{load.n_errors} errors, {load.n_queries} queries."
        )
        for number, problem in enumerate(report.problems()):
            if number >= SHOWN:
                self.stdout.write(f"… and {report.n_problems - SHOWN} more: see /returns/ or use --json.")
                break
            where = f"person {problem['person']}" if problem["person"] else "file"
            rule = f"{problem['severity']} {problem['rule']}"
            self.stdout.write(f"{rule} {where} {problem['field']}: {problem['message']}")
        self.stdout.write(_ENDINGS[LoadState(load.state), bool(load.n_errors)])


def _is_well(report: services.Report, options: dict[str, Any]) -> bool:
    """Whether the file is loaded, or for a check whether it could be."""
    if options["act"] == "load":
        return report.is_loaded
    return report.load.n_errors == 0 and (options["accept_queries"] or report.load.n_queries == 0)


_ENDINGS = {
    (LoadState.LOADED, False): "Loaded, as at census day. The caseload stands on its clocks.",
    (LoadState.CHECKED, False): "Nothing was loaded: this was only a check.",
    (LoadState.REFUSED, True): "Nothing was loaded: put the errors right first.",
    (LoadState.REFUSED, False): "Nothing was loaded: look at the queries, then load with --accept-queries.",
}


@contextmanager
def _bars(*, is_quiet: bool) -> Iterator[services.Progress]:
    """A progress bar for each step on the terminal; silence otherwise."""
    console = Console(stderr=True)
    if is_quiet or not sys.stderr.isatty():
        yield lambda _step, _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        tasks = {step: bars.add_task(words, total=None, visible=False) for step, words in _STEPS.items()}
        yield lambda step, done, total: bars.update(tasks[step], completed=done, total=total, visible=True)
