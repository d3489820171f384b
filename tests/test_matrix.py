"""Every route of the platform, tried as each actor: who holds its right passes, everybody else is turned away.

Nothing here is written by hand: the routes are found, what they ask for stands on their views, and what an actor may do
comes from the roles that the rooms declare.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from honglam.base.access import ANONYMOUS, Viewer
from honglam.core.identity import api as identity
from honglam.core.identity.testing import ACTORS, client_of
from tests.test_routes import OURS, address
from tools.routes import Route

pytestmark = pytest.mark.django_db
WHO = ["anonymous", *ACTORS]
TURNED_AWAY = frozenset({401, 403})


def questions() -> Iterator[tuple[Route, str]]:
    """Yield each route with the methods that somebody could try on it."""
    for route in OURS:
        yield from ((route, method) for method in ([route.method] if route.method else ["GET", "POST"]))


def come(who: str) -> tuple[Viewer, Client]:
    """Return somebody and their browser."""
    if who == "anonymous":
        return ANONYMOUS, Client()
    account = ACTORS[who]()
    return identity.viewer(account_id=account.pk), client_of(account)


def ask(browser: Client, route: Route, method: str) -> Any:
    """Send a request as that browser and take back whatever it changed: one question must not answer another."""
    fresh = Client(raise_request_exception=False)
    fresh.cookies.load({name: morsel.value for name, morsel in browser.cookies.items()})
    mark = transaction.savepoint()
    try:
        return fresh.generic(method, address(route.pattern))
    finally:
        transaction.savepoint_rollback(mark)


def outcome(answer: Any) -> int:
    """Return the status; being sent to sign in counts as 401."""
    return 401 if "/accounts/login" in answer.headers.get("Location", "") else int(answer.status_code)


def wrong(viewer: Viewer, route: Route, status: int) -> str:
    """Say what is wrong with an answer, or nothing."""
    assert route.access is not None
    needed = route.access.permission
    if status >= 500:
        return f"broke ({status})"
    if route.access.public or status == 405:
        return ""
    if not viewer.known:
        return "" if status == 401 else f"let a stranger in ({status})"
    if needed and not viewer.may(needed):
        return "" if status == 403 else f"was open without {needed} ({status})"
    return f"was closed in spite of {needed or 'being signed in'} ({status})" if status in TURNED_AWAY else ""


@pytest.mark.parametrize("who", WHO)
def test_each_route_opens_to_exactly_those_who_hold_its_right(who: str) -> None:
    viewer, browser = come(who)
    found = []
    for route, method in questions():
        if said := wrong(viewer, route, outcome(ask(browser, route, method))):
            found.append(f"{method} {route} {said}")
    assert not found, "\n".join(found)
