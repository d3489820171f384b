"""Answers when something is wrong: what happened, what is safe, what to do next, in the reader's language.

They must work when everything else does not. A page is tried inside its shell, then without anything that asks the
database, then as plain text in HTML that needs no template at all.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
import structlog
from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language, get_language_from_request, gettext, override

from honglam.base.errors import Forbidden, Invalid, ProofNeeded, Refusal, SignInNeeded
from honglam.base.words import N_
from honglam.kit import naming
from honglam.kit.htmx import wants_part

log = structlog.get_logger("honglam.errors")

_SHOWN_AS = {
    400: N_("This request cannot be read"),
    401: N_("Sign in first"),
    403: N_("This door is closed to you"),
    404: N_("There is no such page"),
    405: N_("This cannot be done here"),
    409: N_("Somebody else was first"),
    413: N_("This is too large"),
    422: N_("This cannot be accepted as it stands"),
    429: N_("Too many requests"),
    500: N_("Something broke on our side"),
    503: N_("The system is pausing for a moment"),
    507: N_("The system has no room left"),
}
_UNSTORABLE = N_("The text holds a character that cannot be stored.")
_RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """What an error page says; the texts are msgids.

    Attributes:
        status: HTTP status.
        code: stable word for machines.
        message: what happened, and what is safe.
        remedy: what to do next.
        params: values for the placeholders of both.
        field: the input that is wrong, if one is.
        permission: the right that is missing, if one is.
        parts: the faults of several inputs, when each has its own.
    """

    status: int
    code: str
    message: str
    remedy: str = ""
    params: Mapping[str, object] | None = None
    field: str = ""
    permission: str = ""
    parts: tuple[Fault, ...] = ()


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 when it was too large; never shows what the exception says."""
    return answer(request, _unreadable_because(exception))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    del exception
    refusal = Forbidden()
    return answer(request, Fault(403, refusal.code, refusal.message, refusal.remedy or ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    del exception
    message = N_("The address may be mistyped, or the page has moved.")
    return answer(request, Fault(404, "missing", message, N_("Check the address, or begin again at the first page.")))


def broken(request: HttpRequest) -> HttpResponse:
    """Answer for whatever escaped: 503 when the database is away, 507 when the disk is full, else 500."""
    error = sys.exc_info()[1]
    refusal = error if isinstance(error, Refusal) else refusal_behind(error)
    if refusal is not None:
        return refused(request, refusal)
    return answer(request, _fault_behind(error))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer when a form came without its proof of origin."""
    log.info("csrf", reason=reason)
    message = N_("The form had been open for too long, or the browser does not send cookies. Nothing was stored.")
    remedy = N_("Go back, load the page again and send it once more.")
    return answer(request, Fault(403, "csrf", message, remedy))


def unreadable(request: HttpRequest) -> HttpResponse | None:
    """Return a 400 for an address that no page can read; drop cookies that nothing can read."""
    for name in [n for n, value in request.COOKIES.items() if not _storable(value)]:
        del request.COOKIES[name]
    query = request.META.get("QUERY_STRING", "")
    if _storable(request.path) and _storable(query) and "%00" not in query:
        return None
    return answer(request, Fault(400, "unreadable", _UNSTORABLE, N_("Type it again and leave that character out.")))


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal; somebody who must sign in is taken there and comes back afterwards."""
    if isinstance(refusal, SignInNeeded) and not _wants_json(request):
        return _to_sign_in(request)
    if isinstance(refusal, ProofNeeded) and not _wants_json(request) and hasattr(request, "ask_for_proof"):
        return request.ask_for_proof(_page_before(request))  # type: ignore[no-any-return]
    return answer(request, _fault_of(refusal))


def _fault_of(refusal: Refusal) -> Fault:
    return Fault(
        refusal.status,
        refusal.code,
        refusal.message,
        refusal.remedy or "",
        refusal.params,
        refusal.field or "",
        refusal.permission if isinstance(refusal, Forbidden) else "",
        tuple(_fault_of(part) for part in refusal.refusals) if isinstance(refusal, Invalid) else (),
    )


def refusal_behind(error: BaseException | None) -> Refusal | None:
    """Return the refusal behind a low-level error: text that PostgreSQL cannot hold is the sender's to mend."""
    nul = isinstance(error, DataError | ValueError) and "NUL" in str(error)
    surrogate = isinstance(error, UnicodeEncodeError) and "surrogates" in error.reason
    if nul or surrogate:
        return Refusal(_UNSTORABLE, remedy=N_("Type it again and leave that character out."), code="unreadable")
    return None


def answer(request: HttpRequest, fault: Fault) -> HttpResponse:
    """Return the answer in the form that the asker reads: problem JSON (RFC 9457), a fragment for htmx, or a page."""
    with override(_language(request)):
        words = _words(request, fault)
        if _wants_json(request):
            response = HttpResponse(
                _problem(fault, words), content_type="application/problem+json", status=fault.status
            )
        else:
            response = HttpResponse(_page(request, fault.status, words), status=fault.status)
        response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    if fault.status == 503:
        response["Retry-After"] = str(_RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _fault_behind(error: BaseException | None) -> Fault:
    if database_is_away(error):
        message = N_(
            "The database does not answer just now. What was confirmed before is safe; this request was not stored."
        )
        return Fault(503, "database-away", message, N_("Wait a few seconds and try again."))
    if _disk_is_full(error):
        message = N_("The disk is full. What was confirmed before is safe; this request was not stored.")
        return Fault(507, "disk-full", message, N_("Tell the operator of the system; try again when there is room."))
    message = N_("The fault is ours and has been written down. What was confirmed before is safe.")
    return Fault(500, "broken", message, N_("Try again; if it stays, tell support the code below."))


def database_is_away(error: BaseException | None) -> bool:
    """Tell whether `error` means that the database cannot be reached, starts, stops or has no connection free."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    # Without a state the link itself is gone; 08 connection, 57P01-57P03 shutting down or starting, 53300 all taken.
    return state is None or state[:2] == "08" or state in {"57P01", "57P02", "57P03", "53300"}


def _disk_is_full(error: BaseException | None) -> bool:
    cause = getattr(error, "__cause__", None)
    return getattr(cause, "sqlstate", None) == "53100" or (
        isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
    )


def _unreadable_because(error: Exception | None) -> Fault:
    if isinstance(error, RequestDataTooBig):
        message = N_("What was sent is larger than this page takes. Nothing was stored.")
        return Fault(413, "too-large", message, N_("Send less at a time, or attach it as a file."))
    if isinstance(error, TooManyFieldsSent | TooManyFilesSent):
        message = N_("The form has more fields than this page takes. Nothing was stored.")
        return Fault(400, "too-many-fields", message, N_("Send it in several parts."))
    if isinstance(error, DisallowedHost):
        message = N_("This server does not answer under this name.")
        return Fault(400, "bad-host", message, N_("Ask the operator to add the name to HONGLAM_HOSTS."))
    message = N_("The browser sent something that this page cannot read. Nothing was stored.")
    return Fault(400, "unreadable", message, N_("Go back, load the page again and try once more."))


def _storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _language(request: HttpRequest) -> str:
    try:
        return get_language_from_request(request)
    except Exception:  # noqa: BLE001  (the very thing that is broken may be the header or the cookie)
        return settings.LANGUAGE_CODE


def _said(fault: Fault, msgid: str) -> str:
    text = gettext(msgid) if msgid else ""
    return text % fault.params if fault.params and text else text


def _words(request: HttpRequest, fault: Fault) -> dict[str, Any]:
    return {
        "status": fault.status,
        "code": fault.code,
        "title": gettext(_SHOWN_AS.get(fault.status, _SHOWN_AS[500])),
        "message": _said(fault, fault.message),
        "remedy": _said(fault, fault.remedy),
        "field": fault.field,
        "permission": fault.permission,
        "right": naming.right(fault.permission),
        "errors": [{"field": part.field, "detail": _said(part, part.message)} for part in fault.parts],
        "request_id": getattr(request, "id", ""),
    }


def _problem(fault: Fault, words: Mapping[str, Any]) -> bytes:
    document = {
        "type": f"urn:honglam:problem:{fault.code}",
        "title": words["title"],
        "status": fault.status,
        "detail": words["message"],
        "instance": f"urn:honglam:request:{words['request_id']}",
    }
    document |= {key: words[key] for key in ("remedy", "field", "permission", "errors") if words[key]}
    return orjson.dumps(document)


def _page(request: HttpRequest, status: int, words: Mapping[str, Any]) -> str:
    name = "kit/errors/fragment.html" if wants_part(request) else "kit/errors/page.html"
    # A shell asks who is looking; when the database is what broke, that must not be tried.
    for asked in (request, None) if status < 500 else (None,):
        try:
            return render_to_string(name, {**words, "language": get_language()}, request=asked)
        except Exception as error:  # noqa: BLE001  (the page about a fault may not fail)
            log.warning("error page", template=name, fault=type(error).__name__, status=status)
    return _plain(words)


def _plain(words: Mapping[str, Any]) -> str:
    text = {key: escape(value) for key, value in words.items()}
    home, begin = escape(resolve_url("/")), escape(gettext("First page"))
    return (
        f'<!doctype html><html lang="{get_language()}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{text["title"]}</title></head>'
        f"<body><main><h1>{text['title']}</h1><p>{text['message']}</p><p>{text['remedy']}</p>"
        f'<p><code>{text["request_id"]}</code></p><p><a href="{home}">{begin}</a></p></main></body></html>'
    )


def _wants_json(request: HttpRequest) -> bool:
    if request.path.startswith(("/api/", "/ogc/")):  # machines, whatever they say that they accept
        return True
    accepted = request.headers.get("Accept", "")
    # An event stream cannot show a page either, and must not be led to the sign-in.
    return ("json" in accepted or "event-stream" in accepted) and "text/html" not in accepted


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    here = request.get_full_path() if request.method == "GET" else _page_before(request)
    if not wants_part(request):
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': here}, safe='/')}")
    target = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _page_before(request)}, safe='/')}"
    return HttpResponse(headers={"HX-Redirect": target})


def _page_before(request: HttpRequest) -> str:
    """Return the path of the page from which a form was sent or a fragment was asked."""
    try:
        return urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")).path or "/"
    except ValueError:
        return "/"
