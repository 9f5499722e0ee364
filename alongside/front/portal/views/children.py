"""A child's page and the search for one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from alongside.commons.messaging import policies as messaging
from alongside.front.portal.forms import FindForm
from alongside.front.portal.queries import children as queries
from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, is_in_audience, opens_to
from alongside.ground.people import policies
from alongside.ground.people import queries as people
from alongside.ground.people import services as people_acts
from alongside.ground.people.words import UNLOCATED
from alongside.ground.ui.services import page

ACTIONS = (
    ("What to say on the telephone", "portal_call"), ("Note a call", "actions_call"),
    ("Promise a date", "actions_new_promise"),
    ("Write to the family", "messaging_start"), ("Change details", "people_child_edit"),
    ("Parental responsibility", "people_responsibility"), ("Who can decide what", "people_capacity"),
    ("What the young person says about parents", "people_say"), ("Who is kept out", "people_exclusions"),
    ("Who was let in", "people_grants"),
    ("Join two records of one child", "people_child_merge"), ("Seal an earlier identity", "people_sealing"),
)
"""What can be done from a child's page: words, and the name of the page."""
WORKERS = Audience.permission(Permission.SEE_CASELOAD, Permission.SEE_ALL_CASES)


@opens_to(Audience.PROFESSIONAL)
@require_safe
def child(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who this child is, where things stand, what must not be done."""
    assert isinstance(request.user, User)
    now = timezone.now()
    today = timezone.localdate(now)
    found = people_acts.open_child(user=request.user, uuid=uuid, at=now, page="child")
    return page(request, "portal/child.html", {
        **queries.page_of(request.user, found, now), "is_staff": messaging.is_staff(request.user),
        "actions": actions_for(request.user, found.uuid), "today": today,
    })


def actions_for(user: User, uuid: UUID) -> list[dict[str, str]]:
    """Pages about the child that open to this account."""
    found = []
    for words, name in ACTIONS:
        href = reverse(name, args=[uuid])
        if is_in_audience(user, getattr(resolve(href).func, "audience", "")):
            found.append({"words": words, "href": href})
    return found


@opens_to(WORKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Find a child by two things known of them; by POST, so that no name stands in an address."""
    assert isinstance(request.user, User)
    form = FindForm(request.POST if request.method == "POST" else None)
    rows: list[tuple[object, ...]] = []
    if request.method == "POST" and form.is_valid():
        rows = _found(request.user, form)
    return page(request, "portal/find.html", {
        "form": form, "rows": rows, "is_asked": request.method == "POST" and form.is_valid(),
        "challenge": reverse("people_challenge"),
    })


def _found(user: User, form: FindForm) -> list[tuple[object, ...]]:
    now = timezone.now()
    today = timezone.localdate(now)
    given = form.cleaned_data
    children = people.find_children(user, name=given["name"], born=given["born"], upn=given["number"],
                                    reference=given["reference"], at=now)
    hidden = policies.unlocatable(user, children, on=today)
    return [
        ({"text": row.full_name, "href": reverse("portal_child", args=[row.uuid])}, row.birth_words,
         queries.year_words(row, today), UNLOCATED if row.pk in hidden else row.district.name if row.district else "")
        for row in children
    ]
