"""A manager's page: what was left too long, and whether promises are kept and questions answered."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.commons.actions import policies
from alongside.commons.actions.engine.standards import standards
from alongside.commons.actions.queries import contacts, ledger, todo
from alongside.front.portal.queries import watch as queries
from alongside.ground.access.models import User
from alongside.ground.access.policies import opens_to
from alongside.ground.people import policies as people
from alongside.ground.ui.services import page

LOOK_BACK = timedelta(days=91)
"""How far back the measures count."""


@opens_to(policies.MANAGES)
@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    """Broken promises, steps of the ladder, cases and actions that nobody holds, the longest waits, and two measures."""
    assert isinstance(request.user, User)
    user, now = request.user, timezone.now()
    today = timezone.localdate(now)
    seen = people.visible_to(user, on=now)
    return page(request, "portal/watch.html", {
        "broken": ledger.broken(user, at=now), "climbs": todo.climbs(user, at=now), "unowned": todo.unowned(user, at=now),
        "silences": todo.silences(user, at=now), "adrift": queries.adrift(user, now), "longest": queries.longest(user, now),
        "shares": ledger.kept_shares(user, since=today - LOOK_BACK, at=now), "since": today - LOOK_BACK, "today": today,
        "answering": contacts.answering(seen, since=today - LOOK_BACK, until=today),
        "standard": standards().words,
    })
