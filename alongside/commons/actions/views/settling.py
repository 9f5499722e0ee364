"""The ledger for those who keep it: the list, one promise, and what becomes of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from alongside.commons.actions import services
from alongside.commons.actions.forms import ChangeForm, KeepForm, WithdrawForm
from alongside.commons.actions.models import Promise
from alongside.commons.actions.queries import contacts, ledger, owners
from alongside.commons.actions.views.asking import asked, sent, viewer
from alongside.commons.actions.words import TOLD_WORDS, UNSETTLED
from alongside.commons.messaging import policies as messaging_policies
from alongside.ground.access import services as access
from alongside.ground.access.policies import opens_to
from alongside.ground.core.dates import day_of, in_words
from alongside.ground.ui.forms import Form
from alongside.ground.ui.services import page


@require_safe
@opens_to(messaging_policies.WORKS)
def promises(request: HttpRequest) -> HttpResponse:
    """What the viewer has promised to families, or took over, and has to keep."""
    user, at = viewer(request), timezone.now()
    return page(request, "actions/promises.html", {"rows": ledger.own(user, at=at), "today": day_of(at)})


def _facts(row: Promise, at: datetime) -> list[tuple[str, str]]:
    on = day_of(at)
    facts = [
        (gettext("What"), row.words), (gettext("By"), in_words(row.due_on, weekday=True)),
        (gettext("State"), ledger.staff_words(row, on)),
        (gettext("Who promised it"), f"{row.promised_as}, {in_words(day_of(row.promised_at))}"),
        (gettext("To whom"), f"{row.to_words}, {TOLD_WORDS[row.told_how]}"),
        (gettext("Who keeps it now"), owners.words_of([row.owner], on)[row.owner]),
    ]
    if row.replaces is not None:
        facts.append((gettext("Instead of"), f"{in_words(row.replaces.due_on)}: {row.replaces.settled_words}"))
    if row.settled_on is not None and row.settled_by is not None:
        facts.append((gettext("Settled"), f"{in_words(row.settled_on)}, {row.settled_by.name}: {row.settled_words}"))
    return facts


@require_safe
@opens_to(messaging_policies.WORKS)
def promise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One promise: what, to whom, by whom, and what can become of it."""
    user, at = viewer(request), timezone.now()
    row = ledger.promise_for(user, uuid, at=at)
    access.record_read(child=row.child.uuid, by=user, at=at, page="actions.promise")
    return page(request, "actions/promise.html", _context(row, at))


def _context(row: Promise, at: datetime) -> dict[str, Any]:
    child = row.child.merged_into or row.child
    return {
        "uuid": row.uuid, "child": child.full_name, "child_uuid": child.uuid, "facts": _facts(row, at),
        "is_unsettled": row.state in UNSETTLED, "is_broken": row.due_on < day_of(at),
        "question": contacts.last_question(child),
    }


def _settle(
    request: HttpRequest, uuid: UUID, made: type[Form], act: Callable[..., object], *, title: str, button: str, done: str
) -> HttpResponse:
    """What becomes of one promise: its facts, the form of the act, and back to the list."""
    at = timezone.now()
    row = ledger.promise_for(viewer(request), uuid, at=at)
    form = made(sent(request), today=day_of(at), initial={"version": row.version})
    return asked(
        request, form, lambda given, by, now: act(promise=row, by=by, at=now, **given), template="actions/settle.html",
        to="actions_promises", done=done, context={**_context(row, at), "title": title, "button": button},
    )


@require_http_methods(["GET", "POST"])
@opens_to(messaging_policies.WORKS)
def keep(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """It is kept: how."""
    return _settle(request, uuid, KeepForm, services.keep, title=gettext("This is kept"), button=gettext("Save"),
                   done=gettext("The promise is marked as kept."))


@require_http_methods(["GET", "POST"])
@opens_to(messaging_policies.WORKS)
def change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Another date: the family hears it from a person, with the reason."""
    return _settle(request, uuid, ChangeForm, services.change, title=gettext("Give a new date"), button=gettext("Send"),
                   done=gettext("The family has the new date."))


@require_http_methods(["GET", "POST"])
@opens_to(messaging_policies.WORKS)
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """It can't be kept at all: the family hears why."""
    return _settle(request, uuid, WithdrawForm, services.withdraw, title=gettext("Take it back"), button=gettext("Send"),
                   done=gettext("The promise is taken back, and the family knows why."))
