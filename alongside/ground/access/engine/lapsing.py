"""When an account that nobody uses or confirms lapses: counted from what happened, the same for page and night.

Families' accounts never lapse: a parent may come back after a year of silence, and what was written for them must
still be theirs to read. Accounts of machines never sign in, so they are exempt too. Two things end the others: 90
days (or what the area set) without a sign-in; and, for organisations other than the council, a school term in which
nobody confirmed that the person still works there, three weeks into the next. What has never happened yet counts
from when the account was made, or was opened again after a lapse.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from alongside.ground.access.engine import employers
from alongside.ground.access.models import Attestation, Badge, User
from alongside.ground.access.words import CONFIRM_WITHIN, EMPLOYERS, LapseReason
from alongside.ground.core.dates import day_of


@dataclass(frozen=True, slots=True)
class Standing:
    """One account: when it lapses if nothing happens, and why; no day of confirmation for the council's own staff."""

    user: User
    organisation: str
    confirmed: Attestation | None
    unused_on: date
    unconfirmed_on: date | None

    @property
    def lapses_on(self) -> date:
        """The first day without the account."""
        return min(self.unused_on, self.unconfirmed_on or self.unused_on)

    @property
    def why(self) -> LapseReason:
        """Which of the two comes first; not being used where both fall on one day."""
        return LapseReason.UNUSED if self.lapses_on == self.unused_on else LapseReason.UNCONFIRMED


def lapses_here() -> bool:
    """Whether accounts lapse at all: not in a demonstration, whose accounts are printed for whoever tries it."""
    return bool(settings.MODE != "demo")


def first_day_without(on: date) -> date:
    """The first day on which a confirmation of `on` no longer holds: after the third week of the next term."""
    years = (on.year, on.year + 1)
    starts = sorted(date(year, month, day) for year in years for month, day in settings.TERM_STARTS)
    return next(start for start in starts if start > on) + CONFIRM_WITHIN


def standings(users: QuerySet[User], *, on: date) -> list[Standing]:
    """Where accounts stand on a day, the soonest to lapse first; three statements, however many accounts."""
    worn: dict[int, list[str]] = {}
    prefixes = Q(badge__startswith=EMPLOYERS[0]) | Q(badge__startswith=EMPLOYERS[1])
    rows = Badge.objects.filter(prefixes, Q(until=None) | Q(until__gt=on), user__in=users, since__lte=on)
    for user_id, badge in rows.values_list("user_id", "badge"):
        worn.setdefault(user_id, []).append(badge)
    known = employers.names({badge for badges in worn.values() for badge in badges})
    given = Attestation.objects.filter(user__in=users, withdrawn_at=None).select_related("confirmed_by")
    last = {row.user_id: row for row in given.order_by("confirmed_at")}
    found = [
        _standing(user, employers.outside(worn.get(user.pk, ()), known), last.get(user.pk)) for user in users
    ]
    return sorted(found, key=lambda standing: (standing.lapses_on, standing.user.pk))


def _standing(user: User, organisation: str, confirmed: Attestation | None) -> Standing:
    began = day_of(max(user.joined_at, user.restored_at or user.joined_at))
    used = max(began, day_of(user.last_login) if user.last_login else began)
    held = max(first_day_without(began), confirmed.until if confirmed else began)
    return Standing(
        user, organisation, confirmed, used + timedelta(days=settings.ACCOUNT_LAPSE_DAYS),
        held if organisation else None,
    )
