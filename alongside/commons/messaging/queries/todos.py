"""What somebody has to do by hand because no machine could: for those who hold the case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from alongside.commons.messaging import policies
from alongside.commons.messaging.models import Errand, Notice
from alongside.commons.messaging.policies import Viewer
from alongside.ground.core.errors import NotThereError
from alongside.ground.people import policies as people_policies


@dataclass(frozen=True, slots=True)
class Todo:
    """A notice, message or file that no machine could bring to its end; `href` is where to say what was done."""

    uuid: UUID
    child_uuid: UUID
    child: str
    person: str
    words: str
    todo: str
    since: datetime
    href: str


def todos(user: Viewer, *, at: datetime, limit: int = 100) -> tuple[Todo, ...]:
    """Notices and errands about children of the viewer's cases that wait for a person, the oldest first."""
    caseload = people_policies.caseload_of(user, on=at)
    notices = Notice.objects.exclude(todo="").filter(todo_done_at__isnull=True, child__in=caseload)
    errands = Errand.objects.filter(done_at__isnull=True, child__in=caseload)
    found = [
        Todo(n.uuid, n.child.uuid, n.child.full_name, n.person.full_name, n.words, n.todo, n.sent_at,
             reverse("messaging_todo", args=(n.uuid,)))
        for n in notices.select_related("child", "person").order_by("sent_at", "pk")[:limit]
    ]
    found += [
        Todo(e.uuid, e.child.uuid, e.child.full_name, e.person.full_name if e.person else "", e.words, e.why,
             e.raised_at, reverse("messaging_errand", args=(e.uuid,)))
        for e in errands.select_related("child", "person").order_by("raised_at", "pk")[:limit]
    ]
    return tuple(sorted(found, key=lambda todo: todo.since)[:limit])


def n_waiting(user: Viewer, *, at: datetime) -> int:
    """How many answers and deliveries wait for the viewer."""
    caseload = people_policies.caseload_of(user, on=at)
    owed = policies.visible_to(user, at=at).filter(reply_by_on__isnull=False, child__in=caseload)
    notices = Notice.objects.exclude(todo="").filter(todo_done_at__isnull=True, child__in=caseload)
    errands = Errand.objects.filter(done_at__isnull=True, child__in=caseload)
    return owed.count() + notices.count() + errands.count()


def notice_to_do(user: Viewer, uuid: UUID, *, at: datetime) -> Notice:
    """A notice that staff must bring to somebody; raises NotThereError."""
    found = Notice.objects.select_related("child", "person").exclude(todo="").filter(uuid=uuid).first()
    if found is None or not _works_on(user, found, at):
        raise NotThereError
    return found


def errand_for(user: Viewer, uuid: UUID, *, at: datetime) -> Errand:
    """An errand about a child whom the viewer works for; raises NotThereError."""
    found = Errand.objects.select_related("child", "person", "notice", "done_by").filter(uuid=uuid).first()
    if found is None or not _works_on(user, found, at):
        raise NotThereError
    return found


def _works_on(user: Viewer, row: Notice | Errand, at: datetime) -> bool:
    return policies.is_staff(user) and people_policies.can_see_child(user, policies.kept(row.child), on=at)
