"""What a person says about themself: how to reach them, and what they agree to."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import NotThereError, StaleError
from alongside.ground.people import policies, queries, services
from alongside.ground.people.forms import OwnSayForm, ProfileForm
from alongside.ground.people.models import Child, CommunicationProfile, Consent, ConsentWording, Person
from alongside.ground.people.views.children import pairs_of
from alongside.ground.people.views.visit import visitor
from alongside.ground.people.words import Purpose, RelationKind
from alongside.ground.ui.services import page

_OF_PERSON = ("email", "phone", "is_safe_contact_needed", "safe_contact_words", "notification_detail")
_OF_PROFILE = (
    "channel", "best_time", "language", "needs_interpreter", "reading_format", "access_needs", "help_to_take_part",
)


def _own_person(user: User) -> Person:
    found = queries.person_of(user)
    if found is None:
        raise NotThereError
    return found


@opens_to(Audience.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def own_profile(request: HttpRequest) -> HttpResponse:
    """How should we reach you?"""
    user, _at = visitor(request)
    return _profile(request, _own_person(user), "people_profile")


@opens_to(Audience.permission(Permission.WORK_CASES, Permission.ENTER_REQUESTS))
@require_http_methods(["GET", "POST"])
def profile_of(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same, entered by staff for somebody who rang or wrote; only for people of children whom they see."""
    user, at = visitor(request)
    person = get_object_or_404(Person, uuid=uuid)
    seen = policies.visible_to(user, on=at).filter(relationships__person=person)
    if not seen.exists():
        raise NotThereError
    return _profile(request, person, "people_person_profile", uuid=uuid)


def _initial(person: Person, profile: CommunicationProfile) -> dict[str, Any]:
    found = {name: getattr(person, name) for name in _OF_PERSON} | {n: getattr(profile, n) for n in _OF_PROFILE}
    found["is_electronic"] = profile.electronic_notice_agreed_on is not None
    return found | {"version": profile.version, "person_version": person.version}


@transaction.atomic
def _save(person: Person, profile: CommunicationProfile, given: dict[str, Any], user: User, at: Any) -> None:
    """Both rows or neither; the day of an agreement stays when nothing changed about it."""
    agreed: date | None = profile.electronic_notice_agreed_on or day_of(at) if given["is_electronic"] else None
    services.update_person(
        person=person, version=given["person_version"], by=user, at=at, **{name: given[name] for name in _OF_PERSON}
    )
    services.set_profile(
        person=person, version=given["version"], by=user, at=at, electronic_notice_agreed_on=agreed,
        **{name: given[name] for name in _OF_PROFILE},
    )


def _profile(request: HttpRequest, person: Person, back: str, **kwargs: Any) -> HttpResponse:
    user, at = visitor(request)
    profile = queries.profile_of(person)
    form = ProfileForm(request.POST or None, initial=_initial(person, profile))
    conflicts: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            _save(person, profile, form.cleaned_data, user, at)
            messages.success(request, _("Saved. We will reach you in this way."))
            answer: HttpResponse = redirect(back, **kwargs)
            return answer
        except StaleError as error:
            conflicts = pairs_of(form, error)
            person.refresh_from_db()
            again = request.POST.copy()
            again["version"], again["person_version"] = str(queries.profile_of(person).version), str(person.version)
            form = ProfileForm(again)
            form.is_valid()
    return page(request, "people/profile.html", {
        "form": form, "person": person, "is_own": person.uuid in policies.own_persons(user), "conflicts": conflicts,
    }, status=409 if conflicts else 422 if form.errors else 200)


def _own_children(user: User, at: datetime) -> list[Child]:
    """The records of which an account is the child or young person themself."""
    seen = policies.visible_to(user, on=at).filter(relationships__kind=RelationKind.SELF).distinct()
    return [child for child in seen if policies.is_own_voice(user, child, on=at)]


@opens_to(Audience.FAMILY)
@require_http_methods(["GET", "POST"])
def own_say(request: HttpRequest) -> HttpResponse:
    """A young person says whether their parents are part of this, all or one by one, and can change it at any time."""
    user, at = visitor(request)
    child = next(iter(_own_children(user, at)), None)
    if child is None:
        return page(request, "people/own_say.html", {"child": None})
    parents = queries.parents_and_part(child, day_of(at))
    people = {str(member.person.uuid): member.person for member, _is_in in parents}
    form = OwnSayForm(request.POST or None, people=[(key, person.full_name) for key, person in people.items()])
    is_young = policies.is_young_person(child, day_of(at))
    if request.method == "POST" and is_young and form.is_valid():
        services.record_involvement(
            child=child, wish=form.cleaned_data["wish"], said_how="on their own page", by=user, at=at,
            person=people.get(form.cleaned_data["person"]),
        )
        messages.success(request, _("Saved. This holds from now on. You can change it at any time."))
        return redirect("people_own_say")
    return page(request, "people/own_say.html", {
        "form": form, "is_young": is_young, "parents": parents, "child": child, "today": day_of(at),
        "rows": queries.wishes_ever(child),
    }, status=422 if form.errors else 200)


@opens_to(Audience.SIGNED_IN)
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """What you agreed to, in the words that were shown, and how to change your mind."""
    user, at = visitor(request)
    person = _own_person(user)
    newest: dict[str, ConsentWording] = {}
    for wording in ConsentWording.objects.filter(starts_on__lte=day_of(at), language="en-gb").order_by("number"):
        newest[wording.purpose] = wording
    given = {row.wording.purpose: row for row in reversed(queries.consents_of(person)) if row.withdrawn_on is None}
    return page(request, "people/consents.html", {
        "rows": [(Purpose(key).label, wording, given.get(key)) for key, wording in sorted(newest.items())],
        "past": [row for row in queries.consents_of(person) if row.withdrawn_on is not None],
    })


@opens_to(Audience.SIGNED_IN)
@require_POST
def answer_consent(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Agree to a wording, or withdraw; one is as easy as the other."""
    user, at = visitor(request)
    person = _own_person(user)
    wording = get_object_or_404(ConsentWording, uuid=uuid)
    if request.POST.get("answer") == "yes":
        services.give_consent(
            wording=wording, person=person, given_on=day_of(at), by=user, at=at, asked_how="own page"
        )
        messages.success(request, _("Thank you. You can change your mind at any time."))
    else:
        held = Consent.objects.filter(person=person, wording__purpose=wording.purpose, withdrawn_on__isnull=True)
        for row in held.select_related("wording", "child", "person"):
            services.withdraw_consent(consent=row, withdrawn_on=day_of(at), by=user, at=at, how="own page")
        messages.success(request, _("You no longer agree to this. It changes nothing about your child’s case."))
    return redirect("people_consents")
