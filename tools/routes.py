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
    "account_inactive": "says that an account is closed",
    "account_reauthenticate": "allauth asks for the caller's own password again",
    "account_change_password": "allauth: the caller's own password, signed in only",
    "mfa_authenticate": "allauth asks for the second factor of whoever has given the right password just now",
    "mfa_reauthenticate": "allauth asks for the caller's own code again, signed in only",
    "mfa_reauthenticate_webauthn": "allauth asks for the caller's own passkey again, signed in only",
    "mfa_activate_totp": "allauth: the caller's own app, signed in and lately proved",
    "mfa_deactivate_totp": "allauth: the caller's own app, signed in and lately proved",
    "mfa_add_webauthn": "allauth: the caller's own passkeys, signed in and lately proved",
    "mfa_edit_webauthn": "allauth: the caller's own passkeys, signed in and lately proved",
    "mfa_view_recovery_codes": "allauth: the caller's own codes, signed in and lately proved",
    "mfa_generate_recovery_codes": "allauth: the caller's own codes, signed in and lately proved",
    "mfa_download_recovery_codes": "allauth: the caller's own codes, signed in and lately proved",
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
