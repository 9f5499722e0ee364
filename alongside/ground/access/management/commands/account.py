"""`alongside account create|disable|restore|role|done|totp-secret`: accounts from the console of an operator."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from alongside.ground.access import services
from alongside.ground.access.models import User
from alongside.ground.access.words import CONDITIONS, ROLES, UserKind
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import AlongsideError, InvalidError


class Command(BaseCommand):
    """Exit codes: 0 done, 1 not done (the reason is printed), 2 wrong call. Every act is in the audit trail."""

    help = "Make or close an account, give it a role, or give it an authenticator secret."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """create, disable, restore, role, done, totp-secret; each takes an e-mail address."""
        acts = parser.add_subparsers(dest="act", required=True)
        create = acts.add_parser("create", help="Make an account and print an address that signs it in once.")
        create.add_argument("email")
        create.add_argument("name")
        create.add_argument("--kind", choices=[kind.value for kind in UserKind], default="professional")
        create.add_argument("--role", action="append", default=[], choices=list(ROLES), help="May be given again.")
        disable = acts.add_parser("disable", help="Close an account and end its sessions.")
        disable.add_argument("email")
        disable.add_argument("--reason", default="", help="Why, for the audit trail.")
        restore = acts.add_parser("restore", help="Open a lapsed account again.")
        restore.add_argument("email")
        restore.add_argument("--reason", required=True, help="Why it is needed again, for the audit trail.")
        role = acts.add_parser("role", help="Give a role, from today or a day, until a day or for good.")
        role.add_argument("email")
        role.add_argument("role", choices=list(ROLES))
        role.add_argument("--area", default="", help="Code of the area or district; only for roles that see all cases.")
        role.add_argument("--since", type=date.fromisoformat, help="First day, YYYY-MM-DD.")
        role.add_argument("--until", type=date.fromisoformat, help="First day without it, YYYY-MM-DD.")
        done = acts.add_parser("done", help="Write that somebody has done what a role asks for, such as a training.")
        done.add_argument("email")
        done.add_argument("condition", choices=list(CONDITIONS))
        done.add_argument("--until", type=date.fromisoformat, required=True, help="First day without it, YYYY-MM-DD.")
        secret = acts.add_parser("totp-secret", help="Give an account a new authenticator secret and print it once.")
        secret.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say in one line why not."""
        del args
        at = timezone.now()
        acts = {"create": self._create, "disable": self._disable, "restore": self._restore, "role": self._role,
                "done": self._done, "totp-secret": self._secret}
        try:
            with services.act(by=None, at=at, code=f"access.console.{options['act']}"), transaction.atomic():
                acts[options["act"]](options, at)
        except InvalidError as error:
            raise CommandError(" ".join(error.errors.values())) from None
        except AlongsideError as error:
            raise CommandError(str(error)) from None

    def _account(self, email: str) -> User:
        found = User.objects.filter(email=email.strip().lower()).first()
        if found is None:
            raise InvalidError({"email": "No account has that address."})
        return found

    def _create(self, options: dict[str, Any], at: datetime) -> None:
        user = services.create_account(
            email=options["email"], name=options["name"], kind=options["kind"], by=None, at=at
        )
        for role in options["role"]:
            services.give_role(user=user, role=role, since=day_of(at), by=None, at=at)
        self.stdout.write(f"{settings.BASE_URL}{services.one_time_sign_in(user, at)}")

    def _disable(self, options: dict[str, Any], at: datetime) -> None:
        services.disable_account(user=self._account(options["email"]), by=None, at=at, reason=options["reason"])
        self.stdout.write("Closed; its sessions end at their next request.")

    def _restore(self, options: dict[str, Any], at: datetime) -> None:
        services.restore_account(user=self._account(options["email"]), by=None, at=at, reason=options["reason"])
        self.stdout.write("Restored; its owner signs in as before.")

    def _role(self, options: dict[str, Any], at: datetime) -> None:
        services.give_role(
            user=self._account(options["email"]), role=options["role"], by=None, at=at, area=options["area"],
            since=options["since"] or day_of(at), until=options["until"],
        )
        self.stdout.write("Given.")

    def _done(self, options: dict[str, Any], at: datetime) -> None:
        services.satisfy(
            user=self._account(options["email"]), condition=options["condition"], until=options["until"], by=None, at=at
        )
        self.stdout.write("Written down.")

    def _secret(self, options: dict[str, Any], at: datetime) -> None:
        user, secret = self._account(options["email"]), generate_totp_secret()
        Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
        TOTP.activate(user, secret)
        services.record(code="access.totp_by_operator", by=None, at=at, detail={"account": str(user.uuid)})
        self.stdout.write(secret)
