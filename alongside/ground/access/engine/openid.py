"""OpenID Connect with what allauth leaves out: nonce, checked signature, and issuer with subject as the key."""

import hashlib
import hmac
from contextlib import suppress
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse

from alongside.ground.core.references import new_token

_KEPT = ("iss", "sub", "acr", "amr", "auth_time")
_LONGEST_KEY = 191
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures with the provider's own key only: never "none", never one made with our shared secret."""
_LEEWAY = 30
"""Seconds by which clocks may differ."""


class Connection(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """One round trip to a provider."""

    nonce = ""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Check the ID token (signature, issuer, audience, expiry, nonce) and that userinfo has the same subject."""
        text = kwargs["response"].get("id_token")
        if not text:
            raise OAuth2Error("the provider sent no ID token")
        try:
            claims = self._claims(text, audience=app.client_id)
        except jwt.PyJWTError as error:
            raise OAuth2Error(f"the ID token can't be believed: {type(error).__name__}") from error
        if not self.nonce or not hmac.compare_digest(str(claims.get("nonce", "")), self.nonce):
            raise OAuth2Error("the ID token answers another question: nonce")
        userinfo = self._fetch_user_info(token.token)
        if userinfo.get("sub") != claims["sub"]:
            raise OAuth2Error("userinfo speaks of somebody else")
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims, "userinfo": userinfo})

    def _claims(self, text: str, *, audience: str) -> dict[str, Any]:
        """What a properly signed ID token for us says; raises PyJWTError for every other token."""
        header = jwt.get_unverified_header(text)
        if header["alg"] not in _ALGORITHMS:
            raise jwt.InvalidAlgorithmError("not an algorithm that we accept")
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        for key in answer.json()["keys"]:
            # A provider with a single key need not name it (OpenID Connect Core 10.1).
            if key.get("use", "sig") != "sig" or key.get("kid", "") != header.get("kid", key.get("kid", "")):
                continue
            with suppress(jwt.InvalidSignatureError):
                claims: dict[str, Any] = jwt.decode(
                    text, jwt.PyJWK(key, header["alg"]), algorithms=_ALGORITHMS, audience=audience, leeway=_LEEWAY,
                    issuer=self.openid_config["issuer"], options={"require": ["exp", "iat", "iss", "sub", "aud"]},
                )
                if claims.get("azp", audience) != audience:
                    raise jwt.InvalidAudienceError("azp")
                return claims
        raise jwt.InvalidSignatureError("no key of the provider fits")


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
