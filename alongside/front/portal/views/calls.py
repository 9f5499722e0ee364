"""What to say on the telephone: the same facts that the family reads, on one page, before the call is noted."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.commons.actions.queries import contacts, ledger
from alongside.commons.messaging import policies as messaging
from alongside.front.portal import words
from alongside.front.portal.queries import children as queries
from alongside.front.portal.queries.cases import cases_of, latest_first
from alongside.ground.access.models import User
from alongside.ground.access.policies import opens_to
from alongside.ground.people import queries as people
from alongside.ground.people import services as people_acts
from alongside.ground.ui.services import page


@opens_to(messaging.LOGS)
@require_safe
def summary(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who it is, what must not be said, where the case is, what they were told and promised, what they last asked."""
    assert isinstance(request.user, User)
    now = timezone.now()
    today = timezone.localdate(now)
    found = people_acts.open_child(user=request.user, uuid=uuid, at=now, page="call")
    return page(request, "portal/call.html", {
        "child": queries.head(found, people.sheet_of(request.user, found, today), today), "today": today,
        "meanwhile": words.MEANWHILE,
        "cases": latest_first(cases_of(request.user, found, today)),
        "promises": ledger.of_child(request.user, found, at=now), "is_staff": messaging.is_staff(request.user),
        "question": contacts.last_question(found), "last": contacts.last_contact(found),
    })
