"""The ladder: what is left too long goes, step by step, to a post that has to see to it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from alongside.commons.actions.engine import standards
from alongside.commons.actions.models import Action, Climb, Promise
from alongside.commons.actions.queries import owners
from alongside.commons.actions.services import acting
from alongside.commons.actions.words import ActionKind, ActionState, Climbing, PromiseState
from alongside.commons.messaging.models import Conversation
from alongside.ground.access import services as access
from alongside.ground.core.dates import day_of
from alongside.ground.core.refs import Ref
from alongside.ground.people.models import Child, Post, Team
from alongside.ground.people.models.days import current


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that was left too long: since when, whose it is, and what it is called."""

    what: Climbing
    ref: Ref
    child: Child
    since_on: date
    owner: str
    title: str

    def key(self, number: int) -> str:
        """What makes a step happen once: the thing, its day, the step."""
        return f"{self.what}:{self.ref.uuid}:{self.since_on.isoformat()}:{number}"


def climb(*, at: datetime) -> int:
    """Take every step that has fallen due, once. Returns how many."""
    on, n_taken = day_of(at), 0
    for left in [*_actions(on), *_promises(on), *_questions(on)]:
        for rung in standards.reached(left.what, left.since_on, on):
            if not Climb.objects.filter(key=left.key(rung.number)).exists():
                _take(left, rung, at)
                n_taken += 1
    return n_taken


def _actions(on: date) -> list[Left]:
    """Overdue actions: not the ladder's own, and not those of broken promises, which climb by themselves."""
    rows = Action.objects.filter(state=ActionState.OPEN, due_on__lt=on, child__died_on__isnull=True)
    rows = rows.exclude(kind__in=(ActionKind.CLIMBED, ActionKind.BROKEN)).select_related("child__merged_into")
    return [
        Left(Climbing.ACTION, Ref("actions", "action", row.uuid), row.child, row.due_on, row.owner, row.title)
        for row in rows.order_by("pk")
    ]


def _promises(on: date) -> list[Left]:
    rows = Promise.objects.filter(state=PromiseState.BROKEN, due_on__lt=on, child__died_on__isnull=True)
    return [
        Left(Climbing.PROMISE, Ref("actions", "promise", row.uuid), row.child, row.due_on, row.owner, row.words)
        for row in rows.select_related("child__merged_into").order_by("pk")
    ]


def _questions(on: date) -> list[Left]:
    rows = Conversation.objects.filter(reply_by_on__lt=on, child__died_on__isnull=True)
    found = []
    for row in rows.select_related("child__merged_into").order_by("pk"):
        assert row.reply_by_on is not None  # chosen so
        found.append(Left(
            Climbing.QUESTION, Ref("messaging", "conversation", row.uuid), row.child, row.reply_by_on, row.holder, row.title
        ))
    return found


def target(left: Left, rung: standards.Rung, *, at: datetime) -> str:
    """The badge of the first post of the wanted kinds that somebody holds who may see the child; or nothing."""
    team = owners.team_of(left.owner)
    for kind in rung.to:
        for badge in _posts(kind, team, day_of(at)):
            if badge != left.owner and owners.may_see(badge, left.child, at=at):
                return badge
    return ""


def _posts(kind: str, team: Team | None, on: date) -> list[str]:
    """Badges of the posts of a kind that are held on a day, those of the owner's own team first."""
    rows = Post.objects.filter(current(on, "holdings__"), kind=kind).distinct().order_by("pk")
    found = sorted(rows, key=lambda post: team is None or post.team_id != team.pk)
    return [f"post:{post.uuid}" for post in found]


@transaction.atomic
def _take(left: Left, rung: standards.Rung, at: datetime) -> None:
    """One step: its record, and an action for the post; without a post the manager's page shows that there is none."""
    badge, key = target(left, rung, at=at), left.key(rung.number)
    action = acting.open_action(
        key=f"climbed:{key}", child=left.child, ref=left.ref, kind=ActionKind.CLIMBED, owner=badge, at=at,
        title=f"See to it: {left.title}",
        due_on=standards.within(day_of(at), standards.standards().see_to_it_within),
    ) if badge else None
    made = Climb.objects.create(
        key=key, child=left.child, what=left.what, ref=str(left.ref), title=left.title[:300], since_on=left.since_on,
        n_step=rung.number, n_working_days=rung.after, from_badge=left.owner, to_badge=badge, action=action, climbed_at=at,
    )
    access.record(
        code="actions.climbed", by=None, at=at, child=left.child.uuid, ref=Ref("actions", "climb", made.uuid),
        detail={"what": left.what, "step": str(rung.number), "from": left.owner, "to": badge},
    )


def end_climbs(*, at: datetime) -> int:
    """Close the steps of what has been settled meanwhile, with their actions. Returns how many."""
    on, n_over = day_of(at), 0
    still = {(left.what, str(left.ref), left.since_on) for left in [*_actions(on), *_promises(on), *_questions(on)]}
    for row in Climb.objects.filter(over_at__isnull=True).select_related("action").order_by("pk"):
        if (row.what, row.ref, row.since_on) in still:
            continue
        with transaction.atomic():
            Climb.objects.filter(pk=row.pk).update(over_at=at)
            if row.action is not None:
                acting.drop(key=row.action.key, why="It has been settled.", at=at)
        n_over += 1
    return n_over
