"""Every route says who may pass, and means it: all routes are enumerated and a naked one fails."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from honglam.core.identity.testing import ACTORS
from honglam.kit.nav import entries
from tools.routes import OF_PACKAGES, Route, all_routes

ROUTES = all_routes()
OURS = [route for route in ROUTES if route.name not in OF_PACKAGES]


def granted() -> set[str]:
    return {
        right for config in apps.get_app_configs() for g in getattr(config, "grants", ()) for right in g.permissions
    }


def address(pattern: str) -> str:
    """Return an address that fits the pattern, with a value for each of its parts."""
    parts = pattern.replace("^", "").replace("$", "").replace("\\Z", "").split("<")
    return "/" + parts[0] + "".join(value_of(part) + part.partition(">")[2] for part in parts[1:])


def value_of(part: str) -> str:
    return str(UUID(int=1)) if part.startswith(("uuid:", "uuidstr:")) else "1"


def test_the_enumeration_sees_pages_and_operations() -> None:
    assert len(OURS) > 10
    assert {route.method for route in OURS} >= {"", "GET"}


@pytest.mark.parametrize("route", OURS, ids=str)
def test_every_route_names_its_permission_or_says_why_it_is_public(route: Route) -> None:
    assert route.access is not None, "mark the view with kit.access.permission, signed_in or public"


def test_the_list_of_views_of_packages_holds_nothing_that_is_gone() -> None:
    known = {route.name for route in ROUTES}
    optional = {"account_login_by_code", "account_confirm_login_code"}
    assert set(OF_PACKAGES) - optional <= known


@pytest.mark.parametrize("right", sorted({r.access.permission for r in OURS if r.access and r.access.permission}))
def test_a_permission_that_a_route_asks_for_is_granted_to_some_role(right: str) -> None:
    assert right in granted()


@pytest.mark.parametrize("entry", list(entries()), ids=lambda e: e.url_name)
def test_every_entry_of_a_menu_leads_to_a_page_and_is_shown_to_those_who_may_open_it(entry: Any) -> None:
    assert reverse(entry.url_name)
    route = next(route for route in ROUTES if route.name == entry.url_name)
    assert route.access is not None
    assert entry.permission in {"", route.access.permission}
    if entry.surface == "portal" and not entry.permission:
        assert not route.access.permission  # at most it asks to sign in, which its hint says
        assert route.access.public or str(entry.hint)


@pytest.mark.django_db
@pytest.mark.parametrize("route", [r for r in OURS if r.access and not r.access.public], ids=str)
def test_a_route_that_is_not_public_turns_a_stranger_away(client: Client, route: Route) -> None:
    answer = client.generic(route.method or "GET", address(route.pattern))
    if answer.status_code == 302:
        assert "login" in answer["Location"]
    else:
        assert answer.status_code in {401, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("route", [r for r in OURS if not r.access or r.access.public], ids=str)
def test_a_public_route_never_breaks(client: Client, route: Route) -> None:
    assert client.generic(route.method or "GET", address(route.pattern)).status_code < 500


UNSAFE = [r for r in OURS if r.method in {"POST", "PUT", "PATCH", "DELETE"} and r.access and not r.access.public]


@pytest.mark.django_db
@pytest.mark.parametrize("route", UNSAFE, ids=str)
def test_an_operation_with_a_session_needs_the_proof_that_our_page_sent_it(route: Route) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ACTORS["administrator"]())
    answer = client.generic(route.method, address(route.pattern))
    assert answer.status_code in {403, 405}
