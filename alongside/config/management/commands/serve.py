"""`alongside serve`: the production server and its background worker, as children of one command."""

import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

GRACE_SECONDS = 15


class Children:
    """The processes of one service: when one ends, or a stop is asked for, all end."""

    def __init__(self, commands: list[list[str]]) -> None:
        self.is_stopping = False
        self.running = [subprocess.Popen(command, start_new_session=True) for command in commands]

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask every process to end."""
        self.is_stopping = True
        for child in self.running:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        """Until the first process ends; then end the others. Returns 0 when the stop was asked for."""
        while all(child.poll() is None for child in self.running) and not self.is_stopping:
            time.sleep(0.2)
        was_asked = self.is_stopping
        self.stop()
        end = time.monotonic() + GRACE_SECONDS
        for child in self.running:
            try:
                child.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        return 0 if was_asked else 1


def commands(*, host: str, port: int, workers: int, with_worker: bool) -> list[list[str]]:
    """The command lines of the server and of the background worker."""
    server = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "2", "--no-ws", "--log-level", "warning",
        "alongside.config.wsgi:application",
    ]
    worker = [sys.executable, "-m", "alongside", "work"]
    return [server, worker] if with_worker else [server]


class Command(BaseCommand):
    """Serve until Ctrl-C or SIGTERM."""

    help = "Serve the pages with a production server and run the background worker beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument("--workers", type=int, default=settings.ENV.number("WORKERS"), help="server processes")
        parser.add_argument("--no-worker", action="store_true", help="no background worker in this command")

    def handle(self, *_args: Any, **options: Any) -> None:
        lines = commands(host=options["host"], port=options["port"], workers=options["workers"],
                         with_worker=not options["no_worker"])
        children = Children(lines)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, children.stop)
        code = children.wait()
        if code:
            self.stderr.write("A process of the service ended by itself; the lines above say why.")
        sys.exit(code)
