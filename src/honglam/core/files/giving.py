"""The answer that gives a content: in parts, with a tag, under its Vietnamese name, so that nothing in it can run."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase

from honglam.core.files import api, ranges
from honglam.core.files.contracts import Content

BY_OWNER = "the owner of the file decides: whoever may see it may see its files"


def give(request: HttpRequest, content: Content, *, inline: bool) -> HttpResponseBase:
    """Answer with a content or the part of it that is asked for."""
    how = ranges.disposition(content.name, inline=inline and ranges.may_show(content.name, content.media_type))
    if settings.S3_LINKS and (address := api.link(content=content, disposition=how)):
        return _guarded(HttpResponseRedirect(address), content, how)
    tag = f'"{content.tag}"'
    if tag in _tags(request.headers.get("If-None-Match", "")):
        return _guarded(HttpResponseNotModified(), content, how)
    wanted = None
    if request.headers.get("If-Range", tag) == tag:
        try:
            wanted = ranges.parse(request.headers.get("Range", ""), content.size)
        except ranges.Unsatisfiable:
            return _guarded(
                HttpResponse(status=416, headers={"Content-Range": f"bytes */{content.size}"}), content, how
            )
    return _guarded(_streamed(request, content, wanted), content, how)


def _streamed(request: HttpRequest, content: Content, wanted: tuple[int, int] | None) -> HttpResponseBase:
    first, last = wanted or (0, content.size - 1)
    headers = {"Content-Length": str(last - first + 1)}
    if wanted:
        headers["Content-Range"] = f"bytes {first}-{last}/{content.size}"
    status = 206 if wanted else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    part = api.stretch(content=content, first=first, last=last)
    return StreamingHttpResponse(part.pieces, status=status, headers=headers)


def _guarded(response: HttpResponseBase, content: Content, how: str) -> HttpResponseBase:
    response["Content-Type"] = content.media_type
    response["Content-Disposition"] = how
    response["Content-Security-Policy"] = ranges.guard(content.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["ETag"] = f'"{content.tag}"'
    response["Accept-Ranges"] = "bytes"
    # Kept, but asked about each time: the right to read may be gone tomorrow.
    response["Cache-Control"] = "private, no-cache"
    # Packing on the way would change the lengths that parts are counted by.
    response["Content-Encoding"] = "identity"
    return response


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
