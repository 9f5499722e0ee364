"""Who decides for a child or young person: parental responsibility, capacity, and the young person's say, for staff."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError
from alongside.ground.people import policies, queries, services
from alongside.ground.people.forms import CapacityForm, EndForm, ResponsibilityForm, SayForm
from alongside.ground.people.forms.rights import COUNCIL, EVERYBODY
from alongside.ground.people.models import Capacity, Child, Involvement, ParentalResponsibility, Person
from alongside.ground.people.views.visit import visitor
from alongside.ground.people.words import Decision, ResponsibilityBasis
from alongside.ground.ui.services import page

_OFFICERS = Audience.permission(Permission.WORK_CASES)


def offered(child: Child, at: datetime, *, is_parents_only: bool = False) -> dict[str, Person]:
    """The child's people to choose from, by uuid; not the child themself."""
    rows = queries.family_of(child, day_of(at), is_unchecked_included=not is_parents_only)
    return {str(row.person.uuid): row.person for row in rows
            if row.is_parent or not (is_parents_only or row.is_self)}


def named(people: dict[str, Person]) -> list[tuple[str, str]]:
    """The same as choices of a form."""
    return [(key, person.full_name) for key, person in people.items()]


def _drawn(request: HttpRequest, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    return page(request, template, {"form": form, **context}, status=422 if form.errors else 200)


@opens_to(_OFFICERS)
@require_http_methods(["GET", "POST"])
def responsibility(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who holds parental responsibility, by what and since when; and somebody more."""
    user, at = visitor(request)
    child = queries.child_for(user, uuid, at)
    people = offered(child, at)
    form = ResponsibilityForm(request.POST or None, people=named(people), today=day_of(at))
    if request.method == "POST" and form.is_valid():
        try:
            _record_responsibility(child, people, form.cleaned_data, user, at)
            messages.success(request, _("It is written down."))
            return redirect("people_responsibility", uuid=child.uuid)
        except InvalidError as error:
            form.add_invalid(error)
    return _drawn(request, "people/responsibility.html", form, {
        "child": child, "rows": queries.responsibilities_ever(child), "today": day_of(at),
    })


def _record_responsibility(
    child: Child, people: dict[str, Person], given: dict[str, Any], user: User, at: datetime
) -> None:
    person = None if given["person"] == COUNCIL else people.get(given["person"])
    if given["other_name"]:
        first, _blank, last = given["other_name"].strip().rpartition(" ")
        person = services.register_person(given_name=first, family_name=last, by=user, at=at)
    services.record_responsibility(
        child=child, person=person, basis=str(ResponsibilityBasis(given["basis"]).label), evidence=given["evidence"],
        starts_on=given["starts_on"], ends_on=given["ends_on"], by=user, at=at,
    )


@opens_to(_OFFICERS)
@require_http_methods(["GET", "POST"])
def capacity(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Findings about one decision at one time each; and a new one."""
    user, at = visitor(request)
    child = queries.child_for(user, uuid, at)
    people = offered(child, at, is_parents_only=True)
    form = CapacityForm(request.POST or None, people=named(people), today=day_of(at))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        other, alternative = given.pop("other"), given.pop("alternative")
        given["decision"] = other if given["decision"] == Decision.OTHER else given["decision"]
        try:
            services.record_capacity(child=child, alternative=people.get(alternative), by=user, at=at, **given)
            messages.success(request, _("The finding is written down. It counts for this one decision."))
            return redirect("people_capacity", uuid=child.uuid)
        except InvalidError as error:
            form.add_invalid(error)
    return _drawn(request, "people/capacity.html", form, {
        "child": child, "rows": queries.capacities_ever(child), "today": day_of(at),
        "is_young": policies.is_young_person(child, day_of(at)),
    })


@opens_to(_OFFICERS)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    """End one fact: parental responsibility of somebody, or a finding on capacity."""
    user, at = visitor(request)
    model, back = {"responsibility": (ParentalResponsibility, "people_responsibility"),
                   "capacity": (Capacity, "people_capacity")}[kind]
    row: Any = get_object_or_404(model._default_manager.select_related("child"), uuid=uuid)
    if not policies.can_see_child(user, row.child, on=at):
        raise NotThereError
    form = EndForm(request.POST or None, initial={"ends_on": day_of(at)}, today=day_of(at))
    if request.method == "POST" and form.is_valid():
        try:
            services.end_held(row=row, by=user, at=at, **form.cleaned_data)
            messages.success(request, _("The end is written down."))
            return redirect(back, uuid=row.child.uuid)
        except InvalidError as error:
            form.add_invalid(error)
    return _drawn(request, "people/end.html", form, {
        "child": row.child, "back": back, "what": queries.in_one_line(row),
    })


@opens_to(_OFFICERS)
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the young person says about their parents' part, now and before; and what they say today."""
    user, at = visitor(request)
    child = queries.child_for(user, uuid, at)
    people = offered(child, at, is_parents_only=True)
    form = SayForm(request.POST or None, people=named(people))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.record_involvement(
                child=child, wish=given["wish"], said_how=given["said_how"], by=user, at=at,
                person=None if given["person"] == EVERYBODY else people[given["person"]],
            )
            messages.success(request, _("What they say holds from today."))
            return redirect("people_say", uuid=child.uuid)
        except InvalidError as error:
            form.add_invalid(error)
    return _drawn(request, "people/say.html", form, {
        "child": child, "rows": queries.wishes_ever(child), "today": day_of(at),
        "stands": queries.say_of(child, day_of(at)), "parents": queries.parents_and_part(child, day_of(at)),
    })


@opens_to(_OFFICERS)
@require_POST
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back what was written down of the young person's say."""
    user, at = visitor(request)
    row = get_object_or_404(Involvement.objects.select_related("child", "person"), uuid=uuid)
    if not policies.can_see_child(user, row.child, on=at):
        raise NotThereError
    services.end_involvement(involvement=row, by=user, at=at)
    messages.success(request, _("It no longer holds."))
    return redirect("people_say", uuid=row.child.uuid)
