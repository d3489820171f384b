"""The page of search, the same on every surface."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from honglam.base.errors import Refusal
from honglam.core.search import api
from honglam.core.search.contracts import MAX_QUESTION, Group, Results
from honglam.kit.access import permission, public, viewer_of
from honglam.kit.htmx import varying, wants_part


@require_safe
@public("what is public may be looked for by everybody; the viewer's rights limit the rest")
def portal(request: HttpRequest) -> HttpResponse:
    """Look through what is public, and what is the viewer's own."""
    return _page(request)


@require_safe
@permission("desk.view")
def desk(request: HttpRequest) -> HttpResponse:
    """Look through everything that the officer may see."""
    return _page(request)


@require_safe
@permission("board.view")
def board(request: HttpRequest) -> HttpResponse:
    """Look through everything that the leader may see."""
    return _page(request)


@require_safe
@permission("studio.view")
def studio(request: HttpRequest) -> HttpResponse:
    """Look through everything that the maker may see."""
    return _page(request)


def _page(request: HttpRequest) -> HttpResponse:
    text, source = request.GET.get("q", ""), request.GET.get("source", "")
    asked = request.GET.get("page", "1")
    page = int(asked[:4]) if asked.isascii() and asked.isdigit() else 1
    found, refusal = Results(""), None
    try:
        if text.strip():
            viewer, language = viewer_of(request), (get_language() or "vi")[:2]
            found = api.find(text=text, viewer=viewer, language=language, source=source, page=page)
    except Refusal as error:
        refusal = error
    context = {
        "asked": text[:MAX_QUESTION],
        "chosen": api.SOURCES.get(source),
        "found": found,
        "groups": [_shown(request.path, text, group) for group in found.groups],
        "refusal": _said(refusal) if refusal else "",
        "everywhere": _address(request.path, q=text),
    }
    if source:
        context |= _pager(request.path, text, source, page, found)
    template = "search/found.html" if wants_part(request) else "search/page.html"
    return varying(render(request, template, context, status=refusal.status if refusal else 200))


def _said(refusal: Refusal) -> str:
    """Return what went wrong and what to do, in the reader's language."""
    whole = " ".join(gettext(text) for text in (refusal.message, refusal.remedy or "") if text)
    return whole % refusal.params if refusal.params else whole


def _shown(path: str, text: str, group: Group) -> dict[str, Any]:
    source = api.SOURCES[group.source]
    more = _address(path, q=text, source=group.source) if group.count > len(group.hits) else ""
    return {"id": source.id, "title": source.title, "icon": source.icon, "hits": group.hits, "count": group.count} | {
        "more": more
    }


def _pager(path: str, text: str, source: str, page: int, found: Results) -> dict[str, str]:
    """Return the addresses of the pages before and after, empty where there is none."""
    before = _address(path, q=text, source=source, page=page - 1) if page > 1 else ""
    after = _address(path, q=text, source=source, page=page + 1) if found.count > page * api.PAGE else ""
    return {"previous": before, "following": after}


def _address(path: str, **words: str | int) -> str:
    return f"{path}?{urlencode(words)}"
