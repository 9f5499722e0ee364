"""What can be asked about accounts, the audit trail, and who opened a child's record."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from alongside.ground.access import policies
from alongside.ground.access.models import Attestation, AuditEntry, Condition, Feed, Invitation, RoleHeld, User, Withholding
from alongside.ground.access.policies import badges as badges
from alongside.ground.access.policies import permissions as permissions
from alongside.ground.access.policies import roles as roles
from alongside.ground.access.words import FILE_CODE, FILE_PAGE, READ_CODE, Outcome, Permission, UserKind
from alongside.ground.core.errors import NotThereError
from alongside.ground.core.paging import Page


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One opening of a record as a family may read it; `badges` are what the reader stood for (team:, post: ...)."""

    role: str
    badges: tuple[str, ...]
    purpose: str
    page: str
    read_at: datetime
    name: str
    """The reader's name, only where the family deals with them already; otherwise empty."""


def n_refusals(by_uuid: UUID, *, since: datetime) -> int:
    """How often an account was refused since a moment."""
    return AuditEntry.objects.filter(by_uuid=by_uuid, outcome=Outcome.REFUSED, recorded_at__gte=since).count()


def n_files_read(by_uuid: UUID, *, since: datetime) -> int:
    """How many different files an account has opened since a moment."""
    rows = AuditEntry.objects.filter(by_uuid=by_uuid, acted_at__gte=since, code__in=(READ_CODE, FILE_CODE))
    return rows.filter(Q(page__startswith=FILE_PAGE) | Q(code=FILE_CODE)).values("page", "detail").distinct().count()


def account(viewer: User, uuid: UUID) -> User:
    """An account for whoever manages accounts; NotThereError for anybody else."""
    found = User.objects.filter(uuid=uuid).first()
    if found is None or not policies.has_permission(viewer, Permission.MANAGE_ACCOUNTS):
        raise NotThereError
    return found


def accounts_by_email(viewer: User, text: str) -> list[User]:
    """Accounts whose address contains the text; at least three signs are asked, 50 accounts at most come back."""
    if len(text.strip()) < 3 or not policies.has_permission(viewer, Permission.MANAGE_ACCOUNTS):
        return []
    return list(User.objects.filter(email__icontains=text.strip().lower()).order_by("email")[:50])


def accounts_that_can_lapse() -> QuerySet[User]:
    """Open accounts of professionals: families' accounts never lapse, machines' neither."""
    return User.objects.filter(kind=UserKind.PROFESSIONAL, is_active=True)


def accounts_to_confirm(viewer: User) -> QuerySet[User]:
    """The open accounts that can lapse, for whoever manages accounts."""
    found = accounts_that_can_lapse()
    return found if policies.has_permission(viewer, Permission.MANAGE_ACCOUNTS) else found.none()


def lapsed_accounts(viewer: User) -> list[User]:
    """The 100 accounts that lapsed last and weren't restored, for whoever manages accounts."""
    found = User.objects.filter(lapsed_at__isnull=False).order_by("-lapsed_at")
    return list(found[:100]) if policies.has_permission(viewer, Permission.MANAGE_ACCOUNTS) else []


def confirmation(viewer: User, uuid: UUID) -> Attestation:
    """A confirmation that wasn't withdrawn, for whoever manages accounts; NotThereError for anybody else."""
    found = Attestation.objects.select_related("user").filter(uuid=uuid, withdrawn_at=None).first()
    if found is None or not policies.has_permission(viewer, Permission.MANAGE_ACCOUNTS):
        raise NotThereError
    return found


def open_invitations(viewer: User, *, at: datetime) -> list[Invitation]:
    """Invitations that wait for an answer; account managers see all, others those that they sent."""
    found = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)
    if not policies.has_permission(viewer, Permission.MANAGE_ACCOUNTS):
        found = found.filter(invited_by=viewer)
    return list(found.order_by("-invited_at")[:100])


def roles_held(user: User) -> list[RoleHeld]:
    """Every role that an account holds or held, newest first."""
    return list(user.roles_held.select_related("given_by").order_by("-since", "-id"))


def conditions_of(user: User) -> list[Condition]:
    """What an account has done that roles can ask for, the soonest to run out first."""
    return list(user.conditions.order_by("until", "condition"))


def is_satisfied(user: User, condition: str, *, on: date) -> bool:
    """Whether an account has done something that is asked of it, and it hasn't run out."""
    return Condition.objects.filter(user=user, condition=condition, until__gt=on).exists()


def audit_entries(
    viewer: User, *, chain: str = "", code: str = "", by_uuid: UUID | None = None,
    since: datetime | None = None, until: datetime | None = None, page: str = "",
) -> tuple[list[AuditEntry], Page]:
    """Entries newest first, 50 a page, for those who may read the trail; nothing for anybody else."""
    found: QuerySet[AuditEntry] = AuditEntry.objects.all()
    if not policies.has_permission(viewer, Permission.READ_AUDIT):
        found = found.none()
    wanted = {
        "chain": chain or None, "code__startswith": code or None, "by_uuid": by_uuid,
        "recorded_at__gte": since, "recorded_at__lt": until,
    }
    found = found.filter(**{key: value for key, value in wanted.items() if value is not None})
    # Counting millions of rows for a page number helps nobody: a hundred pages are shown at most.
    counted = Page.of(page, size=50, total=found.order_by()[:5000].count())
    return list(found.order_by("-recorded_at")[counted.start:counted.stop]), counted


def reads_of_child(
    child_uuid: UUID, *, known: Collection[int] = (), hidden: Collection[int] = (), on: date, limit: int = 500,
) -> list[ReadRow]:
    """Who opened a child's record, newest first, as a family may read it (practice 1.7).

    `known`: ids of accounts whose names the family knows already; `hidden`: ids whose readings are never
    shown, besides those of all family accounts (the other parent, the young person). Withheld ones are left out.
    """
    found = AuditEntry.objects.filter(chain=str(child_uuid), code=READ_CODE, outcome=Outcome.DONE)
    found = found.exclude(by_uuid=None)  # the service's own workings are no reader
    for first, last in _withheld(child_uuid, on):
        found = found.exclude(seq__gte=first, seq__lte=last)
    entries = list(found.order_by("-seq")[:limit])
    readers = _readers(entry.by_uuid for entry in entries)
    rows = []
    for entry in entries:
        reader = readers.get(entry.by_uuid) if entry.by_uuid else None
        if reader and (reader.pk in hidden or reader.kind == UserKind.FAMILY):
            continue
        name = reader.name if reader and reader.pk in known else ""
        rows.append(ReadRow(
            entry.by_role, tuple(entry.by_badges.split()), entry.reason, entry.page, entry.recorded_at, name
        ))
    return rows


def _withheld(child_uuid: UUID, on: date) -> list[tuple[int, int]]:
    found = Withholding.objects.filter(child_uuid=child_uuid, until__gt=on)
    return list(found.values_list("first_seq", "last_seq"))


def _readers(uuids: Iterable[UUID | None]) -> dict[UUID, User]:
    wanted = {uuid for uuid in uuids if uuid}
    return {user.uuid: user for user in User.objects.filter(uuid__in=wanted)}


def feeds_of(user: User) -> list[Feed]:
    """The live calendar feeds of an account, the newest first."""
    return list(Feed.objects.filter(user=user, ended_at=None).order_by("-made_at", "-pk"))
