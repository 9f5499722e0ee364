"""`alongside demo`: prepare the invented area, serve it, and say who can sign in."""

import contextlib
import json
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from alongside.front.demo.services import area
from alongside.front.demo.services.cast import Accounts
from alongside.front.demo.words import SEED
from alongside.ground.access import services as access
from alongside.ground.access.models import User


class Command(BaseCommand):
    """Prepare, serve, or list accounts."""

    help = "Make the invented area if it is not there yet, serve it, and print the sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="?", choices=["accounts"], help="only list the accounts")
        parser.add_argument("--json", action="store_true", help="accounts as JSON, with one-time sign-in addresses")
        parser.add_argument("--only", default="", help="only the account of this key")
        parser.add_argument("--plans", type=int, default=1500, help="plans in the invented area (default 1500)")
        parser.add_argument("--seed", type=int, default=SEED, help="the same seed invents the same area")
        parser.add_argument("--port", type=int, default=8000, help="port to serve on")
        parser.add_argument("--no-browser", action="store_true", help="leave the browser alone")
        parser.add_argument("--prepare-only", action="store_true", help="make the area and stop")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("There is no demonstration in production.")
        if options["what"] == "accounts":
            self.accounts(as_json=options["json"], only=options["only"])
            return
        self.prepare(plans=options["plans"], seed=options["seed"])
        if not options["prepare_only"]:
            self.serve(port=options["port"], with_browser=not options["no_browser"])

    def prepare(self, *, plans: int, seed: int) -> None:
        """Tables, cache, and the area unless it is there."""
        if plans < 1:
            raise CommandError("--plans must be at least 1.")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if area.is_made():
            return
        with bars() as show:
            try:
                area.make(plans=plans, seed=seed, at=timezone.now(), progress=show)
            except area.RealRecordsError as error:
                raise CommandError(str(error)) from None

    def serve(self, *, port: int, with_browser: bool) -> None:
        """Print the address and the sign-ins, then serve until Ctrl-C."""
        address = f"http://localhost:{port}"
        self.stdout.write(f"\nEverybody in this area is invented. Open {address}\n\n")
        self.accounts(as_json=False, only="")
        self.stdout.write("Ctrl-C stops it.\n")
        self.stdout.flush()
        if with_browser:
            threading.Thread(target=open_when_there, args=(address,), daemon=True).start()
        call_command("serve", port=port)

    def accounts(self, *, as_json: bool, only: str) -> None:
        """The sign-ins of the demonstration."""
        rows = [row for row in Accounts().rows if not only or row["key"] == only]
        if as_json:
            for row in rows:
                user = User.objects.get(email=row["email"])
                row["sign_in"] = settings.BASE_URL + access.one_time_sign_in(user, timezone.now())
            self.stdout.write(json.dumps(rows, indent=1))
            return
        for row in rows:
            code = f"   second factor {row['totp_secret']}" if row["totp_secret"] else ""
            self.stdout.write(f"{row['email']:<36} {row['password']}{code}\n    {row['does']}\n")


@contextlib.contextmanager
def bars() -> Any:
    """One progress bar for each thing that takes time."""
    columns = (TextColumn("{task.description:<34}"), BarColumn(), TextColumn("{task.completed}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        tasks: dict[str, TaskID] = {}

        def show(words: str, done: int, whole: int) -> None:
            if words not in tasks:
                for task in tasks.values():
                    shown.stop_task(task)
                tasks[words] = shown.add_task(words, total=whole or None)
            shown.update(tasks[words], completed=done, total=whole or None)

        yield show


def open_when_there(address: str) -> None:
    """Open the browser once the server answers; a machine without one is no fault."""
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/health/live", timeout=1)  # noqa: S310 - our own address
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
            continue
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(address)
        return
