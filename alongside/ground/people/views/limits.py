"""Records opened with a reason and their review; who is kept out of a record, and who is let in by name."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.dates import day_of, start_of
from alongside.ground.core.errors import InvalidError, NotThereError
from alongside.ground.core.references import normal_reference
from alongside.ground.people import policies, queries, services
from alongside.ground.people.forms import ChallengeForm, ExclusionForm, GrantForm, ReasonForm, ReviewForm
from alongside.ground.people.models import Child, Exclusion, Grant
from alongside.ground.people.views.visit import visitor
from alongside.ground.people.words import GrantKind
from alongside.ground.ui import doors
from alongside.ground.ui.services import page

N_SHOWN = 100


@opens_to(Audience.permission(Permission.BREAK_GLASS))
@require_http_methods(["GET", "POST"])
def challenge(request: HttpRequest) -> HttpResponse:
    """Open one record outside one's work, with a reason; nobody learns here whether a record exists."""
    user, at = visitor(request)
    form = ChallengeForm(request.POST or None, today=day_of(at))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        is_reference = bool(normal_reference(given["number"]))
        number = {"reference": given["number"]} if is_reference else {"upn": given["number"]}
        second = {"born": given["born_on"], "family_name": given["family_name"]}
        try:
            child = queries.child_to_challenge(user, at=at, **second, **number)
            services.break_glass(
                child=child, user=user, reason=given["reason"], reason_code=given["reason_code"], at=at
            )
            messages.success(request, _("The record is open to you for 15 minutes. A manager will read your reason."))
            return redirect(doors.address("child", child.uuid) or "people_challenge")
        except NotThereError:
            form.add_error("number", _("There is no such record, or you can’t open it. Check both, or ask a manager."))
        except InvalidError as error:
            form.add_invalid(error)
    return page(request, "people/challenge.html", {"form": form}, status=422 if form.errors else 200)


@opens_to(Audience.permission(Permission.ALLOCATE))
@require_safe
def challenged(request: HttpRequest) -> HttpResponse:
    """Openings that wait for a manager, oldest first, then those reviewed."""
    user, at = visitor(request)
    seen = policies.visible_to(user, on=at)
    rows = Grant.objects.filter(kind=GrantKind.CHALLENGED, child__in=seen)
    rows = rows.select_related("child", "user", "reviewed_by")
    waiting = list(rows.filter(reviewed_at__isnull=True).order_by("since")[:N_SHOWN])
    return page(request, "people/challenged.html", {
        "waiting": [(row, policies.can_review_challenges(user, by_user=row.user)) for row in waiting],
        "done": list(rows.filter(reviewed_at__isnull=False).order_by("-reviewed_at")[:N_SHOWN]),
    })


@opens_to(Audience.permission(Permission.ALLOCATE))
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say whether one opening was right."""
    user, at = visitor(request)
    row = get_object_or_404(Grant.objects.select_related("child", "user"), uuid=uuid, kind=GrantKind.CHALLENGED)
    if not policies.can_see_child(user, row.child, on=at):
        raise NotThereError
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.review_challenge(grant=row, by=user, at=at, **form.cleaned_data)
            messages.success(request, _("Your review is saved."))
            return redirect("people_challenged")
        except InvalidError as error:
            form.add_invalid(error)
    return page(request, "people/review.html", {"form": form, "row": row}, status=422 if form.errors else 200)


def _exclusion_form(request: HttpRequest, child: Child, at: datetime) -> ExclusionForm:
    form = ExclusionForm(request.POST or None, today=day_of(at), initial={"starts_on": day_of(at)})
    members = queries.family_of(child, day_of(at), is_unchecked_included=True)
    people = [(str(m.person.uuid), f"{m.person.full_name} ({m.kind_words})") for m in members]
    form.fields["person"].choices = [("", ""), *people]  # type: ignore[attr-defined]  # a SelectField
    return form


def _account(email: str) -> User | None:
    return User.objects.filter(email=email.strip().lower()).first() if email else None


@opens_to(Audience.permission(Permission.WORK_CASES))
@require_http_methods(["GET", "POST"])
def exclusions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who is kept out of a child's record, from what, on which ground and until when; and a new one."""
    user, at = visitor(request)
    child = queries.child_for(user, uuid, at)
    form = _exclusion_form(request, child, at)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        person, account = given.pop("person"), _account(given.pop("email"))
        family = queries.family_of(child, day_of(at), is_unchecked_included=True)
        members = {str(member.person.uuid): member.person for member in family}
        if (person in members) == (account is not None):
            form.add_error("person", _("Choose one of the child’s people, or give the address of one account."))
        else:
            try:
                services.exclude(child=child, person=members.get(person), user=account, by=user, at=at, **given)
                messages.success(request, _("The exclusion holds from now on."))
                return redirect("people_exclusions", uuid=child.uuid)
            except InvalidError as error:
                form.add_invalid(error)
    rows = Exclusion.objects.filter(child=child).select_related("person", "user", "lift_asked_by").order_by("-made_at")
    return page(request, "people/exclusions.html", {
        "child": child, "form": form, "ask": ReasonForm(),
        "rows": [(row, policies.can_lift_exclusion(user, row)) for row in rows],
    }, status=422 if form.errors else 200)


@opens_to(Audience.permission(Permission.WORK_CASES, Permission.SECOND_APPROVE))
@require_POST
def lift(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask to lift an exclusion, or, as the second person, lift it."""
    user, at = visitor(request)
    row = get_object_or_404(Exclusion.objects.select_related("child", "person"), uuid=uuid)
    if not policies.can_see_child(user, row.child, on=at):
        raise NotThereError
    if policies.can_lift_exclusion(user, row):
        services.lift_exclusion(exclusion=row, by=user, at=at)
        messages.success(request, _("The exclusion is lifted."))
    else:
        services.ask_to_lift_exclusion(exclusion=row, reason=request.POST.get("reason", ""), by=user, at=at)
        messages.success(request, _("A second person has to agree before it is lifted."))
    return redirect("people_exclusions", uuid=row.child.uuid)


@opens_to(Audience.permission(Permission.ALLOCATE))
@require_http_methods(["GET", "POST"])
def grants(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who is let into a child's record by name and for how long; and a new one."""
    user, at = visitor(request)
    child = queries.child_for(user, uuid, at)
    form = GrantForm(request.POST or None, today=day_of(at))
    if request.method == "POST" and form.is_valid():
        account = _account(form.cleaned_data["email"])
        if account is None:
            form.add_error("email", _("Nobody has an account with this address."))
        else:
            try:
                services.grant_access(
                    child=child, user=account, reason=form.cleaned_data["reason"], since=at,
                    until=start_of(form.cleaned_data["until"]), by=user, at=at,
                )
                messages.success(request, _("They can open this record now."))
                return redirect("people_grants", uuid=child.uuid)
            except InvalidError as error:
                form.add_invalid(error)
    rows = Grant.objects.filter(child=child).select_related("user", "given_by").order_by("-since")[:N_SHOWN]
    return page(request, "people/grants.html", {
        "child": child, "form": form, "rows": [(row, row.since <= at < row.until) for row in rows],
    }, status=422 if form.errors else 200)


@opens_to(Audience.permission(Permission.ALLOCATE))
@require_POST
def end_grant(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End a grant at once."""
    user, at = visitor(request)
    row = get_object_or_404(Grant.objects.select_related("child", "user"), uuid=uuid)
    if not policies.can_see_child(user, row.child, on=at):
        raise NotThereError
    services.end_grant(grant=row, by=user, at=at)
    messages.success(request, _("The grant has ended."))
    return redirect("people_grants", uuid=row.child.uuid)
