"""Doors of single sign-on: the endpoints of OAuth 2 and OpenID Connect, and a person's page of what they allowed.

The protocol is django-oauth-toolkit's. Here stand our look, consent that is remembered, who may ask about tokens, and a
limit on wrong secrets.
"""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from urllib.parse import unquote_plus, urlsplit

import orjson
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal import ratelimit
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from oauth2_provider.exceptions import InvalidOIDCClientError, OAuthToolkitError
from oauth2_provider.views import (
    AuthorizationView,
    ConnectDiscoveryInfoView,
    RevokeTokenView,
    RPInitiatedLogoutView,
    TokenView,
    UserInfoView,
)
from oauthlib.oauth2.rfc6749.errors import CustomOAuth2Error

from honglam.base.errors import SignInNeeded
from honglam.core.identity import api
from honglam.core.identity.contracts.clients import SCOPES, SignedIn
from honglam.kit.access import public, signed_in, viewer_of

_DISCOVERY = "a client must find our addresses and keys before it knows anybody"
_ITSELF = "it asks who is there itself, and answers the client in the client's protocol"
_PROVEN = "the client proves who it is with its secret, its code or its token"
# How long ago somebody may have proved who they are when a client asks that they do so now.
_NOW_SECONDS = 30
# Wrong secrets of one client from one address; a secret cannot be guessed, but trying must cost something.
_WRONG = {"secret": "10/5m/key"}
_FACTORS = {"password": "pwd", "code": "otp", "socialaccount": "fed"}
_SECOND = {"totp": "otp", "recovery_codes": "otp", "webauthn": "hwk"}
ONE_FACTOR, TWO_FACTORS = "urn:honglam:acr:1", "urn:honglam:acr:2"

Door = Callable[..., HttpResponse]


def how_signed_in(request: HttpRequest) -> SignedIn:
    """Return how the present session came about, from what allauth keeps of it."""
    records = get_authentication_records(request, request.user)
    second = [record for record in records if record["method"] == "mfa"]
    used = {_FACTORS.get(record["method"], "") for record in records}
    used |= {_SECOND.get(record.get("type", ""), "otp") for record in second} | ({"mfa"} if second else set())
    at = datetime.fromtimestamp(max((float(record["at"]) for record in records), default=0), UTC)
    level = TWO_FACTORS if second else ONE_FACTOR
    return SignedIn(request.session.session_key or "", at, tuple(sorted(used - {""})), level)


class Authorize(AuthorizationView):  # type: ignore[misc]  # the package ships no types
    """Asks a person who they are and what the client may know, and sends them back with a code."""

    http_method_names = ("get", "post")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let nobody pass who has not finished signing in; `request.user` alone does not say so."""
        self.oauth2_data: dict[str, Any] = {}
        if not viewer_of(request).known:
            if "none" in request.GET.get("prompt", "").split():
                return self.handle_no_permission()  # type: ignore[no-any-return]
            raise SignInNeeded
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send back at once whoever has allowed all of this before; ask everybody else."""
        del args, kwargs
        try:
            scopes, asked = self.validate_authorization_request(request)
        except OAuthToolkitError as error:
            return self.error_response(error, None)  # type: ignore[no-any-return]
        silent, again = self._wishes()
        if again:
            if silent:
                return self._refused("login_required", asked)
            return request.ask_for_proof(request.get_full_path())  # type: ignore[attr-defined, no-any-return]
        prompt = request.GET.get("prompt", "").split()
        account = int(viewer_of(request).id)
        if "consent" not in prompt and api.consented(account_id=account, client_id=asked["client_id"], scopes=scopes):
            return self._grant(scopes, asked)
        if silent:
            return self._refused("consent_required", asked)
        client = asked["request"].client
        self.oauth2_data = {**asked, "scopes": scopes}
        form = self.get_form(self.get_form_class())
        wanted = [SCOPES[scope] for scope in scopes]
        context = {"form": form, "client": client, "agency": client.agency.name, "wanted": wanted}
        return self.render_to_response(context)  # type: ignore[no-any-return]

    def form_valid(self, form: Any) -> HttpResponse:
        """Remember what was allowed, then answer the client."""
        return super().form_valid(form)  # type: ignore[no-any-return]

    def form_invalid(self, form: Any) -> HttpResponse:
        """Refuse a form that was not ours."""
        del form
        return render(self.request, self.template_name, {"error": {"error": "invalid_request"}}, status=400)

    def create_authorization_response(self, request: Any, scopes: str, credentials: Any, *, allow: bool) -> Any:
        """Carry along how the person signed in; the package makes the code."""
        credentials["signed_in"] = how_signed_in(request)
        made = super().create_authorization_response(request, scopes, credentials, allow)
        if allow:
            known = {"account_id": int(viewer_of(request).id), "client_id": credentials["client_id"]}
            api.consent(**known, scopes=scopes.split(), now=timezone.now())
        return made

    def redirect(self, redirect_to: str, application: Any) -> HttpResponse:
        """Send the person back to the client."""
        answer = super().redirect(redirect_to, application)
        return _leave(self.request, answer)

    def _wishes(self) -> tuple[bool, bool]:
        """Return whether the client wants no page shown, and whether the person must prove anew who they are."""
        asked = self.request.GET
        limit = asked.get("max_age", "")
        seconds = int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 10 else None
        if "login" in asked.get("prompt", "").split():
            seconds = 0
        age = time.time() - how_signed_in(self.request).at.timestamp()
        again = seconds is not None and age > max(seconds, _NOW_SECONDS)
        return "none" in asked.get("prompt", "").split(), again

    def _grant(self, scopes: list[str], asked: dict[str, Any]) -> HttpResponse:
        try:
            uri, *_rest = self.create_authorization_response(self.request, " ".join(scopes), asked, allow=True)
        except OAuthToolkitError as error:
            return self.error_response(error, asked["request"].client)  # type: ignore[no-any-return]
        return self.redirect(uri, asked["request"].client)

    def _refused(self, code: str, asked: dict[str, Any]) -> HttpResponse:
        fault = CustomOAuth2Error(error=code, state=asked.get("state"))
        fault.redirect_uri = asked["redirect_uri"]
        error = OAuthToolkitError(error=fault, redirect_uri=asked["redirect_uri"])
        return self.error_response(error, asked["request"].client)  # type: ignore[no-any-return]


class SignOut(RPInitiatedLogoutView):  # type: ignore[misc]  # the package ships no types
    """Signs a person out because a client asks for it; asks first, unless it can be sure that they meant it."""

    def get_request_application(self, id_token: Any, client_id: str) -> Any:
        """Return the client that asks."""
        try:
            return super().get_request_application(id_token, client_id)
        except ObjectDoesNotExist:
            raise InvalidOIDCClientError from None

    def do_logout(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out here, which signs out everywhere, and send the person where the client wants them."""
        return _leave(self.request, super().do_logout(*args, **kwargs))


def _leave(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Let somebody go to another host who may have come here by sending a form of ours.

    Browsers hold the policy `form-action 'self'` also against where a form is redirected to. A page that goes on by
    itself is no redirect; its link is for browsers that do not.
    """
    here = request.get_host()
    came = (
        request.headers.get("Sec-Fetch-Site") == "same-origin"
        or urlsplit(request.headers.get("Referer", "")).netloc == here
    )
    target = answer.headers.get("Location", "")
    if answer.status_code != 302 or not came or urlsplit(target).netloc in {"", here}:
        return answer
    page = render(request, "oauth2_provider/leave.html", {"target": target, "host": urlsplit(target).netloc})
    page["Cache-Control"] = "no-store"
    page["Referrer-Policy"] = "no-referrer"
    return page


# --- what clients find ----------------------------------------------------------------------------------------------


@require_safe
@public(_DISCOVERY)
def discovery(request: HttpRequest) -> HttpResponse:
    """Describe ourselves: OpenID Connect Discovery 1.0 and RFC 8414 in one document."""
    described = orjson.loads(ConnectDiscoveryInfoView.as_view()(request).content)
    base = described["token_endpoint"].removesuffix("token/")
    described |= {
        "id_token_signing_alg_values_supported": ["RS256"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "response_modes_supported": ["query"],
        "revocation_endpoint": f"{base}revoke/",
        "introspection_endpoint": f"{base}introspect/",
        "acr_values_supported": [ONE_FACTOR, TWO_FACTORS],
        "ui_locales_supported": ["vi", "en"],
        "prompt_values_supported": ["none", "login", "consent"],
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }
    described["token_endpoint_auth_methods_supported"] = ["client_secret_basic", "client_secret_post", "none"]
    return _for_all(JsonResponse(described))


@require_safe
@public(_DISCOVERY)
def keys(request: HttpRequest) -> HttpResponse:
    """Return the keys with which our tokens are signed: the present one, and those before it."""
    del request
    answer = _for_all(JsonResponse({"keys": list(api.token_keys())}))
    answer["Cache-Control"] = "public, max-age=900"
    return answer


def _for_all(answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


# --- what clients ask -----------------------------------------------------------------------------------------------


def limited(door: Door) -> Door:
    """Close a door for a while to whoever tries secrets of a client."""

    @wraps(door)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name, _secret = _introduced(request)
        asked = {
            "app": "honglam.sso",
            "action": "secret",
            "config": _WRONG,
            "key": f"{name}@{ratelimit.get_ip(request)}",
        }
        if not ratelimit.consume(request, **asked, dry_run=True, limit_get=True):
            said = {"error": "invalid_client", "error_description": "too many wrong secrets, wait five minutes"}
            return JsonResponse(said, status=429, headers={"Retry-After": "300", "Cache-Control": "no-store"})
        answer = door(request, *args, **kwargs)
        if answer.status_code == 401 or b'"invalid_client"' in answer.content:
            ratelimit.consume(request, **asked, limit_get=True)
        return answer

    return guarded


def _introduced(request: HttpRequest) -> tuple[str, str]:
    """Return name and secret by which a client introduces itself: in the header, else in the form (RFC 6749, 2.3.1)."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return request.POST.get("client_id", ""), request.POST.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(text).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote_plus(name), unquote_plus(secret)


@csrf_exempt
@require_POST
@public(_PROVEN)
@limited
def introspect(request: HttpRequest) -> HttpResponse:
    """Tell a client whether a token is valid (RFC 7662)."""
    name, secret = _introduced(request)
    said = api.introspect(client_id=name, secret=secret, token=request.POST.get("token", ""), now=timezone.now())
    if said is None:
        headers = {"WWW-Authenticate": 'Basic realm="honglam"', "Cache-Control": "no-store"}
        return JsonResponse({"error": "invalid_client"}, status=401, headers=headers)
    return JsonResponse(said, headers={"Cache-Control": "no-store"})


authorize = public(_ITSELF)(Authorize.as_view())
sign_out = public(_ITSELF)(SignOut.as_view())
token = public(_PROVEN)(limited(TokenView.as_view()))
revoke = public(_PROVEN)(limited(RevokeTokenView.as_view()))
userinfo = public(_PROVEN)(UserInfoView.as_view())


# --- what a person sees of it ---------------------------------------------------------------------------------------


@require_safe
@signed_in
def consents(request: HttpRequest) -> HttpResponse:
    """Show a person at which systems they signed in from here, and what those may know."""
    mine = api.consents(account_id=int(viewer_of(request).id))
    held = [(consent, [scope.title for scope in SCOPES.values() if scope.id in consent.scopes]) for consent in mine]
    return render(request, "identity/consents.html", {"held": held})


@require_POST
@signed_in
def withdraw(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Withdraw what one had allowed."""
    api.withdraw_consent(account_id=int(viewer_of(request).id), consent_id=consent_id, now=timezone.now())
    return redirect("identity:consents")
