"""Actions: opened, done, handed over, given more time, and following the case or the post when people change."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from alongside.commons.actions import policies
from alongside.commons.actions.models import Action, ActionStep, Promise
from alongside.commons.actions.queries import owners
from alongside.commons.actions.words import LONGEST_REASON, UNSETTLED, ActionKind, ActionState, StepKind
from alongside.commons.messaging import queries as messaging
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of, in_words
from alongside.ground.core.errors import InvalidError, StaleError
from alongside.ground.core.refs import Ref
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child, Post

ENDS_OTHERWISE: dict[str, str] = {
    ActionKind.BROKEN: "This ends when the family has been told: open the promise and settle it.",
    ActionKind.SILENCE: "This ends when the family has heard from a person: write to them, or note the call.",
}
"""Actions that nobody can tick off: what ends them instead."""


@transaction.atomic
def open_action(
    *, key: str, child: Child, kind: str, title: str, owner: str, due_on: date, at: datetime, by: User | None = None,
    ref: Ref | str = "", promise: Promise | None = None, facts: Mapping[str, Any] | None = None,
) -> Action:
    """Something that a post has to do by a day; for rooms above and the night, which have decided that it is needed.

    The same `key` again returns the first action, unchanged. `owner` is a badge.
    """
    before = Action.objects.filter(key=key).first()
    if before is not None:
        return before
    made = Action.objects.create(
        key=key, child=child, ref=str(ref), kind=kind, title=title[:300], owner=owner, due_on=due_on, promise=promise,
        facts=dict(facts or {}), opened_at=at,
    )
    enter(made, StepKind.OPENED, by=by, at=at)
    return made


def enter(action: Action, kind: str, *, by: User | None, at: datetime, words: str = "") -> None:
    """The step of an action and its line in the audit trail."""
    ActionStep.objects.create(
        action=action, kind=kind, by=by, happened_at=at, words=words.strip()[:LONGEST_REASON], owner=action.owner,
        due_on=action.due_on,
    )
    access.record(
        code=f"actions.action.{kind}", by=by, at=at, child=action.child.uuid, reason=words.strip(),
        ref=Ref("actions", "action", action.uuid),
        detail={"kind": action.kind, "owner": action.owner, "due_on": action.due_on.isoformat()},
    )


def locked(action: Action, version: int, *, by: User, at: datetime, ours: Mapping[str, str]) -> Action:
    """The row for an act: raises RefusedError, and StaleError when somebody acted on it meanwhile."""
    policies.demand(policies.can_act(by, action, at=at), "actions.action")
    row = Action.objects.select_for_update(of=("self",)).select_related("child", "promise").get(pk=action.pk)
    if row.version != version or row.state != ActionState.OPEN:
        raise StaleError(theirs=in_plain(row, day_of(at)), ours=ours)
    return row


def in_plain(action: Action, on: date) -> dict[str, str]:
    """How an action stands, to show beside what somebody else typed."""
    last = action.steps.order_by("-happened_at", "-pk").first()
    return {
        "state": action.state, "owner": owners.words_of([action.owner], on)[action.owner],
        "due_on": in_words(action.due_on), "words": last.words if last else "",
    }


@transaction.atomic
def close(*, action: Action, version: int, how: str, by: User, at: datetime) -> Action:
    """Say that it is done, and how. Raises RefusedError, StaleError, InvalidError.

    What a family waits for can't be ticked off: it ends when they have heard.
    """
    row = locked(action, version, by=by, at=at, ours={"how": how})
    if not how.strip():
        raise InvalidError({"how": "Say how it was done."})
    if row.kind in ENDS_OTHERWISE:
        raise InvalidError({"how": ENDS_OTHERWISE[row.kind]})
    return shut(row, ActionState.DONE, by=by, at=at, words=how)


def shut(row: Action, state: ActionState, *, by: User | None, at: datetime, words: str) -> Action:
    """Close an action that the caller holds."""
    row.state, row.closed_at, row.version = state, at, row.version + 1
    row.save(update_fields=["state", "closed_at", "version"])
    enter(row, StepKind(state), by=by, at=at, words=words)
    return row


@transaction.atomic
def drop(*, key: str, why: str, at: datetime, by: User | None = None) -> bool:
    """Close an action that is no longer needed, by its key; returns whether there was one to close."""
    row = Action.objects.select_for_update(of=("self",)).select_related("child").filter(
        key=key, state=ActionState.OPEN
    ).first()
    if row is not None:
        shut(row, ActionState.NOT_NEEDED, by=by, at=at, words=why)
    return row is not None


@transaction.atomic
def hand_over(*, action: Action, version: int, post: Post, reason: str, by: User, at: datetime) -> Action:
    """Give it to another post, with a reason. Raises RefusedError, StaleError, InvalidError.

    Somebody must hold the post now and be allowed to see the child: else the action would be lost.
    """
    row = locked(action, version, by=by, at=at, ours={"reason": reason})
    badge, on = f"post:{post.uuid}", day_of(at)
    errors = {}
    if not reason.strip():
        errors["reason"] = "Say why, and what they must know."
    if badge == row.owner:
        errors["post"] = "They have it already."
    elif not owners.accounts_of(badge, on):
        errors["post"] = "Nobody holds this post now."
    elif not owners.may_see(badge, row.child, at=at):
        errors["post"] = "Who holds this post may not see the child."
    if errors:
        raise InvalidError(errors)
    return move(row, badge, by=by, at=at, why=reason)


def move(row: Action, badge: str, *, by: User | None, at: datetime, why: str) -> Action:
    """Give an action that the caller holds to another badge."""
    row.owner, row.version = badge, row.version + 1
    row.save(update_fields=["owner", "version"])
    enter(row, StepKind.HANDED_OVER, by=by, at=at, words=why)
    return row


@transaction.atomic
def extend(*, action: Action, version: int, due_on: date | None, reason: str, by: User, at: datetime) -> Action:
    """Give it more time, with a reason. Raises RefusedError, StaleError, InvalidError."""
    row = locked(action, version, by=by, at=at, ours={"reason": reason})
    errors = {}
    if not reason.strip():
        errors["reason"] = "Say why it needs more time."
    if due_on is None or due_on <= max(row.due_on, day_of(at)):
        errors["due_on"] = "Choose a later day."
    if errors:
        raise InvalidError(errors)
    assert due_on is not None  # asked above
    row.due_on, row.version = due_on, row.version + 1
    row.save(update_fields=["due_on", "version"])
    enter(row, StepKind.EXTENDED, by=by, at=at, words=reason)
    return row


@transaction.atomic
def follow_case(*, child: Child, from_badge: str, to_badge: str, by: User | None, at: datetime) -> int:
    """A case goes to another holder: what its last one had promised and had to do goes with it. Returns how many."""
    n_moved, children = 0, people.ids_of(child.merged_into or child)
    open_ones = Action.objects.filter(child__in=children, owner=from_badge, state=ActionState.OPEN)
    for action in open_ones.select_for_update(of=("self",)).select_related("child"):
        move(action, to_badge, by=by, at=at, why="The case has another holder.")
        n_moved += 1
    for promise in Promise.objects.select_for_update(of=("self",)).filter(
        child__in=children, owner=from_badge, state__in=UNSETTLED
    ):
        follow_promise(promise, to_badge, by=by, at=at)
        n_moved += 1
    return n_moved


def follow_promise(promise: Promise, badge: str, *, by: User | None, at: datetime) -> None:
    """Let another badge keep a promise; who made it stays on record."""
    before = promise.owner
    promise.owner, promise.reminded_at, promise.version = badge, None, promise.version + 1
    promise.save(update_fields=["owner", "reminded_at", "version"])
    access.record(
        code="actions.promise.handed_over", by=by, at=at, child=promise.child.uuid,
        ref=Ref("actions", "promise", promise.uuid), detail={"from": before, "to": badge},
    )


def hand_to_who_is_there(*, at: datetime) -> int:
    """Give what belongs to a post that nobody holds (left, account closed) to who holds the case. Returns how many."""
    on, n_moved = day_of(at), 0
    actions = Action.objects.filter(state=ActionState.OPEN)
    promises = Promise.objects.filter(state__in=UNSETTLED)
    badges = {*actions.values_list("owner", flat=True), *promises.values_list("owner", flat=True)}
    for badge in sorted(badge for badge in badges if not owners.is_held(badge, on)):
        for action in actions.filter(owner=badge).select_related("child__merged_into"):
            n_moved += _rescue(action, on, at)
        for promise in promises.filter(owner=badge).select_related("child__merged_into"):
            n_moved += _rescue(promise, on, at)
    return n_moved


@transaction.atomic
def _rescue(row: Action | Promise, on: date, at: datetime) -> bool:
    child = row.child.merged_into or row.child
    team = owners.team_of(row.owner)
    ways = [*messaging.staff_badges(child, on=on), messaging.holder_of(child, on=on), f"team:{team.uuid}" if team else ""]
    found = next((badge for badge in ways if badge and badge != row.owner and owners.is_held(badge, on)), "")
    if not found:
        return False
    if isinstance(row, Action):
        held = Action.objects.select_for_update(of=("self",)).select_related("child").get(pk=row.pk)
        move(held, found, by=None, at=at, why="Nobody holds the post that had it.")
    else:
        follow_promise(Promise.objects.select_for_update(of=("self",)).get(pk=row.pk), found, by=None, at=at)
    return True
