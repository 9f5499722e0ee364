"""The door: opens a page only to the audience that it declares, and is the outermost wrapper of every act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_resolver, get_urlconf, reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from alongside.ground.access import policies, services
from alongside.ground.access.adapters import device_cookie_name, moment_of, wait_words
from alongside.ground.access.engine import doorstep, kept_form, proof, sitting, throttle
from alongside.ground.access.models import Attempt, User
from alongside.ground.access.words import Outcome
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import AlongsideError, InvalidError, StaleError, TooFastError
from alongside.ground.ui.services import page

_DEVICE_SECONDS = 365 * 24 * 3600
View = Callable[..., HttpResponse]


@dataclass(slots=True)
class _Arrival:
    """What a request came with, to be compared with what it leaves with."""

    user: User | None
    session_key: str | None
    n_proofs: int


class DoorMiddleware:
    """Checks session, audience and second factor; turns refusals into the page for what isn't there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # `config` lies above every room: the table is found by name, not imported.
        self.table: dict[str, str] = import_string("alongside.config.access_table.THIRD_PARTY")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        request.arrived_at = at  # type: ignore[attr-defined]  # adapters and views read it
        with services.noting():
            user = _signed_in(request, at)
            if user is not None and (reason := sitting.why_over(request, user, at=at)):
                return _over(request, user, reason, at)
            if user is not None:
                request.idle_seconds = sitting.idle_seconds(user)  # type: ignore[attr-defined]  # the frame warns by it
                if kept_form.is_sent(request):
                    kept_form.drop(request)
            arrival = _Arrival(user, request.session.session_key, sitting.n_proofs(request) if _knows(request) else 0)
            response = self.get_response(request)
            return _leave(request, response, arrival)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Let somebody in, send them to sign in or to prove more, or show the page for what isn't there."""
        del args, kwargs
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        audience = str(getattr(view, "audience", "") or self.table.get(name, ""))
        if audience != policies.Audience.PUBLIC:
            turned = self._turned(request, view, name, audience)
            if turned is not None:
                return turned
        return _slowed(request, name)

    def _turned(self, request: HttpRequest, view: View, name: str, audience: str) -> HttpResponse | None:
        user, at = request.user, moment_of(request)
        if not isinstance(user, User):
            return HttpResponseRedirect(sign_in_address(request)) if audience else not_there(request)
        if not policies.is_in_audience(user, audience):
            services.note_refusal(code="access.page.refused", by=user, at=at, reason=name)
            missing = policies.missing_for(user, audience)
            return conditions_page(request, missing) if missing else not_there(request)
        needs_more = policies.needs_second_factor(user) and name not in doorstep.BEFORE_SECOND_FACTOR
        if needs_more and not proof.has_second_factor(request, user):
            return HttpResponseRedirect(reverse("access_second_factor"))
        is_sensitive = name in doorstep.SENSITIVE or getattr(view, "needs_fresh_proof", False)
        if is_sensitive and not proof.is_fresh(request, user, at=at):
            return HttpResponseRedirect(f"{reverse('access_prove')}?{urlencode({'next': _way_back(request)})}")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The act has rolled back by now: note what was refused, and answer."""
        if not isinstance(exception, AlongsideError):
            return None
        if isinstance(exception, InvalidError):
            return page(request, "access/invalid.html", {"errors": exception.errors}, status=400)
        if isinstance(exception, StaleError):
            texts = {"theirs": exception.theirs, "ours": exception.ours}
            return page(request, "access/stale.html", texts, status=409)
        if isinstance(exception, TooFastError):
            return too_fast(request, exception)
        user = request.user if isinstance(request.user, User) else None
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        # Which record was asked for is in the reason of the refusal, if the room says so, never in the answer.
        reason = str(getattr(exception, "reason", "")) or "not there for this person"
        services.note_refusal(
            code="access.act.refused", by=user, at=moment_of(request), reason=reason, detail={"page": name}
        )
        return not_there(request)


def not_there(request: HttpRequest) -> HttpResponse:
    """The page for an address that leads nowhere: the same for what is missing and what is somebody else's."""
    handler = get_resolver(get_urlconf()).resolve_error_handler(404)
    response: HttpResponse = handler(request, Http404())  # type: ignore[call-arg]  # an error view takes the exception
    return response


def conditions_page(request: HttpRequest, missing: tuple[str, ...]) -> HttpResponse:
    """What somebody has to do before a role of theirs opens; the page behind it shows nothing of itself."""
    words = [policies.CONDITIONS[condition] for condition in missing]
    return page(request, "access/condition.html", {"missing": words}, status=403)


def too_fast(request: HttpRequest, error: TooFastError) -> HttpResponse:
    """Why a record did not open, in words, and when it will; the same whatever record was asked for."""
    response = page(request, "access/too_fast.html", {
        "seconds": error.wait_seconds, "is_stopped": error.is_stopped, "again": _way_back(request),
    }, status=429)
    response["Retry-After"] = str(error.wait_seconds)
    return response


def sign_in_address(request: HttpRequest) -> str:
    """Where to sign in, and come back afterwards."""
    return f"{reverse('account_login')}?{urlencode({'next': _way_back(request)})}"


def _way_back(request: HttpRequest) -> str:
    """The page asked for; after a form, which can't be sent again by itself, the page that held it or the first."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("access_account")


def _over(request: HttpRequest, user: User, reason: str, at: datetime) -> HttpResponse:
    """End a session; what was being sent is kept for its owner, but never from another network and browser."""
    services.note_refusal(
        code="access.session.ended", by=user, at=at, outcome=Outcome.DONE, detail={"why": reason}
    )
    is_safe = reason != "moved" and not request.path.startswith(reverse("access_account"))
    form = kept_form.of(request) if is_safe else None
    address = sign_in_address(request)
    logout(request)
    if form is not None:
        kept_form.keep(request, form, user, at=at)
        address = f"{reverse('account_login')}?{urlencode({'next': reverse('access_kept')})}"
    return _without_trace(HttpResponseRedirect(address))


def _knows(request: HttpRequest) -> bool:
    return bool(request.session.session_key)


def _signed_in(request: HttpRequest, at: datetime) -> User | None:
    """Who is signed in; a browser without a session costs no query."""
    if not _knows(request) or not isinstance(request.user, User):
        return None
    request.user.rights_on = day_of(at)
    return request.user


def _slowed(request: HttpRequest, name: str) -> HttpResponse | None:
    cookie = request.COOKIES.get(device_cookie_name(), "")
    answer = doorstep.count_try(request, name, at=moment_of(request), cookie=cookie)
    if answer is None:
        return None
    request.access_attempt = answer.attempt  # type: ignore[attr-defined]  # judged when the answer is known
    if answer.attempt is not None:
        return None
    response = page(request, "access/wait.html", {"words": wait_words(answer.wait_seconds)}, status=429)
    response["Retry-After"] = str(answer.wait_seconds)
    return response


def _leave(request: HttpRequest, response: HttpResponse, arrival: _Arrival) -> HttpResponse:
    """Headers, cookie and session id by what changed while the request was answered."""
    n_proofs = sitting.n_proofs(request) if _knows(request) else 0
    attempt: Attempt | None = getattr(request, "access_attempt", None)
    doorstep.judge(request, attempt, n_before=arrival.n_proofs, n_after=n_proofs)
    is_in = _knows(request) and SESSION_KEY in request.session
    if arrival.user is not None and not is_in:
        return _without_trace(response)
    if is_in and arrival.user is None and isinstance(request.user, User):
        cookie = throttle.remember_device(request.COOKIES.get(device_cookie_name(), ""), request.user.email)
        response.set_cookie(
            device_cookie_name(), cookie, max_age=_DEVICE_SECONDS, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    if is_in and n_proofs > arrival.n_proofs and request.session.session_key == arrival.session_key:
        sitting.new_id(request)
    if (is_in or arrival.user) and "public" not in response.get("Cache-Control", ""):
        response["Cache-Control"] = "no-store"
    return response


def _without_trace(response: HttpResponse) -> HttpResponse:
    """Leave nothing of the session in a browser that others may use."""
    response["Cache-Control"] = "no-store"
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
