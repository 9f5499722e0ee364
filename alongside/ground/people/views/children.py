"""A child's record: changed, merged and taken apart."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, StaleError
from alongside.ground.people import policies, queries, services
from alongside.ground.people.forms import ChildForm, MergeForm, ReasonForm
from alongside.ground.people.models import Child, Merge
from alongside.ground.people.views.visit import visitor
from alongside.ground.ui.services import page

_WORKERS = Audience.permission(Permission.WORK_CASES, Permission.ENTER_REQUESTS)
_NULLED = ("upn", "uln", "nhs_number")


def _initial(child: Child, form: type[ChildForm]) -> dict[str, Any]:
    names = [name for name in form.base_fields if name != "is_correction"]
    return {name: getattr(child, name) or ("" if name in _NULLED else getattr(child, name)) for name in names}


def pairs_of(form: Any, error: StaleError) -> list[tuple[str, str, str]]:
    """Label, their text and our text of each field that differs."""
    return [
        (str(form.fields[name].label), theirs, error.ours.get(name, ""))
        for name, theirs in error.theirs.items() if name in form.fields and theirs != error.ours.get(name, "")
    ]


@opens_to(_WORKERS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a child's record; when somebody else saved meanwhile, both texts stand side by side."""
    user, at = visitor(request)
    child = queries.child_for(user, uuid, at)
    has_address = not child.is_address_protected or policies.can_see_address(user, child, on=at)
    made: dict[str, Any] = {"has_address": has_address, "today": day_of(at)}
    form = ChildForm(request.POST or None, initial=_initial(child, ChildForm), **made)
    conflicts: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        version, is_correction = given.pop("version"), given.pop("is_correction")
        try:
            services.update_child(
                child=child, version=version, by=user, at=at, is_correction=is_correction, **given
            )
            messages.success(request, _("The record is saved."))
            return redirect("people_child_edit", uuid=child.uuid)
        except StaleError as error:
            conflicts = pairs_of(form, error)
            again = request.POST.copy()
            again["version"] = str(queries.child_for(user, uuid, at).version)
            form = ChildForm(again, **made)
            form.is_valid()
        except InvalidError as error:
            form.add_invalid(error)
    return page(request, "people/child_edit.html", {
        "form": form, "child": child, "conflicts": conflicts, "has_address": has_address,
        "alike": queries.look_alikes(user, child, day_of(at)),
    }, status=409 if conflicts else 422 if form.errors else 200)


@opens_to(Audience.permission(Permission.MERGE_CHILDREN))
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Look at two records beside each other, then put them together; and what was put together before."""
    user, at = visitor(request)
    child = queries.child_for(user, uuid, at)
    form, other = MergeForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        other = queries.child_by_reference(user, form.cleaned_data["reference"], at)
        if "sure" in request.POST:
            try:
                services.merge_children(keep=child, drop=other, reason=form.cleaned_data["reason"], by=user, at=at)
                messages.success(request, _("Both records are one now. This can be undone below."))
                return redirect("people_child_merge", uuid=child.uuid)
            except InvalidError as error:
                form.add_error("reference", " ".join(error.errors.values()))
    merges = Merge.objects.filter(kept=child).select_related("dropped").order_by("-merged_at")
    hidden = policies.unlocatable(user, [row for row in (child, other) if row], on=at)
    return page(request, "people/child_merge.html", {
        "form": form, "child": child, "other": other, "merges": list(merges), "undo": ReasonForm(), "hidden": hidden,
    }, status=422 if form.errors else 200)


@opens_to(Audience.permission(Permission.MERGE_CHILDREN))
@require_POST
def take_apart(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Undo a merge."""
    user, at = visitor(request)
    row = get_object_or_404(Merge.objects.select_related("kept"), uuid=uuid)
    services.unmerge(merge=row, reason=request.POST.get("reason", ""), by=user, at=at)
    messages.success(request, _("They are two records again."))
    return redirect("people_child_merge", uuid=row.kept.uuid)
