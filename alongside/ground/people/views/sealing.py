"""An adopted child's earlier identity: one person asks to seal it, a second one seals or declines."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.ground.access.policies import Audience, Permission, fresh_proof, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError
from alongside.ground.people import policies, queries, services
from alongside.ground.people.forms import SealForm
from alongside.ground.people.models import Sealing
from alongside.ground.people.views.rights import named, offered
from alongside.ground.people.views.visit import visitor
from alongside.ground.ui.services import page

_OFFICERS = Audience.permission(Permission.WORK_CASES)


@opens_to(_OFFICERS)
@require_http_methods(["GET", "POST"])
def sealing(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What sealing does, who asked for it, and the form to ask."""
    user, at = visitor(request)
    child = queries.child_for(user, uuid, at)
    people = offered(child, at)
    form = SealForm(request.POST or None, people=named(people))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        stays = [people[key] for key in given.pop("stays", [])]
        try:
            services.ask_to_seal(child=child, stays=stays, by=user, at=at, **given)
            messages.success(request, _("Asked. A second person who may see protected names has to seal it."))
            return redirect("people_sealing", uuid=child.uuid)
        except InvalidError as error:
            form.add_invalid(error)
    rows = queries.sealings_of(child)
    waiting = next((row for row in rows if row.settled_at is None), None)
    return page(request, "people/sealing.html", {
        "child": child, "form": form, "waiting": waiting, "past": [row for row in rows if row.settled_at],
        "stays": [person.full_name for key, person in people.items() if waiting and key in waiting.stays],
        "parts": [person.full_name for key, person in people.items() if waiting and key not in waiting.stays],
        "may_seal": waiting is not None and policies.can_seal(user, waiting), "today": day_of(at),
        "may_decline": waiting is not None and (waiting.asked_by_id == user.pk or policies.can_seal(user, waiting)),
    }, status=422 if form.errors else 200)


@opens_to(_OFFICERS)
@fresh_proof
@require_POST
def settle(request: HttpRequest, uuid: UUID, act: str) -> HttpResponse:
    """Seal, as the second person; or take it back, or decline it, with a reason."""
    user, at = visitor(request)
    row = get_object_or_404(Sealing.objects.select_related("child"), uuid=uuid)
    if not policies.can_see_child(user, row.child, on=at):
        raise NotThereError
    if act == "seal":
        services.seal_former_identity(sealing=row, by=user, at=at)
        messages.success(request, _("The earlier identity is sealed."))
    else:
        services.decline_sealing(sealing=row, reason=request.POST.get("reason", ""), by=user, at=at)
        messages.success(request, _("Nothing is sealed. The names are deleted from the asking."))
    return redirect("people_sealing", uuid=row.child.uuid)
