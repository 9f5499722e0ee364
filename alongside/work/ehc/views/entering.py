"""The post room: requests from letters, e-mails and calls, and who asked."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.references import new_token
from alongside.ground.people import queries as people
from alongside.ground.people.models import Person
from alongside.ground.ui.services import page
from alongside.work.ehc import policies, queries, services
from alongside.work.ehc.forms.work import EnterForm, IdentityForm
from alongside.work.ehc.models import Request
from alongside.work.ehc.services.arriving import family_side
from alongside.work.ehc.services.receiving import FAMILY, received_moment
from alongside.work.ehc.views.acting import viewer
from alongside.work.ehc.words import ASKED_BY_WORDS, IdentityState

ENTERS = Audience.permission(Permission.ENTER_REQUESTS)
CHECKS = Audience.permission(Permission.CHECK_IDENTITY)
LAST = "ehc_entered"


@opens_to(ENTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Type a request in; afterwards the page says what to tell whoever is on the telephone."""
    now = timezone.now()
    form = EnterForm(
        request.POST if request.method == "POST" else None, today=day_of(now),
        initial={"received_on": day_of(now), "key": new_token()},
    )
    if form.is_bound and form.is_valid():
        try:
            receipt = _receive(form.cleaned_data, viewer(request), now)
        except InvalidError as error:
            form.add_invalid(error)
        else:
            request.session[LAST] = receipt
            return redirect("ehc_entered")
    return page(request, "ehc/enter.html", {"form": form})


def _receive(given: dict[str, Any], user: User, now: Any) -> dict[str, str]:
    kind = given["asked_by_kind"]
    found = people.setting_search(given["setting_name"], on=day_of(now)) if given["setting_name"] else []
    asker = services.AskerGiven(
        given["asker_given_name"], given["asker_family_name"], given["relation"], given["asker_email"],
        given["asker_phone"], given["asker_address"], given["asker_postcode"], is_unsafe=given["is_unsafe"],
    )
    itself = services.EvidenceGiven("The request itself", given["words"], given_by=family_side(kind))
    receipt = services.receive_request(
        door=given["door"], asked_by_kind=kind, received_at=received_moment(given["received_on"], now), at=now,
        by=user, setting=found[0] if len(found) == 1 else None, key=f"enter:{given['key']}",
        backdated_reason=given["backdated_reason"], asker=asker if asker.name or kind in FAMILY else None,
        child=services.ChildGiven(
            given["child_given_name"], given["child_family_name"], given["child_born_on"],
            postcode=given["child_postcode"], is_looked_after=given["is_looked_after"],
            lives_elsewhere_la=given["home_council"],
        ),
        sent=services.Sent("ehc_enter", "1", evidence=(itself,) if given["words"] else (), answers={
            name: str(value) for name, value in given.items() if value and name != "key"
        }),
    )
    return receipt.as_words(day_of(now)) | {"uuid": str(receipt.uuid)}


@opens_to(ENTERS)
@require_safe
def entered(request: HttpRequest) -> HttpResponse:
    """What to say on the telephone: reference, lawful dates, who holds it."""
    receipt = request.session.get(LAST)
    return page(request, "ehc/entered.html", {"receipt": receipt}) if receipt else redirect("ehc_enter")


@opens_to(CHECKS)
@require_safe
def identities(request: HttpRequest) -> HttpResponse:
    """Askers who wait for a check, the oldest first."""
    now = timezone.now()
    rows = [
        {"uuid": row.uuid, "reference": row.reference, "due_on": row.identity_due_on,
         "asker": row.requester.full_name if row.requester else "", "relation": row.requester_words,
         "is_late": row.identity_due_on is not None and row.identity_due_on < day_of(now)}
        for row in queries.identity_checks(viewer(request), day_of(now))[:200]
    ]
    return page(request, "ehc/identities.html", {"rows": rows})


@opens_to(CHECKS)
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who asked, what they gave, and what was seen; nothing of the case itself."""
    user, now = viewer(request), timezone.now()
    row = queries.identity_request_for(user, uuid, now)
    known = _known(row, user, day_of(now))
    form = IdentityForm(
        request.POST if request.method == "POST" else None, today=day_of(now),
        known=[(uuid, words) for uuid, (_, words) in known.items()],
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            services.check_identity(
                request=row, proofs=given["proofs"], kind=given["kind"], words=given["words"],
                is_confirmed=bool(given["is_confirmed"]), by=user, at=now,
                same_as=known.get(given.get("same_as") or "", (None, ""))[0],
            )
        except InvalidError as error:
            form.add_invalid(_renamed(error))
        else:
            messages.success(request, f"Saved: {row.reference}.")
            return redirect("ehc_identities")
    return page(request, "ehc/identity.html", {"form": form, **_asker(row)})


def _known(row: Request, user: User, on: date) -> dict[str, tuple[Person | None, str]]:
    """The child's checked people, for those who may work on the case and so see them anyway."""
    if not policies.can_work(user, row, on=on):
        return {}
    return {
        str(member.person.uuid): (member.person, f"{member.person.full_name}, {member.kind_words}")
        for member in people.family_of(row.child, on)
    }


def _renamed(error: InvalidError) -> InvalidError:
    """The register calls proofs evidence."""
    return InvalidError({"proofs" if name == "evidence" else name: text for name, text in error.errors.items()})


def _asker(row: Request) -> dict[str, Any]:
    person = row.requester
    return {
        "reference": row.reference, "child": row.child.full_name, "kind": ASKED_BY_WORDS[row.asked_by_kind],
        "asker": person.full_name if person else "", "relation": row.requester_words,
        "phone": person.phone if person else "", "email": person.email if person else "",
        "careful": person.safe_contact_words if person and person.is_safe_contact_needed else "",
        "due_on": row.identity_due_on,
    }


@opens_to(CHECKS)
@require_POST
def invite(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Invite somebody who was checked to an account."""
    user, now = viewer(request), timezone.now()
    row = Request.objects.select_related("child", "requester").filter(
        uuid=uuid, identity_state=IdentityState.CHECKED
    ).first()
    policies.demand(row is not None, "nobody to invite")
    assert row is not None  # demanded above
    services.invite_asker(request=row, by=user, at=now)
    messages.success(request, "The invitation has been sent.")
    return redirect("ehc_identities")
