"""Actions as their readers see them, and what climbed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from alongside.commons.actions import policies
from alongside.commons.actions.models import Action, ActionStep, Climb
from alongside.commons.actions.queries import owners
from alongside.commons.actions.words import ACTION_STATE_WORDS, CLIMBING_WORDS, STEP_WORDS, ActionKind, ActionState
from alongside.commons.messaging import policies as messaging
from alongside.ground.access.policies import Viewer
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import NotThereError
from alongside.ground.people import policies as people_policies
from alongside.ground.people.models import Child, Post


@dataclass(frozen=True, slots=True)
class Line:
    """One action in a list."""

    uuid: UUID
    child_uuid: UUID
    child: str
    title: str
    due_on: date
    is_late: bool
    is_open: bool
    state_words: str
    owner: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One thing that happened to an action."""

    happened_at: datetime
    what: str
    who: str
    words: str
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True)
class ClimbLine:
    """One step of the ladder on a manager's page."""

    child_uuid: UUID
    child: str
    what: str
    title: str
    since_on: date
    n_working_days: int
    to: str
    climbed_at: datetime
    is_over: bool
    action: UUID | None


def mine(user: Viewer, *, at: datetime, whose: str = "mine", limit: int = 200) -> tuple[Line, ...]:
    """Open actions of the viewer's own posts; with `whose` "team" of the posts of their teams too, with "all" all."""
    rows = policies.visible_to(user, at=at).filter(state=ActionState.OPEN)
    own = policies.own_badges(user, at=at)
    if whose == "team":
        teams = [badge.removeprefix("team:") for badge in own if badge.startswith("team:")]
        posts = Post.objects.filter(team__uuid__in=teams).values_list("uuid", flat=True)
        rows = rows.filter(owner__in=own | {f"post:{uuid}" for uuid in posts})
    elif whose != "all":
        rows = rows.filter(owner__in=own)
    return lines(list(rows.select_related("child__merged_into").order_by("due_on", "pk")[:limit]), day_of(at))


def n_mine(user: Viewer, *, at: datetime) -> tuple[int, int]:
    """How many open actions the viewer's own posts have, and how many of them are past their day."""
    rows = policies.visible_to(user, at=at).filter(
        state=ActionState.OPEN, owner__in=policies.own_badges(user, at=at)
    )
    days = list(rows.values_list("due_on", flat=True))
    return len(days), sum(day < day_of(at) for day in days)


def of_child(user: Viewer, child: Child, *, at: datetime) -> tuple[Line, ...]:
    """Open actions about a child, soonest day first."""
    return lines(about(user, child, at=at), day_of(at)) if people_policies.can_see_child(user, child, on=at) else ()


def about(user: Viewer, child: Child, *, at: datetime) -> list[Action]:
    """The same as rows, for a page that has opened the child; one query."""
    rows = Action.objects.filter(Q(child=child) | Q(child__merged_into=child), state=ActionState.OPEN)
    own = policies.owned_by(user, rows, at=at).select_related("child__merged_into")
    return list(own.order_by("due_on", "pk")[:50])


def lines(rows: Iterable[Action], on: date, names: Mapping[str, str] | None = None) -> tuple[Line, ...]:
    """Actions as lines, with owners in words; `names` are those at hand."""
    found = list(rows)
    names = owners.words_of({row.owner for row in found}, on) if names is None else names
    return tuple(
        Line(
            row.uuid, messaging.kept(row.child).uuid, row.child.full_name, row.title, row.due_on,
            row.state == ActionState.OPEN and row.due_on < on, row.state == ActionState.OPEN,
            ACTION_STATE_WORDS[row.state], names[row.owner],
        )
        for row in found
    )


def action_for(user: Viewer, uuid: UUID, *, at: datetime) -> Action:
    """An action that the viewer may act on; raises NotThereError, the same for hidden and unknown."""
    rows = policies.visible_to(user, at=at).select_related("child__merged_into", "promise__child")
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotThereError
    return found


def history_of(action: Action, on: date) -> tuple[StepLine, ...]:
    """What happened to an action, the oldest first."""
    steps: QuerySet[ActionStep] = action.steps.select_related("by").order_by("happened_at", "pk")
    found = list(steps)
    names = owners.words_of({step.owner for step in found}, on)
    return tuple(
        StepLine(step.happened_at, STEP_WORDS[step.kind], step.by.name if step.by else "By itself", step.words,
                 names[step.owner], step.due_on)
        for step in found
    )


def climbs(user: Viewer, *, at: datetime, limit: int = 200) -> tuple[ClimbLine, ...]:
    """Steps of the ladder that are not over, about children whom a manager sees, the longest first."""
    if not policies.can_manage(user):
        return ()
    rows = Climb.objects.filter(policies.of_seen(user, at), over_at__isnull=True)
    found = list(rows.select_related("child__merged_into", "action").order_by("since_on", "pk")[:limit])
    names = owners.words_of({row.to_badge for row in found}, day_of(at))
    return tuple(
        ClimbLine(
            messaging.kept(row.child).uuid, row.child.full_name, CLIMBING_WORDS[row.what], row.title, row.since_on,
            row.n_working_days, names[row.to_badge], row.climbed_at, row.over_at is not None,
            row.action.uuid if row.action else None,
        )
        for row in found
    )


def silences(user: Viewer, *, at: datetime, limit: int = 200) -> tuple[Line, ...]:
    """Families of open cases who have heard nothing for too long, for a manager who sees them."""
    if not policies.can_manage(user):
        return ()
    rows = policies.visible_to(user, at=at).filter(state=ActionState.OPEN, kind=ActionKind.SILENCE)
    return lines(list(rows.select_related("child__merged_into").order_by("due_on", "pk")[:limit]), day_of(at))


def unowned(user: Viewer, *, at: datetime, limit: int = 200) -> tuple[Line, ...]:
    """Open actions for which nobody answers, about children whom a manager sees."""
    if not policies.can_manage(user):
        return ()
    on = day_of(at)
    rows = policies.visible_to(user, at=at).filter(state=ActionState.OPEN).select_related("child__merged_into")
    held = {badge: owners.is_held(badge, on) for badge in rows.values_list("owner", flat=True).distinct()}
    free = [badge for badge, is_held in held.items() if not is_held]
    return lines(list(rows.filter(owner__in=free).order_by("due_on", "pk")[:limit]), on)
