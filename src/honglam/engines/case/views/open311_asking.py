"""What clients of Open311 ask, read strictly: a wrong value is answered with the name of its parameter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_date, parse_datetime

from honglam.base.errors import Missing, Refusal
from honglam.base.time import VIETNAM
from honglam.base.words import N_
from honglam.engines.case.contracts.partners import Request

SPAN = timedelta(days=90)  # of one question, as the specification has it
MOST = 1_000  # answers to one question, as the specification has it
_DEEPEST = 100_000  # rows that paging may skip; who wants more asks by dates
_ATTRIBUTE = re.compile(r"attribute\[([\w.-]{1,100})\](\[\])?")
_STATUSES = frozenset({"open", "closed"})


@dataclass(frozen=True, slots=True)
class Asked:
    """Which requests a client wants.

    Attributes:
        ids: of requests; then nothing else counts.
        services: codes of services.
        statuses: `open`, `closed`; both when empty.
        since: received from then on.
        until: received until then.
        changed_since: changed from then on; None when it was not asked for.
        changed_until: changed until then.
        page: from 1.
        size: of a page.
    """

    ids: tuple[str, ...]
    services: tuple[str, ...]
    statuses: frozenset[str]
    since: datetime | None
    until: datetime | None
    changed_since: datetime | None
    changed_until: datetime | None
    page: int
    size: int


def jurisdiction(request: HttpRequest) -> None:
    """Let pass who means this province or names none.

    Raises:
        Missing: another jurisdiction is meant.
    """
    asked = request.GET.get("jurisdiction_id", "") or request.POST.get("jurisdiction_id", "")
    if asked and asked != settings.OPEN311_JURISDICTION:
        raise Missing(N_("This jurisdiction_id is not ours."), field="jurisdiction_id")


def requests(request: HttpRequest, now: datetime) -> Asked:
    """Return what a question for requests asks.

    Raises:
        Refusal: a parameter cannot be meant.
    """
    asked = request.GET
    ids, statuses = _list(asked, "service_request_id"), _list(asked, "status")
    if len(ids) > MOST:
        raise _wrong("service_request_id", N_("This is too much to ask for at once."))
    if not _STATUSES.issuperset(statuses):
        raise _wrong("status", N_("This is one of: %(known)s."), known="open, closed")
    changed_since, changed_until = moment(asked, "updated_after"), moment(asked, "updated_before")
    since, until = _window(asked, now, free=bool(ids or changed_since or changed_until))
    page, size = _number(asked, "page", 1), min(_number(asked, "page_size", MOST), MOST)
    if (page - 1) * size > _DEEPEST:
        raise _wrong("page", N_("This is too far back for pages."), N_("Ask by start_date and end_date."))
    codes = _list(asked, "service_code")
    return Asked(ids, codes, frozenset(statuses), since, until, changed_since, changed_until, page, size)


def times(request: HttpRequest, now: datetime) -> tuple[datetime, datetime]:
    """Return the time that a question for updates asks for. Raises as `requests`."""
    since, until = _window(request.GET, now, free=False)
    return since or now - SPAN, until or now


def new(request: HttpRequest) -> Request:
    """Return what a client hands in.

    Raises:
        Refusal: what must be given is missing or cannot be meant.
    """
    sent = request.POST
    code, description = sent.get("service_code", ""), sent.get("description", "").strip()
    if not code:
        raise _wrong("service_code", N_("This value is needed."))
    if sent.get("address_id"):
        raise _wrong("address_id", N_("Addresses have no ids here."), N_("Send lat and long."))
    lon, lat, address = _degrees(sent, "long", 180), _degrees(sent, "lat", 90), sent.get("address_string", "").strip()
    if (lon is None or lat is None) and not address:
        raise _wrong("lat", N_("Say where it is."), N_("Send lat and long."))
    if not description:
        raise _wrong("description", N_("This value is needed."))
    name = " ".join(filter(None, (sent.get("last_name", "").strip(), sent.get("first_name", "").strip())))
    contact = {"name": name, "phone": sent.get("phone", ""), "email": sent.get("email", "")}
    if lon is None or lat is None:
        lon = lat = None
    return Request(code, description[:5_000], lon, lat, address, _values(sent), contact, sent.get("media_url", ""))


def moment(asked: Mapping[str, str], word: str) -> datetime | None:
    """Return a moment of W3C's form; a day without time begins in Vietnam.

    Raises:
        Refusal: it is none.
    """
    text = asked.get(word, "").strip()
    if not text:
        return None
    try:
        # A plus that was not escaped arrives as a space.
        found = parse_datetime(re.sub(r" (\d\d:?\d\d)$", r"+\1", text))
        day = None if found else parse_date(text)
    except ValueError:
        found = day = None
    if found is None and day is None:
        raise _wrong(word, N_("This is no moment."), N_("Write for example 2026-12-07T08:00:00+07:00."))
    found = found or datetime(day.year, day.month, day.day, tzinfo=VIETNAM)  # type: ignore[union-attr]  # one is there
    found = found if found.tzinfo else found.replace(tzinfo=VIETNAM)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise _wrong(word, N_("This is no moment.")) from None


def _window(asked: Mapping[str, str], now: datetime, *, free: bool) -> tuple[datetime | None, datetime | None]:
    since, until = moment(asked, "start_date"), moment(asked, "end_date")
    if since and until and since > until:
        raise _wrong("start_date", N_("The end comes before the beginning."), N_("Swap the two."))
    if since and until and until - since > SPAN + timedelta(days=1):
        raise _wrong(
            "end_date", N_("At most 90 days can be asked for at once."), N_("Ask for one time after the other.")
        )
    if free and not (since or until):
        return None, None
    if since is None:
        since = _shifted(until or now, -SPAN)
    return since, until or min(now, _shifted(since, SPAN))


def _shifted(at: datetime, span: timedelta) -> datetime:
    """Move a moment; at the ends of the calendar it stays."""
    try:
        return at + span
    except OverflowError:
        return at


def _list(asked: QueryDict, word: str) -> tuple[str, ...]:
    parts = (part.strip() for value in asked.getlist(word) for part in value.split(","))
    return tuple(dict.fromkeys(part for part in parts if part and "\x00" not in part))


def _number(asked: Mapping[str, str], word: str, usual: int) -> int:
    text = asked.get(word, "").strip()
    if not text:
        return usual
    if not text.isascii() or not text.isdigit() or not int(text[:12]) >= 1:
        raise _wrong(word, N_("A whole number is needed here."))
    return int(text[:12])


def _degrees(sent: Mapping[str, str], word: str, most: float) -> float | None:
    text = sent.get(word, "").strip()
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not -most <= found <= most:
        raise _wrong(word, N_("This is no place on the earth."))
    return found


def _values(sent: QueryDict) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in sent:
        if match := _ATTRIBUTE.fullmatch(word):
            found[match[1]] = (*found.get(match[1], ()), *sent.getlist(word))
    return found


def _wrong(word: str, message: str, remedy: str | None = None, **params: object) -> Refusal:
    return Refusal(message, field=word, remedy=remedy, params=params)
