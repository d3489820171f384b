"""The list as a page: one call answers the whole page, the part that htmx asks for, CSV and the exact count.

    @require_safe
    @permission("wells.view")
    def wells(request):
        return tables.respond(request, WELLS, api.wells)

`api.wells(*, query, viewer)` hands the question to the room's service, which calls `tables.answer` with its queryset.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from typing import Any, Protocol

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import get_language, override

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.kit.access import viewer_of
from honglam.kit.htmx import varying, wants_part
from honglam.kit.tables import csv
from honglam.kit.tables.answers import Answer, Count, Lines, Page
from honglam.kit.tables.describe import Table
from honglam.kit.tables.query import Query, Want, default, parse
from honglam.kit.tables.shown import Bulk, Shown, count_text


class Fetch(Protocol):
    """A room's door to one of its lists."""

    def __call__(self, *, query: Query, viewer: Viewer) -> Answer: ...


def respond(  # noqa: PLR0913  (each is a part of what people see)
    request: HttpRequest,
    table: Table,
    fetch: Fetch,
    *,
    template: str = "kit/tables/page.html",
    context: Mapping[str, Any] | None = None,
    bulk: Bulk | None = None,
    tools: str = "",
) -> HttpResponseBase:
    """Answer a GET for a list. A word that cannot be meant is named above the list, which stands as it is at first.

    `tools` is a template of the room's own among those of the list; it comes anew with the list.
    """
    want = {"csv": Want.CSV, "count": Want.COUNT}.get(request.GET.get("format", ""), Want.PAGE)
    refusal, status = None, 200
    try:
        query = parse(table, request.GET, want)
    except Refusal as error:
        query, refusal, status = default(table), error, 422
    found = fetch(query=query, viewer=viewer_of(request))
    if isinstance(found, Lines):
        return _download(request, table, found)
    if isinstance(found, Count):
        return HttpResponse(format_html("{}", count_text(found)))
    if not isinstance(found, Page):
        raise TypeError(f"the door of {table.id} answered with {type(found).__name__}")
    shown = Shown(request, table, found, refusal, bulk)
    name = "kit/tables/region.html" if wants_part(request) else template
    return varying(render(request, name, {"list": shown, "tools": tools, **(context or {})}, status=status))


# The download


def _download(request: HttpRequest, table: Table, lines: Lines) -> StreamingHttpResponse:
    language = get_language()

    def pieces() -> Generator[bytes, None, None]:
        with override(language):  # the middleware's language has gone when the body is sent
            yield from csv.written(table, lines)

    iterator = pieces()
    body: Any = _in_its_thread(iterator) if isinstance(request, ASGIRequest) else iterator
    name = f"{slugify(table.id.replace('.', '-'))}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)
    # A reader who goes away in the middle leaves the generator suspended; closing it with the response, in the
    # response's own thread, gives the database connection back.
    response._resource_closers.append(iterator.close)  # type: ignore[attr-defined]  # noqa: SLF001  (Django's own list)
    return response


def _following(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)


async def _in_its_thread(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the pieces; each is made in the one thread of this response, to which the database connection belongs."""
    while (piece := await sync_to_async(_following, thread_sensitive=True)(pieces)) is not None:
        yield piece
