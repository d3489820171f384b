"""Whether htmx asks for a part of a page, and what caches must know about it."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

Response = TypeVar("Response", bound=HttpResponseBase)


def wants_part(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a fragment; a boosted link asks for the whole page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def varying(response: Response) -> Response:
    """Mark an answer that is a page for a browser and a fragment for htmx, so that no cache gives one for the other."""
    patch_vary_headers(response, ["HX-Request"])
    return response
