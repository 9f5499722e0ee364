"""`alongside audit verify|sign`: check the audit trail, or sign how its chains end."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from alongside.ground.access import services


class Command(BaseCommand):
    """Exit codes: 0 nothing wrong, 1 faults found, 2 wrong call."""

    help = "Check the audit trail, or sign the ends of its chains outside the database. Exit code 1: faults found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """verify [--json] [--heads FOLDER]; sign [--heads FOLDER]."""
        acts = parser.add_subparsers(dest="act", required=True)
        verify = acts.add_parser("verify", help="Go through every chain and name the first broken row of each.")
        verify.add_argument("--json", action="store_true", help="Print faults as JSON.")
        sign = acts.add_parser("sign", help="Write a sealed file with the end of every chain that moved.")
        for sub in (verify, sign):
            sub.add_argument("--heads", type=Path, help="Folder of the signed heads, if it isn't the usual one.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        del args
        if options["act"] == "sign":
            self.stdout.write(str(services.sign_heads(at=timezone.now(), folder=options["heads"])))
            return
        faults = services.verify_audit(folder=options["heads"])
        if options["json"]:
            self.stdout.write(json.dumps({"faults": [fault.as_dict() for fault in faults]}, indent=1))
        else:
            for fault in faults:
                self.stdout.write(f"{fault.chain} entry {fault.seq} {fault.uuid}: {fault.what}")
            self.stdout.write(f"{len(faults)} faults." if faults else "Every chain is whole.")
        if faults:
            raise SystemExit(1)
