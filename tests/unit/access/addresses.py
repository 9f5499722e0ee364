"""Addresses with every kind of view, for the tests of the door."""

from django.http import HttpResponse
from django.urls import include, path

from alongside.ground.access import services
from alongside.ground.access.policies import Audience, Permission, fresh_proof, opens_to
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError, StaleError


def undeclared(request):
    return HttpResponse("never")


def raising(error):
    @opens_to(Audience.PUBLIC)
    def view(request):
        services.record(code="x.begun", by=None, at=request.arrived_at)
        raise error

    return view


def shown(audience):
    @opens_to(audience)
    def view(request):
        return HttpResponse(f"for {audience}")

    return view


@opens_to(Audience.SIGNED_IN)
@fresh_proof
def sensitive(request):
    return HttpResponse("sensitive")


@opens_to(Audience.PUBLIC)
def cached(request):
    response = HttpResponse("colours")
    response["Cache-Control"] = "public, max-age=60"
    return response


urlpatterns = [
    path("undeclared/", undeclared, name="undeclared"),
    path("public/", shown(Audience.PUBLIC), name="shown_public"),
    path("signed-in/", shown(Audience.SIGNED_IN), name="shown_signed_in"),
    path("family/", shown(Audience.FAMILY), name="shown_family"),
    path("operate/", shown(Audience.permission(Permission.OPERATE)), name="shown_operate"),
    path("sensitive/", sensitive, name="sensitive"),
    path("cached/", cached, name="cached"),
    path("refused/", raising(RefusedError("needs permission x")), name="refused"),
    path("not-there/", raising(NotThereError()), name="not_there"),
    path("invalid/", raising(InvalidError({"name": "Enter a name."})), name="invalid"),
    path("stale/", raising(StaleError(theirs={"a": "theirs"}, ours={"a": "ours"})), name="stale"),
    path("broken/", raising(ZeroDivisionError("x")), name="broken"),
    path("", include("alongside.config.urls")),
]
handler400 = "alongside.ground.ui.views.bad_request"
handler403 = "alongside.ground.ui.views.forbidden"
handler404 = "alongside.ground.ui.views.not_found"
handler500 = "alongside.ground.ui.views.server_error"
