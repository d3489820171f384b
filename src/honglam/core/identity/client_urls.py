"""Routes of other systems and of keys; `urls.py` mounts them."""

from __future__ import annotations

from django.urls import path

from honglam.core.identity.views import clients

studio = [
    path("clients/", clients.clients, name="clients"),
    path("clients/add/", clients.register, name="register-client"),
    path("clients/<int:client_id>/", clients.client, name="client"),
    path("clients/<int:client_id>/change/", clients.change, name="change-client"),
    path("clients/<int:client_id>/secret/", clients.secret, name="client-secret"),
    path("clients/<int:client_id>/secret/renew/", clients.renew_secret, name="renew-client-secret"),
    path("clients/<int:client_id>/off/", clients.switch_off, name="switch-client-off"),
    path("clients/<int:client_id>/on/", clients.switch_on, name="switch-client-on"),
    path("keys/", clients.keys, name="keys"),
    path("keys/<str:use>/renew/", clients.renew_key, name="renew-key"),
]
