"""What django-oauth-toolkit asks us: scopes by client, claims by consented scope, keys, and what to do with thieves.

It is called by the package's views with oauthlib's requests; `project.settings` names the two classes.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password
from django.utils import timezone
from django.utils.translation import gettext
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from oauth2_provider.models import get_refresh_token_model
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError

from honglam.base import trace
from honglam.base.access import Kind, Viewer
from honglam.core.audit import api as audit
from honglam.core.identity.contracts.clients import OPENID, SCOPES
from honglam.core.identity.models import Account, Client, ClientSession
from honglam.core.identity.models.clients import token_keys
from honglam.core.identity.service import tokens


class Scopes(BaseScopes):  # type: ignore[misc]  # the package ships no types
    """Each client has its own scopes."""

    def get_all_scopes(self) -> dict[str, str]:
        """Return all scopes with their words."""
        return {scope.id: gettext(scope.title) for scope in SCOPES.values()}

    def get_available_scopes(self, application: Client | None = None, *_args: Any, **_kwargs: Any) -> list[str]:
        """Return what a client may ask for; without a client, what there is."""
        return list(SCOPES) if application is None else [s for s in application.scopes if s in SCOPES]

    def get_default_scopes(self, application: Client | None = None, *_args: Any, **_kwargs: Any) -> list[str]:
        """Return what a client gets that does not say what it wants: nothing about a person."""
        available = self.get_available_scopes(application)
        return [scope for scope in available if scope == OPENID or not SCOPES[scope].personal]


class Validator(OAuth2Validator):  # type: ignore[misc]  # the package ships no types
    """Decides on codes, tokens and claims."""

    oidc_claim_scope = {
        "sub": OPENID,
        "name": "profile",
        "preferred_username": "profile",
        "email": "email",
        "email_verified": "email",
        "agency": "agency",
        "posts": "roles",
        "roles": "roles",
    }

    # --- claims -----------------------------------------------------------------------------------------------------

    def get_claim_dict(self, request: Any) -> dict[str, Any]:
        """Return all claims about the person; the base hands out those of the scopes that they consented to."""
        return claims(request.user)

    def get_discovery_claims(self, request: Any) -> list[str]:
        """Return the names of all claims."""
        del request
        return [*self.oidc_claim_scope, "acr", "amr", "auth_time", "sid"]

    def get_id_token_dictionary(self, token: Any, token_handler: Any, request: Any) -> tuple[dict[str, Any], Any]:
        """Say also how and when the person signed in, and in which session."""
        said, expires = super().get_id_token_dictionary(token, token_handler, request)
        session = _session_of(request)
        if session is not None:
            said |= {
                "auth_time": int(session.auth_at.timestamp()),
                "acr": session.acr,
                "amr": session.amr,
                "sid": str(session.sid),
            }
        return said, expires

    def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
        """Return the claims, and note in the ledger that the client read them."""
        found: dict[str, Any] = super().get_userinfo_claims(request)
        person = str(request.user.pk)
        with trace.bound(viewer=viewer_of(request.client)):
            audit.read(thing=f"person:{person}", person=person, fields=sorted(found), purpose="userinfo")
        return found

    # --- codes and tokens -------------------------------------------------------------------------------------------

    def _create_authorization_code(self, request: Any, code: dict[str, str], expires: Any = None) -> Any:
        grant = super()._create_authorization_code(request, code, expires)
        tokens.begin(
            account=request.user,
            client=request.client,
            code=code["code"],
            signed_in=request.signed_in,
            issuer=self.get_oidc_issuer_endpoint(request),
        )
        return grant

    def validate_silent_login(self, request: Any) -> bool:
        """Leave it to the page, which knows whether somebody is signed in."""
        del request
        return True

    validate_silent_authorization = validate_silent_login

    def validate_code(self, client_id: str, code: str, client: Client, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Refuse an unknown code; one that was used before takes its tokens back."""
        if super().validate_code(client_id, code, client, request, *args, **kwargs):
            return bool(request.user.is_active)
        tokens.replayed(code=code, client=client, now=timezone.now())
        return False

    def save_bearer_token(self, token: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep tokens; of two requests that bring the same at the same moment, neither keeps any."""
        try:
            return super().save_bearer_token(token, request, *args, **kwargs)
        except InvalidGrantError:
            now = timezone.now()
            if request.grant_type == "refresh_token":
                tokens.refreshed_twice(token=request.refresh_token, client=request.client, now=now)
            else:
                tokens.replayed(code=request.code, client=request.client, now=now)
            raise

    def _save_bearer_token(self, token: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        session, grant = None, str(request.grant_type)
        if grant == "authorization_code":
            session = tokens.exchanged(code=request.code, client=request.client)
            if session is None:
                raise InvalidGrantError(request=request)
        elif grant == "refresh_token":
            session = tokens.of_family(family=request.refresh_token_instance.token_family)
        saved = super()._save_bearer_token(token, request, *args, **kwargs)
        if not token["access_token"]:  # another request has just used the refresh token, and we keep no token in clear
            raise InvalidGrantError(request=request)
        if session is not None and session.family is None:
            made = get_refresh_token_model().objects.get(token_checksum=tokens.digest(token["refresh_token"]))
            session.family = made.token_family
        with trace.bound(viewer=viewer_of(request.client)):
            tokens.issued(client=request.client, session=session, scope=token["scope"], grant=grant, now=timezone.now())
        return saved

    def validate_refresh_token(self, refresh_token: str, client: Client, request: Any, *args: Any, **kw: Any) -> bool:
        """Refuse once the session here has ended; a token that comes twice ends it."""
        if super().validate_refresh_token(refresh_token, client, request, *args, **kw):
            family = request.refresh_token_instance.token_family
            return bool(request.user.is_active) and tokens.of_family(family=family) is not None
        tokens.refreshed_twice(token=refresh_token, client=client, now=timezone.now())
        return False

    def revoke_token(self, token: str, token_type_hint: str, request: Any, *args: Any, **kwargs: Any) -> None:
        """Take a token back, and end the session to which it belongs."""
        super().revoke_token(token, token_type_hint, request, *args, **kwargs)
        with trace.bound(viewer=viewer_of(request.client)):
            tokens.revoked(client=request.client, token=token, now=timezone.now())

    def validate_bearer_token(self, token: str, scopes: Any, request: Any) -> bool:
        """Refuse also the token of an account that was closed."""
        valid = bool(super().validate_bearer_token(token, scopes, request))
        return valid and (request.user is None or bool(request.user.is_active))

    def validate_jwt_bearer_token(self, token: str, scopes: Any, request: Any) -> bool:
        """Refuse: an ID token says who somebody is, it opens no door."""
        del token, scopes, request
        return False

    # --- keys -------------------------------------------------------------------------------------------------------

    def _get_key_for_token(self, token: str) -> JWK | None:
        """Return the key of ours that a token names, whichever client it was issued to."""
        unread = JWS()
        try:
            unread.deserialize(token)
            kid = unread.jose_header.get("kid")
        except (JWException, ValueError, AttributeError):
            return None
        return next((key for key in token_keys() if key.thumbprint() == kid), None)


def claims(account: Account) -> dict[str, Any]:
    """Return everything that a client may be told of an account; what is empty is left out."""
    today = timezone.localdate()
    posts = [
        post
        for post in account.posts.select_related("agency").order_by("pk")
        if (post.valid_from or today) <= today <= (post.valid_to or today)
    ]
    held = [
        {
            "roles": sorted(post.roles),
            "agency": post.agency.path,
            "agency_name": post.agency.name,
            **({"until": post.valid_to.isoformat()} if post.valid_to else {}),
        }
        for post in posts
    ]
    main = {"path": posts[0].agency.path, "name": posts[0].agency.name} if posts else None
    said: dict[str, Any] = {
        "sub": str(account.uid),
        "name": account.full_name,
        "preferred_username": account.username,
        "email": account.email,
        "agency": main,
        "posts": held,
        "roles": sorted({role for post in posts for role in post.roles}),
    }
    if account.email:
        said["email_verified"] = _verified(account)
    return {name: value for name, value in said.items() if value or isinstance(value, bool)}


def viewer_of(client: Client) -> Viewer:
    """Return a client as the ledger writes it."""
    return Viewer(id=f"client:{client.pk}", name=client.name, kind=Kind.SYSTEM, agency=client.agency.path)


def client_of(*, client_id: str, secret: str) -> Client | None:
    """Return the client that introduces itself with its secret; None when it is wrong, or it has none."""
    if "\x00" in client_id:  # which PostgreSQL cannot be asked
        return None
    found = Client.objects.select_related("agency").filter(client_id=client_id, enabled=True).first()
    if found is None or found.client_type != Client.CLIENT_CONFIDENTIAL:
        return None
    return found if check_password(secret, found.client_secret) else None


def _session_of(request: Any) -> ClientSession | None:
    if request.grant_type == "refresh_token":
        return tokens.of_family(family=request.refresh_token_instance.token_family)
    return ClientSession.objects.filter(code=tokens.digest(request.code), client=request.client).first()


def _verified(account: Account) -> bool:
    from allauth.account.models import EmailAddress  # noqa: PLC0415  (models are ready only now)

    return bool(EmailAddress.objects.filter(user_id=account.pk, email__iexact=account.email, verified=True).exists())
