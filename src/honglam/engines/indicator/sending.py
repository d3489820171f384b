"""Files that are sent: as a whole, or piece by piece."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse

from honglam.engines.indicator.contracts.boards import Made

SDMX = "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"


def attached(made: Made, cache: str = "no-store") -> HttpResponse:
    """Return a file as something to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": cache}
    return HttpResponse(made.content, content_type=made.kind, headers=headers)


def streamed(lines: Iterator[str], cache: str = "no-store") -> StreamingHttpResponse:
    """Return SDMX-CSV as it is written."""
    headers = {"Content-Disposition": 'attachment; filename="indicators.csv"', "Cache-Control": cache}
    response = StreamingHttpResponse(lines, content_type=SDMX, headers=headers)
    close = getattr(lines, "close", None)
    if close:  # a reader who goes away in the middle gives the database connection back
        response._resource_closers.append(close)  # type: ignore[attr-defined]  # noqa: SLF001  (Django's own list)
    return response
