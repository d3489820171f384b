"""What others have reported nearby, and that one sees it too."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil, cos, floor, radians

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.geometry import Point, distance
from honglam.base.words import N_
from honglam.engines.case import api as cases
from honglam.packs.fieldreports.contracts import Similar
from honglam.packs.fieldreports.models import Report, Support
from honglam.packs.fieldreports.service.rules import rules

_PER_DEGREE = 100  # squares of 1.1 km, so that a search looks into four at most
_METRES = 111_195
_MOST, _SHOWN = 200, 3
_WORDS = 120
_VAGUE = 100  # metres
_SIGNER = Signer(salt="honglam.fieldreports.similar", sep=".")


def cell(lon: float | None, lat: float | None) -> int | None:
    """Return the number of the square in which a place lies."""
    if lon is None or lat is None:
        return None
    return floor(lat * _PER_DEGREE) * 100_000 + floor(lon * _PER_DEGREE)


def near(*, topic: str, lon: float, lat: float, viewer: Viewer, now: datetime) -> tuple[Similar, ...]:
    """Return the nearest open reports of a topic. Of what is not published, only that there is something."""
    most = rules().near_metres
    rows = Report.objects.filter(
        cell__in=_around(lon, lat, most), topic=topic, open=True, at__gt=now - timedelta(days=rules().near_days)
    ).exclude(code="")
    here = Point(lat, lon)
    far = [(distance(here, Point(row.lat or 0, row.lon or 0)), row) for row in rows.order_by("-at")[:_MOST]]
    found = sorted((each for each in far if each[0] <= most), key=lambda each: each[0])[:_SHOWN]
    shown = cases.publications.shown_among(codes=[row.code for _metres, row in found])
    mine = set(
        Support.objects.filter(report__in=[row for _m, row in found], account=viewer.id).values_list(
            "report", flat=True
        )
    )
    return tuple(
        Similar(
            ref=_SIGNER.sign(str(row.pk)),
            # What is not published is not placed: three questions would otherwise give its very spot.
            metres=round(metres / 10) * 10 if row.code in shown else ceil(metres / _VAGUE) * _VAGUE,
            at=row.at,
            supports=row.supports,
            words=shown[row.code].words[:_WORDS] if row.code in shown else "",
            public_id=shown[row.code].id if row.code in shown else "",
            mine=row.pk in mine,
        )
        for metres, row in found
    )


@transaction.atomic
def support(*, ref: str, viewer: Viewer, now: datetime) -> int:
    """Say that one sees it too, once; return how many others do."""
    try:
        number = int(_SIGNER.unsign(ref))
    except (BadSignature, ValueError):
        raise _gone() from None
    report = Report.objects.select_for_update().filter(pk=number, open=True).first()
    if report is None:
        raise _gone()
    _row, fresh = Support.objects.get_or_create(report=report, account=viewer.id, defaults={"at": now})
    if fresh:
        Report.objects.filter(pk=number).update(supports=F("supports") + 1)
        report.supports += 1
        for found in cases.publications.shown_among(codes=[report.code]).values():
            cases.publications.support(public_id=found.id)
    return report.supports


def _around(lon: float, lat: float, metres: float) -> set[int]:
    high = metres / _METRES
    wide = high / max(cos(radians(lat)), 0.01)
    corners = [cell(lon + x, lat + y) for x in (-wide, wide) for y in (-high, high)]
    return {each for each in corners if each is not None}


def _gone() -> Missing:
    return Missing(N_("That report was answered meanwhile."), remedy=N_("Send yours: it is a new one."))
