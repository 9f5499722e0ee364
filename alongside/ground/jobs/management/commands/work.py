"""`alongside work`: the background worker."""

import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from alongside.ground.jobs.engine import run_worker


class Command(BaseCommand):
    """Run jobs until SIGTERM or Ctrl-C; the job in hand is finished first."""

    help = "Run the background worker. Exit code 0: stopped as asked; 1: the database stayed away."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is ready, then end")

    def handle(self, *_args: Any, **options: Any) -> None:
        stop = threading.Event()

        def ask(_number: int, _frame: FrameType | None) -> None:
            stop.set()

        before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            worker = run_worker(stop, clock=timezone.now, once=options["once"])
        except DatabaseError as error:
            raise CommandError(f"The database stayed away ({type(error).__name__}).") from None
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        if options["verbosity"] > 0 and options["once"]:
            self.stdout.write(f"{worker.n_done} done, {worker.n_failed} failed")
