"""All doors of the web: every page and every operation of the REST API, with the mark that says who may pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

from honglam.kit.access import Access

# Views of packages carry no mark of ours. Each stands here with what it lets pass and why.
OF_PACKAGES = {
    "api:openapi-json": "the description of the REST API is for everybody",
    "api:api-root": "django-ninja answers that there is nothing",
    "account_login": "people sign in here",
    "account_logout": "asks before it ends the caller's own session",
    "account_signup": "citizens make their own account; the adapter decides whether that is open",
    "account_inactive": "says that an account is closed",
    "account_reauthenticate": "allauth asks for the caller's own password again",
    "account_email": "allauth: the caller's own addresses, signed in only",
    "account_change_password": "allauth: the caller's own password, signed in only",
    "account_set_password": "allauth: the caller's own password, signed in only",
    "account_email_verification_sent": "says that a letter is on its way",
    "account_confirm_email": "the key in the address is the right to pass",
    "account_reset_password": "who forgot a password cannot sign in",
    "account_reset_password_done": "says that a letter is on its way",
    "account_reset_password_from_key": "the key in the address is the right to pass",
    "account_reset_password_from_key_done": "says that the password is changed",
    "account_login_by_code": "people sign in here",
    "account_confirm_login_code": "people sign in here",
}


@dataclass(frozen=True)
class Route:
    """One door: its address as Django writes it, its full name, its method where it is of the REST API, its mark."""

    pattern: str
    name: str
    method: str
    access: Access | None

    def __str__(self) -> str:
        return f"{self.method} /{self.pattern} ({self.name})".strip()


def mark(view: Any) -> Access | None:
    """Return the mark of a view, also from under decorators that others put around it."""
    while view is not None:
        if isinstance(found := getattr(view, "access", None), Access):
            return found
        view = getattr(view, "__wrapped__", None)
    return None


def walk(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[Route]:
    """Yield the routes below a resolver."""
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry, pattern, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield from doors(entry, pattern, f"{space}{entry.name or ''}")


def doors(entry: URLPattern, pattern: str, name: str) -> Iterator[Route]:
    """Yield the page of a pattern, or the operations of the REST API that share it."""
    view = entry.callback
    inside = getattr(view, "__self__", None) or next(
        (c.cell_contents for c in getattr(view, "__closure__", None) or ()), None
    )
    if isinstance(inside, PathView):
        for operation in inside.operations:
            yield from (Route(pattern, name, method, mark(operation.view_func)) for method in operation.methods)
    else:
        yield Route(pattern, name, "", mark(view))


def all_routes() -> list[Route]:
    """Return every route, ours and those of packages."""
    return list(walk(get_resolver()))
