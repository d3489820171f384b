"""What somebody asks of OGC API Features, read from the address line; what cannot be meant is refused with 400."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely
from django.http import HttpRequest
from django.utils import timezone
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.api.features import Asked
from honglam.kit.geodesy import many_from_wgs84, many_to_wgs84

ITEMS = ("bbox", "bbox-crs", "datetime", "limit", "crs", "after")
MOST = 1000
USUAL = 10
_DIGITS = 7  # of degrees


class Unasked(Refusal):
    """A word of the address cannot be meant: the standard wants 400."""

    status = 400
    code = "bad-request"


@dataclass(frozen=True, slots=True)
class Crs:
    """A reference system in which places are given: its URI, and whether it is VN-2000."""

    uri: str
    metric: bool = False

    def written(self, place: BaseGeometry) -> dict[str, Any]:
        """Return a place of WGS 84 as GeoJSON in this system; VN-2000 is northing before easting, as EPSG has it."""
        if not self.metric:
            return dict(mapping(shapely.transform(place, lambda degrees: np.round(degrees, _DIGITS))))
        return dict(mapping(shapely.transform(place, lambda degrees: np.round(many_from_wgs84(degrees)[:, ::-1], 3))))


CRS84 = Crs("http://www.opengis.net/def/crs/OGC/1.3/CRS84")
VN2000 = Crs("http://www.opengis.net/def/crs/EPSG/0/9209", metric=True)
SYSTEMS = (CRS84, VN2000)


def known(request: HttpRequest, words: Collection[str]) -> None:
    """Refuse words that the service does not know: part 1, requirement 12 (`query-param-unknown`)."""
    for word in request.GET:
        if word not in words and word != "f":
            raise Unasked(
                N_("The word “%(word)s” is not known here."),
                field=word[:60],
                remedy=N_("The description of the service names those that are."),
                params={"word": word[:60]},
            )
    if request.GET.get("f", "json") not in {"json", "geojson"}:
        raise Unasked(N_("There is only JSON here."), field="f")


def crs(request: HttpRequest, word: str = "crs") -> Crs:
    """Return the reference system that is asked for."""
    uri = request.GET.get(word, CRS84.uri)
    for each in SYSTEMS:
        if uri == each.uri:
            return each
    raise Unasked(
        N_("This reference system is not known here."), field=word, remedy=N_("The collection lists those that are.")
    )


def asked(request: HttpRequest, filters: Iterable[str]) -> Asked:
    """Return what is asked for."""
    since, until = _moments(request.GET.get("datetime", ""))
    return Asked(
        box=_box(request),
        since=since,
        until=until,
        filters={word: request.GET[word] for word in filters if word in request.GET},
        limit=_limit(request.GET.get("limit", "")),
        after=request.GET.get("after", ""),
    )


def beyond(request: HttpRequest, after: str) -> str:
    """Return the address of the next page."""
    words = request.GET.copy()
    words["after"] = after
    return f"{request.build_absolute_uri(request.path)}?{words.urlencode()}"


def stamp() -> str:
    """Return this moment as the standard writes it."""
    return timezone.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _limit(text: str) -> int:
    if not text:
        return USUAL
    if not (text.isascii() and text.isdigit() and len(text) < 8 and int(text) >= 1):
        raise Unasked(N_("The limit is a number from 1 on."), field="limit")
    return min(int(text), MOST)


def _box(request: HttpRequest) -> tuple[float, float, float, float] | None:
    text, system = request.GET.get("bbox", ""), crs(request, "bbox-crs")
    if not text:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:  # heights are left out
        numbers = [*numbers[0:2], *numbers[3:5]]
    if len(numbers) != 4 or not np.isfinite(numbers).all() or numbers[1] > numbers[3]:
        raise Unasked(
            N_("A bbox has four numbers."), field="bbox", remedy=N_("West, south, east, north, joined by commas.")
        )
    if system.metric:
        corners = np.array([[numbers[1], numbers[0]], [numbers[3], numbers[2]]])
        numbers = [float(each) for each in many_to_wgs84(corners).ravel()]
    if not np.isfinite(numbers).all() or max(map(abs, numbers)) > 180:
        raise Unasked(N_("This bbox lies outside of the world."), field="bbox")
    west, south, east, north = numbers
    return west, south, east, north


def _moments(text: str) -> tuple[datetime | None, datetime | None]:
    if not text:
        return None, None
    first, slash, last = text.partition("/")
    if not slash:
        moment = _moment(first)
        return moment, moment
    since = None if first in {"", ".."} else _moment(first)
    until = None if last in {"", ".."} else _moment(last)
    if since and until and since > until:
        raise _no_moment()
    return since, until


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise _no_moment() from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _no_moment() -> Unasked:
    return Unasked(
        N_("This is no moment, nor a stretch of time."),
        field="datetime",
        remedy=N_("Write 2026-12-07T00:00:00Z, or two of them with a stroke between."),
    )
