"""Accounts that nobody uses or confirms: told beforehand, lapsed, confirmed each term, restored with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from alongside.ground.access import policies, queries
from alongside.ground.access.engine import lapsing
from alongside.ground.access.engine.lapsing import Standing
from alongside.ground.access.models import Attestation, User
from alongside.ground.access.services import accounts, mail
from alongside.ground.access.services.audit import record
from alongside.ground.access.words import LAPSE_NOTICE
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, RefusedError


@dataclass(frozen=True, slots=True)
class Night:
    """What one night did."""

    n_told: int
    n_lapsed: int


@transaction.atomic
def confirm_accounts(*, users: Iterable[User], by: User, at: datetime) -> list[Attestation]:
    """Say of accounts of other organisations: these people still work there and still need them. All, or none.

    It holds until the third week of the next term is over; said twice in a term it is one confirmation.
    Raises RefusedError (nobody confirms themselves), InvalidError for an account that needs no confirmation.
    """
    return [_confirm(user, by, at) for user in users]


def _confirm(user: User, by: User, at: datetime) -> Attestation:
    if not policies.can_manage(by, user):
        raise RefusedError("may not confirm this account")
    standing = lapsing.standings(queries.accounts_that_can_lapse().filter(pk=user.pk), on=day_of(at))
    if not standing or not standing[0].organisation:
        raise InvalidError({"account": "Only open accounts of organisations other than the council are confirmed."})
    made, is_new = Attestation.objects.get_or_create(
        user=user, until=lapsing.first_day_without(day_of(at)), withdrawn_at=None,
        defaults={"confirmed_by": by, "confirmed_at": at},
    )
    if is_new:
        facts = {"account": str(user.uuid), "until": made.until.isoformat()}
        record(code="access.account.confirmed", by=by, at=at, detail=facts)
    return made


@transaction.atomic
def withdraw_confirmation(*, attestation: Attestation, by: User, at: datetime) -> None:
    """Take a confirmation back: the account stands as it did before. Raises RefusedError."""
    if not policies.can_manage(by, attestation.user):
        raise RefusedError("may not withdraw this confirmation")
    if Attestation.objects.filter(pk=attestation.pk, withdrawn_at=None).update(withdrawn_at=at):
        facts = {"account": str(attestation.user.uuid), "until": attestation.until.isoformat()}
        record(code="access.account.unconfirmed", by=by, at=at, detail=facts)


@transaction.atomic
def restore_account(*, user: User, by: User | None, at: datetime, reason: str) -> None:
    """Open a lapsed account again, with why; both counts start anew. `by` is None for an operator at the console.

    Ended sessions stay ended: its owner signs in as before, with the second factor that the account still has.
    Raises RefusedError, InvalidError without a reason or for an account that hasn't lapsed.
    """
    if by is not None and not policies.can_manage(by, user):
        raise RefusedError("may not restore this account")
    reason = " ".join(reason.replace("\x00", "").split())[:200]
    if not reason:
        raise InvalidError({"reason": "Say why the account is needed again."})
    if not User.objects.filter(pk=user.pk, lapsed_at__isnull=False).update(
        is_active=True, lapsed_at=None, lapses_on=None, restored_at=at
    ):
        raise InvalidError({"account": "This account hasn’t lapsed."})
    user.refresh_from_db(fields=["is_active", "lapsed_at", "lapses_on", "restored_at"])
    record(code="access.account.restored", by=by, at=at, detail={"account": str(user.uuid)}, reason=reason)


def lapse_accounts(*, at: datetime) -> Night:
    """One night's round: tell whose account lapses within 14 days, lapse those whose announced day has come.

    Each account is a transaction of its own, looked at again under its lock: who signs in or is confirmed meanwhile
    stays. Nobody lapses without having been told 14 days before, not even after the nights stood still.
    """
    last = day_of(at) + LAPSE_NOTICE
    found = lapsing.standings(queries.accounts_that_can_lapse(), on=day_of(at))
    done = [_night_of(row.user, at) for row in found if row.lapses_on <= last or row.user.lapses_on]
    return Night(n_told=done.count("told"), n_lapsed=done.count("lapsed"))


@transaction.atomic
def _night_of(user: User, at: datetime) -> str:
    User.objects.select_for_update().get(pk=user.pk)
    today = day_of(at)
    now = lapsing.standings(User.objects.filter(pk=user.pk), on=today)[0]
    told = now.user.lapses_on
    if not now.user.is_active:
        return ""
    if now.lapses_on > today + LAPSE_NOTICE:
        User.objects.filter(pk=user.pk).update(lapses_on=None)
    elif told is None or told < now.lapses_on:
        _tell(now, at)
        return "told"
    elif told <= today:
        _lapse(now, at)
        return "lapsed"
    return ""


def _tell(standing: Standing, at: datetime) -> None:
    user = standing.user
    user.lapses_on = max(standing.lapses_on, day_of(at) + LAPSE_NOTICE)
    user.save(update_fields=["lapses_on"])
    mail.send("access/email/lapse_notice", user.email, {"on": user.lapses_on, "why": standing.why})
    facts = {"account": str(user.uuid), "why": standing.why, "lapses_on": user.lapses_on.isoformat()}
    record(code="access.account.lapse_announced", by=None, at=at, detail=facts)


def _lapse(standing: Standing, at: datetime) -> None:
    user = standing.user
    user.is_active, user.lapsed_at, user.lapses_on = False, at, None
    user.save(update_fields=["is_active", "lapsed_at", "lapses_on"])
    accounts.shut_ways_in(user, at)
    record(code="access.account.lapsed", by=None, at=at, detail={"account": str(user.uuid), "why": standing.why})
