"""OpenID Connect: allauth's two pages with our checks inside."""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.ground.access.engine.openid import Callback, Connection
from alongside.ground.access.policies import Audience, opens_to


def _connection(request: HttpRequest, provider_id: str) -> Connection:
    try:
        get_adapter(request).get_app(request, provider=provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return Connection(request, provider_id)


@opens_to(Audience.PUBLIC)
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """A button (GET) that goes to the provider (POST)."""
    response: HttpResponse = OAuth2LoginView.adapter_view(_connection(request, provider_id))(request)
    return response


@opens_to(Audience.PUBLIC)
@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider with an answer."""
    response: HttpResponse = Callback.adapter_view(_connection(request, provider_id))(request)
    return response
