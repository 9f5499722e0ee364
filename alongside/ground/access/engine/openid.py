"""OpenID Connect with what allauth leaves out: nonce, checked signature, and issuer with subject as the key."""

import hashlib
import hmac
from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse

from alongside.ground.core.references import new_token

_KEPT = ("iss", "sub", "acr", "amr", "auth_time")
_LONGEST_KEY = 191


class Connection(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """One round trip to a provider."""

    nonce = ""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Check the ID token (signature, issuer, audience, expiry, nonce) and that userinfo has the same subject."""
        text = kwargs["response"].get("id_token")
        if not text:
            raise OAuth2Error("the provider sent no ID token")
        claims = jwtkit.verify_and_decode(
            credential=text, keys_url=self.openid_config["jwks_uri"], issuer=self.openid_config["issuer"],
            audience=app.client_id, lookup_kid=jwtkit.lookup_kid_jwk, verify_signature=True,
        )
        if not self.nonce or not hmac.compare_digest(str(claims.get("nonce", "")), self.nonce):
            raise OAuth2Error("the ID token answers another question: nonce")
        userinfo = self._fetch_user_info(token.token)
        if userinfo.get("sub") != claims["sub"]:
            raise OAuth2Error("userinfo speaks of somebody else")
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims, "userinfo": userinfo})


class Callback(OAuth2CallbackView):  # type: ignore[misc]  # allauth has no types
    """Hands the nonce that this browser was given to the check of the ID token."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = str(state.get("nonce", ""))
        return state, response


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """A provider whose accounts are known by issuer and subject."""

    oauth2_adapter_class = Connection

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Send the browser there with a nonce that only this browser's session knows."""
        nonce = new_token()
        kwargs["auth_params"] = {**self.get_auth_params(), "nonce": nonce}
        kwargs["scope"] = self.get_scope()
        response: HttpResponse = super().redirect(request, process, next_url, data, nonce=nonce, **kwargs)
        return response

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Issuer and subject in one text; a hash of it when it is too long to keep."""
        claims = data["id_token"]
        key = f"{claims['iss']}|{claims['sub']}"
        return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep what proves the sign-in, and nothing about the person."""
        return {name: data["id_token"][name] for name in _KEPT if name in data["id_token"]}
