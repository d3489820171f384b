"""Signing in by an electronic identity of somebody else (VNeID or another): OpenID Connect, read strictly.

allauth does the round trip. Here is what it leaves open: the identity token is always verified by signature, with
algorithms of public keys only, and is tied to this very request by a nonce that only its state can make. Nothing that
the provider says is stored: the personal number becomes a fingerprint, its last digits and a level of assurance.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jwt
import structlog
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from honglam.base.access import Kind
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.kit.access import recently_proved, viewer_of

log = structlog.get_logger("honglam.oidc")
CLAIMS = Path(__file__).parent / "data" / "claims.toml"
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
KIND = "oidc_kind"
_LEEWAY_SECONDS = 30
_NUMBER = re.compile(r"\d{12}")


@dataclass(frozen=True, slots=True)
class Provider:
    """An electronic identity that this installation accepts: its id in addresses and its name."""

    id: str
    name: str


def providers() -> tuple[Provider, ...]:
    """Return the electronic identities that this installation accepts."""
    found = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", ())
    return tuple(Provider(each["provider_id"], each["name"]) for each in found)


@dataclass(frozen=True, slots=True)
class Claims:
    """Which claim of a provider holds what.

    Attributes:
        personal_number: the personal number of the national population database, twelve digits.
        name: full name.
        assurance: how surely the person is known.
        accepted: values of it that are sure enough.
        scope: what to ask for.
        verified: whether somebody compared it with the provider's own description.
    """

    personal_number: str
    name: str
    assurance: str
    accepted: tuple[str, ...]
    scope: tuple[str, ...]
    verified: bool


@cache
def claims_of(name: str) -> Claims:
    """Return the mapping of a name; see `data/claims.toml`.

    Raises:
        KeyError: there is no such mapping.
    """
    found = tomllib.loads(CLAIMS.read_text(encoding="utf-8"))[name]
    return Claims(
        personal_number=found["personal_number"],
        name=found["name"],
        assurance=found["assurance"],
        accepted=tuple(found["accepted"]),
        scope=tuple(found["scope"]),
        verified=found["verified"],
    )


def nonce_of(state: str) -> str:
    """Return the nonce that belongs to a state: nobody else can make it, and a state counts once."""
    return salted_hmac("honglam.identity.oidc.nonce", state, algorithm="sha256").hexdigest()


class Client(OAuth2Client):  # type: ignore[misc]  # allauth ships no types
    """Sends the nonce along, and nothing that somebody has put into the link."""

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: dict[str, str]) -> str:
        """Return the address of the provider's sign-in."""
        del scope
        wanted = claims_of(settings.OIDC_CLAIMS).scope
        own = {key: value for key, value in extra_params.items() if key.startswith("code_challenge")}
        return str(super().get_redirect_url(authorization_url, wanted, own | {"nonce": nonce_of(self.state)}))


class Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth ships no types
    """Believes an identity token only when everything about it is right."""

    client_class = Client

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **options: Any) -> Any:
        """Return the person of a verified identity token; what the user-info says must be about the same one."""
        told = self.verified(options["response"].get("id_token") or "", app.client_id, request.GET.get("state", ""))
        info: dict[str, Any] = {}
        if self.openid_config.get("userinfo_endpoint"):
            info = self._fetch_user_info(token.token)
            if info.get("sub") != told["sub"]:
                raise OAuth2Error("the user-info is about somebody else")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": info | told, "id_token": told})

    def verified(self, token: str, client_id: str, state: str) -> dict[str, Any]:
        """Return the claims of an identity token.

        Raises:
            OAuth2Error: it is not signed by the provider, not for us, too old, or of another request.
        """
        try:
            told: dict[str, Any] = jwt.decode(
                token,
                self._key(jwt.get_unverified_header(token)),
                algorithms=list(ALGORITHMS),
                audience=client_id,
                issuer=self.openid_config["issuer"],
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error(f"identity token refused: {error}") from error
        if not constant_time_compare(str(told["nonce"]), nonce_of(state)):
            raise OAuth2Error("identity token refused: it belongs to another request")
        if told.get("azp", client_id) != client_id:
            raise OAuth2Error("identity token refused: it was issued to another client")
        return told

    def _key(self, header: Mapping[str, Any]) -> jwt.PyJWK:
        if header.get("alg") not in ALGORITHMS:
            raise jwt.InvalidAlgorithmError("the algorithm is not accepted")
        with SocialAdapter(self.request).get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        known = jwt.PyJWKSet.from_dict(answer.json()).keys
        found = [key for key in known if key.key_id == header.get("kid")] if header.get("kid") else known
        if len(found) != 1:
            raise jwt.InvalidKeyError("no key of the provider fits")
        return found[0]


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Turns what a provider says into an account of ours; allauth stores nothing of it."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """Return the provider, reading tokens strictly."""
        found = super().get_provider(request, provider, client_id)
        found.oauth2_adapter_class = Adapter
        return found

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Tell that allauth itself opens no account: `pre_social_login` has answered before."""
        del request, sociallogin
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Answer, before allauth would store anything.

        Raises:
            ImmediateHttpResponse: always, with where to go or what is wrong.
        """
        try:
            number, told = _person(sociallogin.account.extra_data["userinfo"])
            answer = _go_on(request, number, told, sociallogin.state)
        except Refusal as refusal:
            answer = _refused(request, refusal)
        raise ImmediateHttpResponse(answer)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **found: Any) -> None:
        """Say that the electronic identity was not accepted, and write down why.

        Raises:
            ImmediateHttpResponse: always, with the page.
        """
        cancelled = found.get("error") == "cancelled"
        log.warning(
            "oidc.refused", provider=provider.app.provider_id, why=str(found.get("exception") or found.get("error"))
        )
        message = N_("You have stopped signing in by electronic identity.") if cancelled else _NOT_ACCEPTED
        raise ImmediateHttpResponse(_refused(request, Refusal(message, remedy=_AGAIN)))


_NOT_ACCEPTED = N_("The answer of the electronic identity could not be accepted. You are not signed in.")
_AGAIN = N_("Begin anew from the sign-in page, or use another way.")


def _person(said: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Return the personal number, and name and assurance, of what a provider says.

    Raises:
        Refusal: a part is missing, or the person is not known surely enough.
    """
    claims = claims_of(settings.OIDC_CLAIMS)
    number, name = str(said.get(claims.personal_number, "")), str(said.get(claims.name, "")).strip()[:120]
    assurance = str(said.get(claims.assurance, ""))
    if not _NUMBER.fullmatch(number) or not name:
        raise Refusal(
            N_("Your electronic identity does not tell your personal number and name."),
            remedy=N_("Allow it to pass them on, or sign in with a code."),
        )
    if assurance not in claims.accepted:
        raise Refusal(
            N_("Your electronic identity is of too low a level for this."),
            remedy=N_("Raise it to level 2 at the police of your commune, or sign in with a code."),
        )
    return number, {"name": name, "assurance": assurance}


def _go_on(request: HttpRequest, number: str, told: dict[str, str], state: Mapping[str, Any]) -> HttpResponse:
    """Tie the identity to whoever is signed in and has proved it, or sign its person in."""
    from honglam.core.identity import api  # noqa: PLC0415  (the adapter is loaded before the models)

    viewer = viewer_of(request)
    if state.get("process") == "connect":
        if not (viewer.known and recently_proved(request)):
            raise Refusal(
                N_("To tie an electronic identity to an account, sign in to the account first."), remedy=_AGAIN
            )
        api.link_number(account_id=int(viewer.id), number=number, assurance=told["assurance"])
        return HttpResponseRedirect(reverse("account_me"))
    if request.session.pop(KIND, "") == Kind.OFFICER.value:
        account = api.officer_by_number(number=number)
    else:
        account = api.known_by_number(kind=Kind.CITIZEN, number=number, claims=told)
    user = get_user_model().objects.get(pk=account)
    record_authentication(request, user, method="oidc", assurance=told["assurance"])
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=state.get("next") or None))
    return answer


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "account/identity_refused.html", {"refusal": refusal}, status=403)
