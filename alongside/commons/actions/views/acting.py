"""What somebody has to do: the list, one action, and what can be done with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from alongside.commons.actions import policies, services
from alongside.commons.actions.engine import drafts
from alongside.commons.actions.forms import DoneForm, ExtendForm, HandOverForm, UpdateForm
from alongside.commons.actions.models import Action
from alongside.commons.actions.queries import contacts, ledger, owners, todo
from alongside.commons.actions.views.asking import asked, sent, viewer
from alongside.commons.actions.words import ActionKind, ActionState
from alongside.commons.messaging import policies as messaging_policies
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError
from alongside.ground.people import queries as people
from alongside.ground.people.models import Post
from alongside.ground.ui.services import page

WHOSE = {"mine": "Mine", "team": "My team's", "all": "All that I may see"}


@require_safe
@opens_to(policies.WORKS)
def mine(request: HttpRequest) -> HttpResponse:
    """Open actions, the most urgent first, and the promises that the viewer has to keep."""
    user, at = viewer(request), timezone.now()
    whose = request.GET.get("whose", "mine")
    whose = whose if whose in WHOSE else "mine"
    return page(request, "actions/mine.html", {
        "rows": todo.mine(user, at=at, whose=whose), "whose": whose, "choices": WHOSE,
        "promises": ledger.own(user, at=at) if messaging_policies.is_staff(user) else (), "today": day_of(at),
    })


def _context(row: Action, user: User, at: datetime) -> dict[str, Any]:
    child = row.child.merged_into or row.child
    question = contacts.last_question(child) if messaging_policies.is_staff(user) else None
    return {
        "uuid": row.uuid, "title": row.title, "due_on": row.due_on, "child": child.full_name, "child_uuid": child.uuid,
        "owner": owners.words_of([row.owner], day_of(at))[row.owner], "today": day_of(at),
        "is_open": row.state == ActionState.OPEN, "is_late": row.state == ActionState.OPEN and row.due_on < day_of(at),
        "is_silence": row.kind == ActionKind.SILENCE, "is_broken": row.kind == ActionKind.BROKEN,
        "promise": row.promise.uuid if row.promise else None, "question": question,
        "draft": drafts.draft(row.facts, day_of(at)).split("\n") if row.kind == ActionKind.SILENCE else [],
        "is_staff": messaging_policies.is_staff(user),
    }


@require_safe
@opens_to(policies.WORKS)
def action(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One action: what, by when, whose, and everything that happened to it."""
    user, at = viewer(request), timezone.now()
    row = todo.action_for(user, uuid, at=at)
    access.record_read(child=row.child.uuid, by=user, at=at, page="actions.action")
    return page(request, "actions/action.html", {
        **_context(row, user, at), "steps": todo.history_of(row, day_of(at)),
    })


@require_http_methods(["GET", "POST"])
@opens_to(policies.WORKS)
def done(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """It is done: how."""
    user, at = viewer(request), timezone.now()
    row = todo.action_for(user, uuid, at=at)
    form = DoneForm(sent(request), today=day_of(at), initial={"version": row.version})

    def act(given: dict[str, Any], by: User, now: datetime) -> object:
        return services.close(action=row, by=by, at=now, **given)

    return asked(request, form, act, template="actions/act.html", to="actions_mine", done=gettext("Done, and noted how."),
                 context={**_context(row, user, at), "heading": gettext("This is done"), "button": gettext("Save")})


@require_http_methods(["GET", "POST"])
@opens_to(policies.WORKS)
def hand_over(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give it to another post."""
    user, at = viewer(request), timezone.now()
    row = todo.action_for(user, uuid, at=at)
    form = HandOverForm(sent(request), today=day_of(at), initial={"version": row.version},
                        posts=owners.posts_to_choose(day_of(at)))

    def act(given: dict[str, Any], by: User, now: datetime) -> object:
        post = Post.objects.filter(uuid=given["post"]).first()
        if post is None:
            raise InvalidError({"post": gettext("Choose who gets it.")})
        return services.hand_over(action=row, version=given["version"], post=post, reason=given["reason"], by=by, at=now)

    return asked(request, form, act, template="actions/act.html", to="actions_mine", done=gettext("It is handed over."),
                 context={**_context(row, user, at), "heading": gettext("Hand this over"), "button": gettext("Give")})


@require_http_methods(["GET", "POST"])
@opens_to(policies.WORKS)
def extend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give it more time."""
    user, at = viewer(request), timezone.now()
    row = todo.action_for(user, uuid, at=at)
    form = ExtendForm(sent(request), today=day_of(at), initial={"version": row.version})

    def act(given: dict[str, Any], by: User, now: datetime) -> object:
        return services.extend(action=row, by=by, at=now, **given)

    return asked(request, form, act, template="actions/act.html", to="actions_action", to_args=(uuid,),
                 done=gettext("It has more time."),
                 context={**_context(row, user, at), "heading": gettext("More time"), "button": gettext("Save")})


@require_http_methods(["GET", "POST"])
@opens_to(messaging_policies.WORKS)
def write(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The update to a family that has heard nothing: the facts, what they last asked, and the box for a person's words."""
    user, at = viewer(request), timezone.now()
    row = todo.action_for(user, uuid, at=at)
    if row.kind != ActionKind.SILENCE or row.state != ActionState.OPEN:
        raise NotThereError
    context = _context(row, user, at)
    child = row.child.merged_into or row.child
    family = [] if context["question"] else [member.person for member in people.recipients(child, day_of(at))]
    form = UpdateForm(sent(request), today=day_of(at), initial={"version": row.version}, people=family)

    def act(given: dict[str, Any], by: User, now: datetime) -> object:
        to = [person for person in family if str(person.uuid) in given.get("to", ())]
        return services.send_update(action=row, version=given["version"], own=given["own"], to=to, by=by, at=now)

    return asked(request, form, act, template="actions/write.html", to="actions_mine",
                 done=gettext("The update is sent."), context=context)
