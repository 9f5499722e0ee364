"""`alongside mail receive`: where a mail server hands over what came in."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from alongside.commons.messaging.services import file_inbound
from alongside.ground.access import services as access
from alongside.ground.core.errors import InvalidError

TRY_AGAIN = 75
"""EX_TEMPFAIL: a mail server keeps the e-mail and hands it over again."""
REFUSED = 65
"""EX_DATAERR: a mail server sends it back."""


class Command(BaseCommand):
    """Takes one e-mail from standard input."""

    help = (
        "Take in one e-mail (RFC 822) from standard input: an answer files itself on its case, anything else waits "
        "for a person. Exit codes: 0 kept, 65 not an e-mail or too large, 75 try again later."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["receive"], help="receive: one e-mail from standard input")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            with access.act(by=None, at=at, code="messaging.mail.receive"):
                mail = file_inbound(raw=sys.stdin.buffer.read(), at=at)
        except InvalidError as error:
            raise CommandError(str(error), returncode=REFUSED) from None
        except (DatabaseError, OSError) as error:
            raise CommandError(f"Could not be kept: {type(error).__name__}.", returncode=TRY_AGAIN) from None
        if options["verbosity"] > 0:
            self.stdout.write(f"{mail.state} {mail.uuid}")
