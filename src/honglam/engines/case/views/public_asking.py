"""From the words of an address to what somebody asks for: filters of published cases, a part of the map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite

from django.http import HttpRequest, QueryDict

from honglam.base.errors import Refusal
from honglam.base.geometry import Box
from honglam.base.words import N_
from honglam.engines.case.contracts.publications import Filters, Group

WORDS = ("procedure", "topic", "commune", "group", "from", "to", "q")
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_MOST = 50  # values of one filter
_EDGE = 85.0  # Web Mercator ends there
_MOST_ZOOM = 22


def filters(request: HttpRequest) -> Filters:
    """Return the filters that an address names.

    Raises:
        Refusal: a value cannot be meant; it names the word.
    """
    return filters_of(request.GET)


def filters_of(asked: QueryDict) -> Filters:
    """Return the filters that an address or a form names. Raises as `filters`."""
    since, until = _month(asked, "from"), _month(asked, "to")
    if since and until and since > until:
        raise Refusal(N_("The first month comes after the last."), field="from", remedy=N_("Swap the two."))
    return Filters(
        procedures=_many(asked, "procedure"),
        topics=_many(asked, "topic"),
        communes=_many(asked, "commune"),
        groups=tuple(_group(each) for each in _many(asked, "group")),
        since=since,
        until=until,
        text=asked.get("q", "").replace("\x00", "").strip()[:100],
    )


def box(request: HttpRequest) -> Box:
    """Return the part of the map that `bbox` names: west, south, east, north in degrees.

    Raises:
        Refusal: these are no four numbers, or no part of the earth.
    """
    try:
        west, south, east, north = (float(each) for each in request.GET.get("bbox", "").split(","))
    except ValueError:
        raise _no_box() from None
    if not all(map(isfinite, (west, south, east, north))) or west >= east or south >= north:
        raise _no_box()
    found = Box(max(south, -_EDGE), max(west, -180.0), min(north, _EDGE), min(east, 180.0))
    if found.south >= found.north or found.west >= found.east:
        raise _no_box()
    return found


def zoom(request: HttpRequest) -> int:
    """Return the zoom that an address names.

    Raises:
        Refusal: it is none.
    """
    try:
        return min(max(int(float(request.GET.get("zoom", "8"))), 0), _MOST_ZOOM)
    except (ValueError, OverflowError):
        raise Refusal(N_("This is no zoom of a map."), field="zoom") from None


def address(request: HttpRequest, **changed: str) -> str:
    """Return the filters of an address as its query, with some changed; empty ones are left out."""
    kept = QueryDict(mutable=True)
    for word in WORDS:
        values = [each for each in request.GET.getlist(word) if each] if word not in changed else [changed[word]]
        kept.setlist(word, [value for value in values if value])
    for word, value in changed.items():
        if word not in WORDS and value:
            kept[word] = value
    return kept.urlencode()


def said(request: HttpRequest) -> Mapping[str, str]:
    """Return what each input of the form shows again."""
    return {word: request.GET.get(word, "") for word in WORDS}


def _many(asked: QueryDict, word: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(each for each in asked.getlist(word) if each))
    if len(found) > _MOST or any("\x00" in each for each in found):
        raise Refusal(N_("This is too much to ask for at once."), field=word)
    return found


def _group(text: str) -> Group:
    try:
        return Group(text)
    except ValueError:
        known = ", ".join(Group)
        raise Refusal(N_("This is one of: %(known)s."), field="group", params={"known": known}) from None


def _month(asked: QueryDict, word: str) -> int | None:
    text = asked.get(word, "").strip()
    if not text:
        return None
    found = _MONTH.fullmatch(text)
    if found is None:
        raise Refusal(N_("This is no month."), field=word, remedy=N_("Write for example 2026-12."))
    return int(found[1] + found[2])


def _no_box() -> Refusal:
    return Refusal(
        N_("This is no part of the earth."), field="bbox", remedy=N_("Give west, south, east and north in degrees.")
    )
