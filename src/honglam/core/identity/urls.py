"""Routes of identity."""

from __future__ import annotations

from django.urls import include, path

from honglam.core.identity.views import sso

portal = [
    path("systems/", sso.consents, name="consents"),
    path("systems/<int:consent_id>/withdraw/", sso.withdraw, name="withdraw-consent"),
]

# Addresses that standards fix, or that other systems keep in their settings; the namespace is the package's.
_provider = [
    path(".well-known/openid-configuration", sso.discovery, name="oidc-connect-discovery-info"),
    path(".well-known/oauth-authorization-server", sso.discovery, name="oauth-server-metadata"),
    path("oauth/keys/", sso.keys, name="jwks-info"),
    path("oauth/authorize/", sso.authorize, name="authorize"),
    path("oauth/token/", sso.token, name="token"),
    path("oauth/userinfo/", sso.userinfo, name="user-info"),
    path("oauth/revoke/", sso.revoke, name="revoke-token"),
    path("oauth/introspect/", sso.introspect, name="introspect"),
    path("oauth/logout/", sso.sign_out, name="rp-initiated-logout"),
]
urlpatterns = [path("", include((_provider, "oauth2_provider")))]
