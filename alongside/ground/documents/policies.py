"""Who may open a document, check it, agree to a withholding, and settle a report.

A document opens to an account when one of its badges is a reader on that day, no bar stands on the child for any
of its badges, the virus check is past, and it isn't frozen. Frozen and undecided ones open to those who decide.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission, badges, has_everywhere, has_permission, held_badges
from alongside.ground.documents.models import Bar, Document, LeakReport, Reader, Release
from alongside.ground.documents.words import OPENABLE, UNDECIDED, ReleaseState

Viewer = User | AnonymousUser
_HOLDS = "{0}.badge IN ({1}) AND {0}.since <= %s AND ({0}.until IS NULL OR {0}.until > %s)"


def badges_of(user: Viewer, on: date) -> frozenset[str]:
    """What the account stands for on a day, itself included; nothing for a stranger or a closed account."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    return badges(user, on=on) | {f"user:{user.uuid}"}


def barred_as(user: User) -> frozenset[str]:
    """What a bar may name: everything that the account stands for or ever stood for. A bar outlives a badge."""
    return frozenset(badge for badge, _, _ in held_badges(user)) | {f"user:{user.uuid}"}


def visible_to(user: Viewer, on: date) -> QuerySet[Document]:
    """The documents that the account may open on a day; the same answer as `can_open` for each."""
    return listed_to(user, on).filter(scan_state__in=OPENABLE)


def listed_to(user: Viewer, on: date) -> QuerySet[Document]:
    """Those that it may know of: also the ones that wait for the virus check or failed it."""
    if not isinstance(user, User) or not user.is_active:
        return Document.objects.none()
    held = badges_of(user, on)
    reads = Exists(Reader.objects.filter(_holds(on), _released(), document=OuterRef("pk"), badge__in=held))
    barred = Exists(Bar.objects.filter(_holds(on), child_uuid=OuterRef("child_uuid"), badge__in=barred_as(user)))
    is_checker = has_permission(user, Permission.RELEASE_DOCUMENTS, on=on)
    rule = Q(reads) if is_checker else Q(reads, frozen_at__isnull=True)
    if is_checker and has_everywhere(user, Permission.SEE_ALL_CASES, on=on):
        rule |= Q(release_state__in=UNDECIDED) | Q(frozen_at__isnull=False)
    if has_permission(user, Permission.SECOND_APPROVE, on=on):
        rule |= Q(release_state=ReleaseState.APPROVAL, frozen_at__isnull=True)
    return Document.objects.filter(rule).exclude(barred)


def listed_about(user: Viewer, child_uuids: Sequence[UUID], on: date) -> Iterable[Document]:
    """The same as `listed_to` for some children, newest first, in one statement written by hand.

    Every page about a child asks this, and the query builder takes ten times longer to put it together than it runs.
    """
    if not isinstance(user, User) or not user.is_active or not child_uuids:
        return ()
    held, barred = sorted(badges_of(user, on)), sorted(barred_as(user))
    day = connection.ops.adapt_datefield_value(on)
    stored = Document._meta.get_field("child_uuid").get_db_prep_value
    children = [stored(uuid, connection) for uuid in child_uuids]
    rights = (
        has_permission(user, Permission.RELEASE_DOCUMENTS, on=on),
        has_everywhere(user, Permission.SEE_ALL_CASES, on=on),
        has_permission(user, Permission.SECOND_APPROVE, on=on),
    )
    given: list[Any] = [*children, *held, day, day, *barred, day, day]
    return Document.objects.raw(_about_text(len(children), len(held), len(barred), *rights), given)


@lru_cache(maxsize=256)
def _about_text(n_children: int, n_held: int, n_barred: int, is_checker: bool, sees_all: bool, is_second: bool) -> str:
    """The statement; every value in it is a mark or a constant of this room."""
    reads = (
        "EXISTS (SELECT 1 FROM documents_reader r WHERE r.document_id = d.id AND "  # noqa: S608 - marks and constants
        f"{_HOLDS.format('r', _marks(n_held))} AND (NOT r.needs_release OR r.released_at IS NOT NULL))"
    )
    rules = [reads if is_checker else f"(d.frozen_at IS NULL AND {reads})"]
    if is_checker and sees_all:
        undecided = ", ".join(f"'{state.value}'" for state in UNDECIDED)
        rules.append(f"d.release_state IN ({undecided}) OR d.frozen_at IS NOT NULL")
    if is_second:
        rules.append(f"(d.release_state = '{ReleaseState.APPROVAL.value}' AND d.frozen_at IS NULL)")
    return (
        "SELECT d.* FROM documents_document d "  # noqa: S608 - marks and constants
        f"WHERE d.child_uuid IN ({_marks(n_children)}) AND ({' OR '.join(rules)}) AND NOT EXISTS "
        f"(SELECT 1 FROM documents_bar b WHERE b.child_uuid = d.child_uuid AND {_HOLDS.format('b', _marks(n_barred))}) "
        "ORDER BY d.received_at DESC, d.id DESC"
    )


def _marks(n: int) -> str:
    return ", ".join(["%s"] * n)


def can_open(user: Viewer, document: Document, on: date) -> bool:
    """Whether the account may open this document on a day."""
    if not isinstance(user, User) or not user.is_active or document.scan_state not in OPENABLE:
        return False
    held = badges_of(user, on)
    if _is_barred(barred_as(user), document, on):
        return False
    is_checker = has_permission(user, Permission.RELEASE_DOCUMENTS, on=on)
    is_frozen = document.frozen_at is not None
    if (is_checker or not is_frozen) and _reads(held, document, on):
        return True
    if is_checker and has_everywhere(user, Permission.SEE_ALL_CASES, on=on):
        return is_frozen or document.release_state in UNDECIDED
    is_second = has_permission(user, Permission.SECOND_APPROVE, on=on)
    return is_second and not is_frozen and document.release_state == ReleaseState.APPROVAL


def opens_to_badge(badge: str, document: Document, on: date) -> bool:
    """Whether who bears a badge may read a document on a day: for people without an account, who read on paper."""
    is_shut = document.frozen_at is not None or document.scan_state not in OPENABLE
    return not is_shut and not _is_barred(frozenset({badge}), document, on) and _reads(frozenset({badge}), document, on)


def can_check(user: Viewer, document: Document, on: date) -> bool:
    """Whether the account may decide who reads this document."""
    return has_permission(user, Permission.RELEASE_DOCUMENTS, on=on) and can_open(user, document, on)


def can_agree(user: Viewer, release: Release, on: date) -> bool:
    """Whether the account may be the second person of a withholding: never the one who asked for it."""
    is_second = has_permission(user, Permission.SECOND_APPROVE, on=on) and user.pk != release.decided_by_id
    return is_second and can_open(user, release.document, on)


def can_settle(user: Viewer, report: LeakReport, on: date) -> bool:
    """Whether the account may settle a report: a checker who didn't report it."""
    return user.pk != report.reported_by_id and can_check(user, report.document, on)


def _holds(on: date) -> Q:
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))


def _released() -> Q:
    return Q(needs_release=False) | Q(released_at__isnull=False)


def _reads(held: frozenset[str], document: Document, on: date) -> bool:
    return any(
        reader.badge in held and reader.since <= on and (reader.until is None or on < reader.until)
        and (not reader.needs_release or reader.released_at is not None)
        for reader in document.readers.all()
    )


def _is_barred(held: frozenset[str], document: Document, on: date) -> bool:
    if document.child_uuid is None:
        return False
    return any(
        bar.badge in held and bar.since <= on and (bar.until is None or on < bar.until)
        for bar in Bar.objects.filter(child_uuid=document.child_uuid)
    )
