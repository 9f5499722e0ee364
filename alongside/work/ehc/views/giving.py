"""Evidence after the request: one page for the officer, the family and the setting; a refused file loses nothing else."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, opens_to
from alongside.ground.access.words import UserKind
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError
from alongside.ground.core.references import new_token
from alongside.ground.documents import queries as documents
from alongside.ground.people import policies as people_policies
from alongside.ground.people.models import Person
from alongside.ground.people.words import RelationKind
from alongside.ground.ui import doors
from alongside.ground.ui.services import page
from alongside.work.ehc import policies, queries, services
from alongside.work.ehc.forms.work import EvidenceForm, GiveForm
from alongside.work.ehc.models import Request
from alongside.work.ehc.words import EvidenceFrom


@opens_to(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Words and files for the decision. Good files are kept at once, so that a wrong one costs only itself."""
    user, now = cast(User, request.user), timezone.now()
    row = queries.request_for(user, uuid, now)
    if not policies.can_add_evidence(user, row, on=day_of(now)):
        raise NotThereError
    is_staff = policies.can_work(user, row, on=day_of(now))
    form_class: type[GiveForm] = EvidenceForm if is_staff else GiveForm
    key = request.POST.get("key") or new_token()
    ref = str(services.draft_ref(user, key))
    form = form_class(
        request.POST if request.method == "POST" else None, request.FILES or None, today=day_of(now),
        initial={"key": key},
    )
    if form.is_bound:
        if "remove" in request.POST:
            _drop(request, key, user, now)
            form.is_valid()
            form = form_class(today=day_of(now), initial=form.cleaned_data | {"key": key})
        elif _keep_files(request, form, key, user, now) and _add(form, row, ref, is_staff, user, now):
            messages.success(request, gettext("Thank you. It is on the case now."))
            return redirect(_back(row, user, is_staff))
    return page(request, "ehc/evidence.html", {
        "form": form, "files": documents.uploads_for(ref), "is_staff": is_staff,
        "frame": "ui/frames/family.html" if user.kind == UserKind.FAMILY else "ui/frames/staff.html",
        "child": row.child.full_name, "reference": row.reference, "back": _back(row, user, is_staff),
    }, status=400 if form.is_bound else 200)


def _drop(request: HttpRequest, key: str, user: User, now: Any) -> None:
    try:
        found = UUID(request.POST["remove"])
    except ValueError:
        return
    services.drop_file(document=found, key=key, by=user, at=now)


def _keep_files(request: HttpRequest, form: GiveForm, key: str, user: User, now: Any) -> bool:
    """Keep what can be kept, say of each other file what is wrong with it; whether the whole page is good."""
    is_good = form.is_valid()
    for file in request.FILES.getlist("uploads"):
        try:
            services.keep_file(file=file, key=key, by=user, at=now)
        except InvalidError as error:
            form.add_error("uploads", f"{file.name}: {error.errors['file']}")
            is_good = False
    return is_good


def _add(form: GiveForm, row: Request, ref: str, is_staff: bool, user: User, now: Any) -> bool:
    given = {name: value for name, value in form.cleaned_data.items() if name != "uploads"}
    if not is_staff:
        given |= _giver(row, user)
    try:
        services.add_evidence(
            request=row, by=user, at=now, documents=[file.uuid for file in documents.uploads_for(ref)], **given
        )
    except InvalidError as error:
        form.add_invalid(error)
        return False
    return True


def _giver(row: Request, user: User) -> dict[str, str]:
    """From whom it is, as the decision maker reads it: known from the account, never asked."""
    if user.kind != UserKind.FAMILY:
        return {"given_by": EvidenceFrom.SETTING, "given_by_words": user.name}
    own = Person.objects.filter(uuid__in=people_policies.own_persons(user))
    is_self = row.child.relationships.filter(kind=RelationKind.SELF, person__in=own, ends_on__isnull=True).exists()
    return {"given_by": EvidenceFrom.YOUNG_PERSON if is_self else EvidenceFrom.FAMILY, "given_by_words": user.name}


def _back(row: Request, user: User, is_staff: bool) -> str:
    if is_staff:
        return reverse("ehc_request", args=[row.uuid])
    return doors.address("my_case") or "/" if user.kind == UserKind.FAMILY else reverse("ehc_pupils")
