"""Who may open a document, check it, agree to a withholding, and settle a report.

A document opens to an account when one of its badges is a reader on that day, no bar stands on the child for any
of its badges, the virus check is past, and it isn't frozen. Frozen and undecided ones open to those who decide.
"""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission, badges, has_permission
from alongside.ground.documents.models import Bar, Document, LeakReport, Reader, Release
from alongside.ground.documents.words import OPENABLE, UNDECIDED, ReleaseState

Viewer = User | AnonymousUser


def badges_of(user: Viewer, on: date) -> frozenset[str]:
    """What the account stands for on a day, itself included; nothing for a stranger or a closed account."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    return badges(user, on=on) | {f"user:{user.uuid}"}


def visible_to(user: Viewer, on: date) -> QuerySet[Document]:
    """The documents that the account may open on a day; the same answer as `can_open` for each."""
    return listed_to(user, on).filter(scan_state__in=OPENABLE)


def listed_to(user: Viewer, on: date) -> QuerySet[Document]:
    """Those that it may know of: also the ones that wait for the virus check or failed it."""
    held = badges_of(user, on)
    if not held:
        return Document.objects.none()
    reads = Exists(Reader.objects.filter(_holds(on), _released(), document=OuterRef("pk"), badge__in=held))
    barred = Exists(Bar.objects.filter(_holds(on), child_uuid=OuterRef("child_uuid"), badge__in=held))
    is_checker = has_permission(user, Permission.RELEASE_DOCUMENTS, on=on)
    rule = Q(reads) if is_checker else Q(reads, frozen_at__isnull=True)
    if is_checker and has_permission(user, Permission.SEE_ALL_CASES, on=on):
        rule |= Q(release_state__in=UNDECIDED) | Q(frozen_at__isnull=False)
    if has_permission(user, Permission.SECOND_APPROVE, on=on):
        rule |= Q(release_state=ReleaseState.APPROVAL, frozen_at__isnull=True)
    return Document.objects.filter(rule).exclude(barred)


def can_open(user: Viewer, document: Document, on: date) -> bool:
    """Whether the account may open this document on a day."""
    held = badges_of(user, on)
    if not held or document.scan_state not in OPENABLE or _is_barred(held, document, on):
        return False
    is_checker = has_permission(user, Permission.RELEASE_DOCUMENTS, on=on)
    is_frozen = document.frozen_at is not None
    if (is_checker or not is_frozen) and _reads(held, document, on):
        return True
    if is_checker and has_permission(user, Permission.SEE_ALL_CASES, on=on):
        return is_frozen or document.release_state in UNDECIDED
    is_second = has_permission(user, Permission.SECOND_APPROVE, on=on)
    return is_second and not is_frozen and document.release_state == ReleaseState.APPROVAL


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
