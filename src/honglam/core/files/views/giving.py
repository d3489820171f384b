"""Giving files out to people."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from honglam.core.files import api
from honglam.core.files.contracts import read_id
from honglam.core.files.giving import BY_OWNER, give
from honglam.kit.access import public, viewer_of


@require_safe
@public(BY_OWNER)
def file(request: HttpRequest, file_id: str) -> HttpResponseBase:
    """Give a file; with `?show=1` a browser may show it in place when its format is harmless."""
    content = api.open(file_id=read_id(file_id), viewer=viewer_of(request))
    return give(request, content, inline=bool(request.GET.get("show")))


@require_safe
@public(BY_OWNER)
def preview(request: HttpRequest, file_id: str, number: int) -> HttpResponseBase:
    """Give a picture of a file."""
    content = api.preview(file_id=read_id(file_id), number=number, viewer=viewer_of(request))
    return give(request, content, inline=True)
