"""The tus protocol 1.0 (tus.io): creation, creation-with-upload, expiration, checksum, termination.

Any client of it can send files here. `Upload-Metadata` carries `filename` and `use`, the declared place for files.
"""

from __future__ import annotations

import base64
import binascii
import functools
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _

from honglam.base import trace
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.files import api, stores
from honglam.core.files.contracts import Transfer
from honglam.kit.access import public, viewer_of

VERSION = "1.0.0"
BYTES = "application/offset+octet-stream"
WHY = "a use of files may be open to those who are not signed in; each says so itself"
_ABILITIES = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,creation-with-upload,expiration,checksum,termination",
    "Tus-Checksum-Algorithm": "sha1,sha256,md5",
}
View = Callable[..., HttpResponse]


def _tus(view: View) -> View:
    """Speak tus: the version in every answer, and refusals as problem JSON."""

    @functools.wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable", "") != VERSION:
            response = HttpResponse(status=412, headers={"Tus-Version": VERSION})
        else:
            try:
                response = view(request, *args, **kwargs)
            except Refusal as refusal:
                response = _problem(refusal)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return spoken


@public(WHY)
@_tus
def uploads(request: HttpRequest) -> HttpResponse:
    """Tell what this server can do, or begin an upload."""
    if request.method == "OPTIONS":
        most = {"Tus-Max-Size": str(settings.UPLOAD_MAX_BYTES)}
        return HttpResponse(status=204, headers=_ABILITIES | most)
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "OPTIONS, POST"})
    now = timezone.now()
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    begun = api.begin(
        name=said.get("filename", ""),
        length=_number(request, "Upload-Length"),
        use=said.get("use", ""),
        viewer=viewer_of(request),
        address=trace.current().address,
        now=now,
    )
    if request.content_type == BYTES:
        begun = _append(request, begun.token, 0, now)
    response = _answer(begun, 201)
    response["Location"] = reverse("files:upload", args=[begun.token])
    return response


@public(WHY)
@_tus
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """Tell how far an upload is, add a part, or throw it away."""
    now, viewer = timezone.now(), viewer_of(request)
    method = request.headers.get("X-HTTP-Method-Override", request.method or "").upper()
    if method == "HEAD":
        found = api.transfer(token=token, viewer=viewer, now=now)
        response = _answer(found, 200)
        response["Upload-Length"] = str(found.length)
        return response
    if method == "PATCH":
        if request.content_type != BYTES:
            return HttpResponse(status=415)
        return _answer(_append(request, token, _number(request, "Upload-Offset"), now), 204)
    if method == "DELETE":
        api.end(token=token, viewer=viewer, now=now)
        return HttpResponse(status=204)
    if method == "OPTIONS":
        return HttpResponse(status=204, headers=_ABILITIES)
    return HttpResponse(status=405, headers={"Allow": "OPTIONS, HEAD, PATCH, DELETE"})


def _append(request: HttpRequest, token: str, offset: int, now: datetime) -> Transfer:
    checksum = request.headers.get("Upload-Checksum", "")
    pieces = _pieces(request)
    viewer = viewer_of(request)
    return api.append(token=token, offset=offset, pieces=pieces, viewer=viewer, now=now, checksum=checksum)


def _answer(found: Transfer, status: int) -> HttpResponse:
    headers = {"Upload-Offset": str(found.offset), "Upload-Expires": http_date(found.expires_at.timestamp())}
    return HttpResponse(status=status, headers=headers)


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    while piece := request.read(stores.PIECE):
        yield piece


def _metadata(header: str) -> dict[str, str]:
    """Read `key base64,key base64`."""
    said = {}
    for pair in header.split(","):
        key, _space, value = pair.strip().partition(" ")
        try:
            said[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            raise Refusal(N_("The header %(header)s cannot be read."), params={"header": "Upload-Metadata"}) from None
    return said


def _number(request: HttpRequest, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Refusal(N_("The header %(header)s cannot be read."), params={"header": name})
    return int(text)


def _problem(refusal: Refusal) -> JsonResponse:
    def said(text: str) -> str:
        return _(text) % refusal.params if refusal.params else _(text)

    document = {
        "type": f"urn:honglam:problem:{refusal.code}",
        "title": said(refusal.message),
        "status": refusal.status,
        "detail": " ".join(said(text) for text in (refusal.message, refusal.remedy) if text),
    }
    return JsonResponse(document, status=refusal.status, content_type="application/problem+json")
