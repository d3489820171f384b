"""Published cases are handed on to another system that speaks Open311, and what it says of them comes back.

The other system is behind `Endpoint`; `Open311Endpoint` is the one that speaks over the network. Nothing is handed on
until an operator has named an address.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from honglam.base.errors import Refusal
from honglam.base.text import clean_lines
from honglam.engines.case.contracts import EventKind
from honglam.engines.case.models import Event, Forwarded, Publication
from honglam.engines.case.service.public import partners
from honglam.kit import calls

_BATCH = 50  # cases that one turn of the job hands on
_TRIES = 8
_SPAN = timedelta(days=30)  # of one question for updates; a standard endpoint refuses more than 90 days
_MOST = 4_000_000  # bytes of an answer
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class RemoteUpdate:
    """What the other system says of a case: its id of the update, ours or its id of the case, when, how it stands."""

    id: str
    request: str
    at: datetime
    status: str
    words: str


class Endpoint(Protocol):
    """Another system that takes cases."""

    def create(self, row: Publication, service: str) -> tuple[str, str]:
        """Hand a case over; return its id there, or a token when it has none yet.

        Raises:
            OSError: nobody answers, and it can be tried again.
            Refusal: it was refused; trying again is of no use.
        """

    def resolve(self, token: str) -> str:
        """Return the id for a token; empty while there is none. Raises as `create`."""

    def updates(self, since: datetime, until: datetime) -> Sequence[RemoteUpdate]:
        """Return what changed there in a time. Raises as `create`."""


@dataclass(frozen=True, slots=True)
class Open311Endpoint:
    """A GeoReport v2 endpoint.

    Attributes:
        address: without a slash at its end, `https://example.org/open311/v2`.
        key: the api_key that it gave us.
    """

    address: str
    key: str

    def create(self, row: Publication, service: str) -> tuple[str, str]:
        """Hand a case over with its public words only."""
        fields = {
            "api_key": self.key,
            "service_code": service,
            "lat": row.lat,
            "long": row.lon,
            "description": f"{row.title}\n{row.words}"[:4000],
        }
        body = urlencode(fields).encode()
        (found,) = self._read(*calls.post(f"{self.address}/requests.json", body, _FORM, inside=True))[:1]
        return str(found.get("service_request_id") or ""), str(found.get("token") or "")

    def resolve(self, token: str) -> str:
        """Ask for the id that a token stands for."""
        found = self._get(f"tokens/{quote(token, safe='')}.json", {})
        return str(found[0].get("service_request_id") or "") if found else ""

    def updates(self, since: datetime, until: datetime) -> Sequence[RemoteUpdate]:
        """Read the updates of a time; one that cannot be read is left out."""
        words = {"start_date": since.isoformat(timespec="seconds"), "end_date": until.isoformat(timespec="seconds")}
        found = self._get("servicerequestupdates.json", words)
        return [update for each in found if (update := _update(each)) is not None]

    def _get(self, path: str, words: Mapping[str, str]) -> list[dict[str, Any]]:
        address = f"{self.address}/{path}?{urlencode(words)}"
        return self._read(*calls.get(address, {"Accept": "application/json"}, inside=True, most=_MOST))

    def _read(self, status: int, body: bytes) -> list[dict[str, Any]]:
        if status >= 500 or status == 429:
            raise OSError(f"it answers {status}")
        try:
            found = json.loads(body)
        except ValueError:
            raise OSError(f"it answers {status} with something that is not JSON") from None
        if status >= 400:
            raise Refusal(str(found)[:300].replace("%", "%%"))
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found) or (status < 300) is False:
            raise OSError("it answers with another structure")
        return found


def connected() -> Endpoint | None:
    """Return the other system; None while no operator has named one."""
    return Open311Endpoint(settings.OPEN311_PEER, settings.OPEN311_PEER_KEY) if settings.OPEN311_PEER else None


def forward(*, endpoint: Endpoint, now: datetime) -> int:
    """Hand on what was published and is not there yet; return how many were taken."""
    return sum(_forward(endpoint, number, now) for number in list(_waiting()[:_BATCH]))


def pull(*, endpoint: Endpoint, now: datetime) -> int:
    """Take over what the other system says of our cases; return how many were new to us."""
    done = 0
    for row in Forwarded.objects.filter(remote_id="").exclude(token="")[:_BATCH]:
        row.remote_id = endpoint.resolve(row.token)
        row.save(update_fields=["remote_id"])
    newest = (
        Forwarded.objects.filter(seen_at__isnull=False).order_by("-seen_at").values_list("seen_at", flat=True).first()
    )
    since = max(newest or now - _SPAN, now - _SPAN) - timedelta(minutes=5)  # clocks differ; what came before is known
    for update in sorted(endpoint.updates(since, now), key=lambda each: each.at):
        done += _take(update)
    return done


def _waiting() -> Any:
    """Return the cases that are to be handed on: published, with a place, not come from there, not given up."""
    rows = Publication.objects.filter(shown=True, lon__isnull=False).exclude(case__channel=partners.CHANNEL)
    open_ = Q(forwarded__isnull=True) | Q(forwarded__sent_at__isnull=True, forwarded__attempts__lt=_TRIES)
    return rows.filter(open_).order_by("published_at", "pk").values_list("pk", flat=True)


@transaction.atomic
def _forward(endpoint: Endpoint, number: int, now: datetime) -> bool:
    publication = Publication.objects.select_for_update().get(pk=number)
    row, _made = Forwarded.objects.get_or_create(publication=publication)
    if row.sent_at is not None or not publication.shown:
        return False
    row.attempts += 1
    try:
        row.remote_id, row.token = endpoint.create(publication, _service(publication))
        row.sent_at, row.error = now, ""
    except OSError as error:
        row.error = str(error)[:500]
    except Refusal as refusal:
        row.error, row.attempts = str(refusal)[:500], _TRIES
    row.save()
    return row.sent_at is not None


def _service(row: Publication) -> str:
    """Return the code of the service there; ours when the operator has named no other."""
    ours = f"{row.procedure}.{row.topic}" if row.topic else row.procedure
    return str(settings.OPEN311_PEER_SERVICES.get(ours, ours))


@transaction.atomic
def _take(update: RemoteUpdate) -> bool:
    row = Forwarded.objects.select_for_update().filter(remote_id=update.request).select_related("publication").first()
    if row is None or (row.seen_at is not None and update.at < row.seen_at):
        return False
    data = {"text": update.words or update.status, "from": settings.OPEN311_PEER, "update": update.id}
    known = Event.objects.filter(case_id=row.publication.case_id, kind=EventKind.NOTE, data__update=update.id)
    if known.filter(data__from=settings.OPEN311_PEER).exists():
        return False
    Event.objects.create(case_id=row.publication.case_id, at=update.at, kind=EventKind.NOTE, data=data)
    row.remote_status, row.seen_at = update.status, update.at
    row.save(update_fields=["remote_status", "seen_at"])
    return True


def failed() -> Iterator[str]:
    """Return why cases were not taken, one line each, the latest first."""
    rows = Forwarded.objects.filter(sent_at__isnull=True, attempts__gte=_TRIES).select_related("publication")
    for row in rows.order_by("-pk")[:20]:
        yield f"{row.publication.public_id}: {row.error}"


def _update(found: Mapping[str, Any]) -> RemoteUpdate | None:
    try:
        at = parse_datetime(str(found.get("updated_datetime", "")))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not found.get("update_id") or not found.get("service_request_id"):
        return None
    words, status = clean_lines(str(found.get("description") or ""))[:2000], str(found.get("status") or "")[:20]
    return RemoteUpdate(str(found["update_id"])[:120], str(found["service_request_id"])[:120], at, status, words)
