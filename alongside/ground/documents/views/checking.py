"""The check before a family reads: the queue, one decision, the second person, and calling back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError, StaleError
from alongside.ground.documents import policies, queries, services
from alongside.ground.documents.forms import AgreeForm, CheckForm
from alongside.ground.documents.models import Document, Release
from alongside.ground.documents.words import DECISION_WORDS, REASON_WORDS, Decision, ReasonCode, ReleaseState
from alongside.ground.ui.services import page

DECIDES = Audience.permission(Permission.RELEASE_DOCUMENTS, Permission.SECOND_APPROVE)


def viewer(request: HttpRequest) -> User:
    """The account that is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def turned_away(user: User, code: str, refusal: RefusedError, at: datetime) -> Http404:
    """Enter a refused act and show the page for what isn't there."""
    access.note_refusal(code=code, by=user, at=at, reason=refusal.reason)
    return Http404()


@require_safe
@opens_to(DECIDES)
def checks(request: HttpRequest) -> HttpResponse:
    """What waits for a person, overdue first; what waits for a second one; and open reports."""
    user, at = viewer(request), timezone.now()
    on = day_of(at)
    return page(request, "documents/checks.html", {
        "checks": queries.waiting_checks(user, on), "approvals": queries.waiting_approvals(user, on),
        "reports": queries.open_reports(user, on), "today": on,
    })


@require_http_methods(["GET", "POST"])
@opens_to(Audience.permission(Permission.RELEASE_DOCUMENTS))
def check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One document: whom it is about, who could read it, and the decision."""
    user, at = viewer(request), timezone.now()
    document = _document(user, uuid, at)
    people = [(reader.badge, reader.words or gettext("A reader without a name")) for reader in
              queries.candidates(document)]
    form = CheckForm(request.POST or None, request.FILES or None, people=people,
                     initial={"version": document.version})
    theirs: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        try:
            decided = _decide(document, form.cleaned_data, user, at)
        except RefusedError as refusal:
            raise turned_away(user, "documents.release.decided", refusal, at) from None
        except InvalidError as error:
            form.add_invalid(error)
        except StaleError as stale:
            theirs = stale.theirs
        else:
            messages.success(request, _done_words(decided))
            return redirect("documents_checks")
    is_open = document.release_state == ReleaseState.WAITING and document.frozen_at is None
    return page(request, "documents/check.html", {
        "document": document, "form": form, "today": day_of(at), "theirs": theirs, "is_open": is_open,
        "size": queries.size_in_words(document.n_bytes), "people": people,
    }, status=409 if theirs else 400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@opens_to(Audience.permission(Permission.SECOND_APPROVE))
def agree(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A withholding that somebody asked for: the second person answers."""
    user, at = viewer(request), timezone.now()
    try:
        decided = queries.release_for(user, uuid, at)
    except NotThereError:
        raise Http404 from None
    if not policies.can_agree(user, decided, day_of(at)) or decided.is_agreed is not None:
        raise Http404
    form = AgreeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.answer_withholding(release=decided, agrees=given["agrees"] == "yes", note=given["note"],
                                        by=user, at=at)
        except StaleError:
            messages.info(request, gettext("Somebody else has already answered."))
        else:
            messages.success(request, gettext("Your answer is kept."))
        return redirect("documents_checks")
    return page(request, "documents/agree.html", {
        "release": decided, "document": decided.document, "form": form, "who": queries.who(decided.decided_by),
        "decision": DECISION_WORDS[Decision(decided.decision)],
        "reason": REASON_WORDS[ReasonCode(decided.reason_code)], "people": _people_of(decided),
    }, status=400 if form.is_bound else 200)


@require_POST
@opens_to(Audience.permission(Permission.RELEASE_DOCUMENTS))
def recall(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Call a release back within its ten minutes."""
    user, at = viewer(request), timezone.now()
    try:
        services.recall(release=queries.release_for(user, uuid, at), by=user, at=at)
    except NotThereError:
        raise Http404 from None
    except RefusedError as refusal:
        raise turned_away(user, "documents.release.recalled", refusal, at) from None
    except InvalidError as error:
        messages.error(request, " ".join(error.errors.values()))
    else:
        messages.success(request, gettext("Called back. Nobody has read it, and it waits for a new decision."))
    return redirect("documents_checks")


def _document(user: User, uuid: UUID, at: datetime) -> Document:
    try:
        return queries.open_document(user, uuid, at)
    except NotThereError:
        raise Http404 from None


def _decide(document: Document, given: dict[str, Any], user: User, at: datetime) -> Release:
    both: dict[str, Any] = {"document": document, "by": user, "at": at, "version": given["version"]}
    if given["decision"] == Decision.RELEASE:
        return services.release(to=given["to"], note=given["note"], **both)
    both |= {"reason_code": given["reason_code"], "note": given["note"]}
    if given["decision"] == Decision.WITHHOLD:
        return services.withhold(**both)
    return services.withhold_part(file=given["file"], to=given["to"], **both)


def _done_words(decided: Release) -> str:
    if decided.decision == Decision.RELEASE:
        return gettext("Released. They can read it in 10 minutes; until then you can call it back.")
    return gettext("A second person is asked. Until they agree, nobody new can read it.")


def _people_of(decided: Release) -> list[str]:
    return [reader.words or gettext("A reader without a name") for reader in queries.candidates(decided.document)
            if reader.badge in decided.badges]
