"""Following an area: who asks is told each day of what was newly published there, until they end it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from math import cos, radians

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.geometry import HA_TINH, Box, Point, distance, point
from honglam.base.words import N_
from honglam.core.notices import api as notices
from honglam.core.notices.contracts import Account, Address, Value
from honglam.engines.case.contracts.publications import Filters, Publication, Watch
from honglam.engines.case.models import AreaWatch
from honglam.engines.case.service.public import publishing_reading as reading
from honglam.kit.keys import KeyUse
from honglam.kit.sealing import Sealing

SEALING = Sealing(KeyUse("case.watches", "ed25519", _("Addresses of those who follow an area")))
_NEAREST, _FARTHEST = 100, 20_000  # metres of a circle
_OF_ONE = 20  # areas that one account or address may follow
_MAILS = 3  # unanswered questions to one address within an hour: nobody's box is filled by somebody else
_UNANSWERED = timedelta(days=7)  # after which a question to an address is forgotten
_LINES = 10  # of a notice
_METRES_OF_A_DEGREE = 111_320.0


@transaction.atomic
def watch(  # noqa: PLR0913  (what is asked for, by whom)
    *,
    filters: Filters,
    circle: tuple[float, float, int] | None,
    email: str,
    language: str,
    viewer: Viewer,
    now: datetime,
) -> bool:
    """Let somebody hear of newly published cases; return whether an address must first say yes.

    Raises:
        Refusal: the address is none, the circle lies elsewhere or is too small or wide, or too many are followed.
    """
    row = AreaWatch(
        filters=_kept(filters), asked_at=now, told_at=now, language=language, secret=secrets.token_urlsafe(18)
    )
    _draw(row, circle)
    if viewer.known:
        row.account, row.confirmed_at = viewer.id, now
        _few(AreaWatch.objects.filter(account=viewer.id).count())
        row.save()
        return False
    plain = _address(email)
    row.email, row.address_print = SEALING.seal(plain), SEALING.fingerprint(plain, purpose="address")
    same = AreaWatch.objects.filter(address_print=row.address_print)
    _few(same.filter(confirmed_at__isnull=False).count())
    if same.filter(confirmed_at__isnull=True, asked_at__gt=now - timedelta(hours=1)).count() < _MAILS:
        row.save()
        values: dict[str, Value] = {"link": _link("confirm", row), "days": _UNANSWERED.days}
        to = (Address(email=plain, language=language),)
        notices.send(template="case.watch.confirm", to=to, values=values, about=f"watch:{row.pk}", now=now)
    return True  # also when nothing was sent: who asks learns nothing of that address


def confirm(*, secret: str, now: datetime) -> Watch:
    """Let an address say yes; doing it twice changes nothing.

    Raises:
        Missing: it was ended, or was not confirmed in time.
    """
    row = _row(secret)
    if row.confirmed_at is None:
        row.confirmed_at, row.told_at = now, now
        row.save(update_fields=["confirmed_at", "told_at"])
    return _told(row)


def find(*, secret: str) -> Watch:
    """Return what a link stands for. Raises as `confirm`."""
    return _told(_row(secret))


def end(*, secret: str) -> None:
    """End it; doing it twice changes nothing."""
    AreaWatch.objects.filter(secret=secret).delete()


def own(*, viewer: Viewer) -> tuple[tuple[Watch, str], ...]:
    """Return what the viewer follows, with the word by which each is ended."""
    rows = AreaWatch.objects.filter(account=viewer.id).order_by("pk") if viewer.known else ()
    return tuple((_told(row), row.secret) for row in rows)


def tell(*, now: datetime) -> int:
    """Tell everybody of what was published since they were last told; return how many were."""
    AreaWatch.objects.filter(confirmed_at__isnull=True, asked_at__lt=now - _UNANSWERED).delete()
    waiting = AreaWatch.objects.filter(confirmed_at__isnull=False, told_at__lt=now - timedelta(hours=12))
    return sum(_tell(number, now) for number in waiting.order_by("told_at").values_list("pk", flat=True).iterator())


@transaction.atomic
def _tell(number: int, now: datetime) -> bool:
    row = AreaWatch.objects.select_for_update(skip_locked=True).filter(pk=number).first()
    if row is None or row.told_at > now - timedelta(hours=12):
        return False  # ended, or another worker was first
    with override(row.language):
        found = [each for each in _news(row) if _inside(row, each)]
        since, row.told_at = row.told_at, now
        row.save(update_fields=["told_at"])
        if not found:
            return False
        values: dict[str, Value] = {"count": len(found), "lines": "\n".join(_lines(found)), "end": _link("end", row)}
    to = (Account(row.account),) if row.account else (Address(email=SEALING.unseal(row.email), language=row.language),)
    notices.send(
        template="case.watch.news",
        to=to,
        values=values,
        about=f"watch:{row.pk}",
        link="/case/public/",
        dedupe=f"watch:{row.pk}:{since:%Y%m%d%H%M}",
        now=now,
    )
    return True


def _news(row: AreaWatch) -> tuple[Publication, ...]:
    box = _box(row.lon, row.lat, row.metres) if row.lon is not None and row.lat is not None and row.metres else None
    return reading.recent(filters=_filters(row), since=row.told_at, box=box, size=200)


def _inside(row: AreaWatch, found: Publication) -> bool:
    if row.lon is None or row.lat is None or row.metres is None:
        return True
    if found.lon is None or found.lat is None:
        return False
    return distance(Point(row.lat, row.lon), Point(found.lat, found.lon)) <= row.metres


def _lines(found: list[Publication]) -> Iterable[str]:
    for each in found[:_LINES]:
        where = f" ({each.commune_name})" if each.commune_name else ""
        yield f"- {each.title}{where}: {settings.PUBLIC_URL}/case/public/{each.id}/"


def _box(lon: float, lat: float, metres: int) -> Box:
    high = metres / _METRES_OF_A_DEGREE
    wide = high / cos(radians(lat))
    return Box(lat - high, lon - wide, lat + high, lon + wide)


def _draw(row: AreaWatch, circle: tuple[float, float, int] | None) -> None:
    if circle is None:
        return
    lon, lat, metres = circle
    point(lat, lon, within=HA_TINH, field="lat")
    if not _NEAREST <= metres <= _FARTHEST:
        params = {"from": _NEAREST, "to": _FARTHEST}
        raise Refusal(N_("A circle reaches from %(from)d to %(to)d metres."), field="metres", params=params)
    row.lon, row.lat, row.metres = lon, lat, metres


def _address(email: str) -> str:
    try:
        validate_email(email.strip())
    except ValidationError:
        raise Refusal(
            N_("This is no e-mail address."), field="email", remedy=N_("Write for example an@example.vn.")
        ) from None
    return email.strip().lower()


def _few(many: int) -> None:
    if many >= _OF_ONE:
        message = N_("You follow %(most)d areas already.")
        raise Refusal(message, remedy=N_("End one of them first."), params={"most": _OF_ONE})


def _kept(filters: Filters) -> dict[str, list[str]]:
    return {name: list(getattr(filters, name)) for name in ("procedures", "topics", "communes")}


def _filters(row: AreaWatch) -> Filters:
    procedures, topics, communes = (tuple(row.filters[name]) for name in ("procedures", "topics", "communes"))
    return Filters(procedures=procedures, topics=topics, communes=communes)


def _row(secret: str) -> AreaWatch:
    found = AreaWatch.objects.filter(secret=secret).first()
    if found is None:
        raise Missing(N_("This was ended, or was not confirmed in time."), remedy=N_("Ask for it again."))
    return found


def _told(row: AreaWatch) -> Watch:
    name, _at, host = SEALING.unseal(row.email).partition("@") if row.email else ("", "", "")
    masked = f"{name[:1]}…@{host}" if host else ""
    return Watch(row.pk, _filters(row), row.lon, row.lat, row.metres, masked, row.confirmed_at is not None)


def _link(verb: str, row: AreaWatch) -> str:
    return f"{settings.PUBLIC_URL}/case/public/watch/{verb}/{row.secret}/"
