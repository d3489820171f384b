"""Routes of what everybody may see of cases, and of the systems that speak Open311 with us."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from honglam.engines.case.views import open311, public, public_following, public_partners

PORTAL: list[URLPattern | URLResolver] = [
    path("public/", public.cases, name="public"),
    path("public/map/", public.drawn, name="public-map"),
    path("public/cells/", public.cells, name="public-cells"),
    path("public/communes/", public.communes, name="public-communes"),
    path("public/feed/", public_following.feed, name="public-feed"),
    path("public/watch/", public_following.watch, name="watch"),
    path("public/watch/confirm/<str:secret>/", public_following.confirm, name="watch-confirm"),
    path("public/watch/end/<str:secret>/", public_following.end, name="watch-end"),
    path("public/watch/drop/<str:secret>/", public_following.drop, name="watch-drop"),
    path("public/<str:public_id>/", public.one, name="public-one"),
]
STUDIO: list[URLPattern | URLResolver] = [
    path("partners/", public_partners.keys, name="partners"),
    path("partners/<int:key_id>/switch/", public_partners.switch, name="partner-switch"),
]
_OPEN311 = [
    path("discovery.<str:form>", open311.discovery, name="discovery"),
    path("v2/discovery.<str:form>", open311.discovery),
    path("v2/services.<str:form>", open311.services, name="services"),
    path("v2/services/<str:code>.<str:form>", open311.service, name="service"),
    path("v2/requests.<str:form>", open311.requests, name="requests"),
    path("v2/requests/<str:request_id>.<str:form>", open311.request, name="request"),
    path("v2/tokens/<str:token>.<str:form>", open311.token, name="token"),
    path("v2/servicerequestupdates.<str:form>", open311.updates, name="updates"),
]
# Clients of Open311 know one address and add the rest themselves.
ROOT: list[URLPattern | URLResolver] = [path("open311/", include((_OPEN311, "open311")))]
