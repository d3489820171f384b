"""What the portal's pages remember of somebody between two requests, and where they ask from."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from honglam.base import trace
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.case.contracts.public import Sender, Submission
from honglam.kit.access import viewer_of
from honglam.kit.forms.views import ONCE, TAKEN

HELD, PROVEN, ASKED = "case_held", "case_proven", "case_asked"
_SALT = "honglam.case.review"
_LASTS = 24 * 3600  # seconds; received files wait as long
_MOST_HELD = 20
_TAKEN_SECONDS = 600


def sender(request: HttpRequest) -> Sender:
    """Return from where somebody asks."""
    return Sender(address=trace.current().address, device=request.session.session_key or "")


def hold(request: HttpRequest, code: str) -> None:
    """Remember that the key of a case was shown; the oldest is forgotten beyond twenty."""
    held = [each for each in request.session.get(HELD, []) if each != code]
    request.session[HELD] = [*held, code][-_MOST_HELD:]


def is_held(request: HttpRequest, code: str) -> bool:
    """Tell whether the key of a case was shown."""
    return code in request.session.get(HELD, [])


def pack(request: HttpRequest, entry: Submission) -> str:
    """Return what is to be looked over, sealed against changes; it counts once, for this person, for a day."""
    held: dict[str, Any] = {
        "by": viewer_of(request).id,
        "once": request.POST.get(ONCE, "")[:64],
        "procedure": entry.procedure,
        "topic": entry.topic,
        "form": entry.form,
        "documents": {name: [str(each) for each in ids] for name, ids in entry.documents.items()},
        "contact": entry.contact,
        "key": entry.key,
        "place": [entry.commune, entry.lon, entry.lat],
    }
    return signing.dumps(held, salt=_SALT, compress=True)


def unpack(request: HttpRequest) -> tuple[Submission, str]:
    """Return what was looked over, and the mark of the form in which it was written.

    Raises:
        Refusal: it was changed on the way, belongs to somebody else, or is too old.
    """
    try:
        held: Mapping[str, Any] = signing.loads(request.POST.get("sealed", ""), salt=_SALT, max_age=_LASTS)
    except signing.BadSignature as error:
        raise _stale() from error
    if held["by"] != viewer_of(request).id:
        raise _stale()
    commune, lon, lat = held["place"]
    entry = Submission(
        procedure=held["procedure"],
        topic=held["topic"],
        form=held["form"],
        documents={name: tuple(map(UUID, ids)) for name, ids in held["documents"].items()},
        contact=held["contact"],
        key=held["key"],
        commune=commune,
        lon=lon,
        lat=lat,
    )
    return entry, held["once"]


def fresh_key() -> str:
    """Return what a new case is called until it has its code."""
    return secrets.token_urlsafe(24)


def let_draft_go(answer: HttpResponse, once: str) -> HttpResponse:
    """Tell the page's script that what was written has arrived, so that its draft may go."""
    if once and once.isascii():
        answer.set_cookie(TAKEN, once, max_age=_TAKEN_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return answer


def _stale() -> Refusal:
    return Refusal(
        N_("This page has become too old, or was changed on the way."),
        remedy=N_("Open the service again; a draft of what you wrote is still on this device."),
        code="stale",
    )
