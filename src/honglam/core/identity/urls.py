"""Routes of identity."""

from __future__ import annotations

from django.urls import include, path

from honglam.core.identity import client_urls, people_urls
from honglam.core.identity.views import agencies, scim, sign_in, sso

portal = [
    path("agencies/", agencies.portal, name="agencies"),
    path("agencies/<str:path>/", agencies.portal_agency, name="agency"),
    path("systems/", sso.consents, name="consents"),
    path("systems/<int:consent_id>/withdraw/", sso.withdraw, name="withdraw-consent"),
]

desk = [
    *people_urls.desk,
]
studio = [
    *client_urls.studio,
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/gone/", agencies.gone, name="agencies-gone"),
    path("agencies/add/", agencies.create, name="agency-create"),
    path("agencies/add/confirm/", agencies.create_confirm, name="agency-create-confirm"),
    path("agencies/<str:path>/", agencies.agency, name="agency"),
    path("agencies/<str:path>/<slug:verb>/", agencies.change, name="agency-change"),
    path("agencies/<str:path>/<slug:verb>/confirm/", agencies.confirm, name="agency-confirm"),
    *people_urls.studio,
    path("locks/", sign_in.locks, name="locks"),
    path("locks/<int:account_id>/end/", sign_in.unlock, name="unlock"),
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
_scim = [
    path("ServiceProviderConfig", scim.config, name="config"),
    path("Schemas", scim.schemas, name="schemas"),
    path("Schemas/<str:schema_id>", scim.schemas, name="schema"),
    path("ResourceTypes", scim.resource_types, name="resource-types"),
    path("ResourceTypes/<str:type_id>", scim.resource_types, name="resource-type"),
    path("Users", scim.users, name="users"),
    path("Users/<str:user_id>", scim.user, name="user"),
    path("Groups", scim.groups, name="groups"),
    path("Groups/<str:group_id>", scim.group, name="group"),
    path("<path:rest>", scim.nothing, name="nothing"),
]
urlpatterns = [path("", include((_provider, "oauth2_provider"))), path("scim/v2/", include((_scim, "scim")))]
