"""Tasks that the Government gives the province are mirrored: theirs become directives here, our progress goes back.

The other system is behind `Peer`; `HttpPeer` speaks over the network. Nothing is asked until an operator has named its
address, and what cannot be read is left out and said, never guessed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from honglam.base import trace
from honglam.base.errors import Refusal
from honglam.base.text import clean_lines
from honglam.kit import calls
from honglam.packs.plan.contracts.directives import Mirror, NewDirective
from honglam.packs.plan.contracts.work import Origin
from honglam.packs.plan.models import Directive, MirrorState, Work
from honglam.packs.plan.service import directives
from honglam.packs.plan.service import settings as rhythms

_MOST = 4_000_000  # bytes of an answer
_BATCH = 100  # reports that one turn of the job hands over
_SPAN = timedelta(days=400)  # how far back is asked the first time: a plan's year and a little more


@dataclass(frozen=True, slots=True)
class Given:
    """A task as the Government's system says it: its id there, document, words, and the last day."""

    id: str
    number: str
    issued: date | None
    giver: str
    text: str
    deadline: date | None


class Peer(Protocol):
    """The system in which the Government follows its tasks."""

    def tasks(self, since: datetime) -> Iterator[Given]:
        """Yield the province's tasks that were given or changed since a moment.

        Raises:
            OSError: nobody answers, and it can be tried again.
            Refusal: it was refused; trying again is of no use.
        """

    def tell(self, work: Work) -> None:
        """Say how a task of theirs stands. Raises as `tasks`."""


@dataclass(frozen=True, slots=True)
class HttpPeer:
    """The peer over HTTP: `GET /tasks?since=` and `POST /tasks/<id>/reports`, JSON, with a bearer key.

    Attributes:
        address: without a slash at its end.
        key: what it gave us.
    """

    address: str
    key: str

    def tasks(self, since: datetime) -> Iterator[Given]:
        """Read the tasks; one that cannot be read is left out."""
        words = urlencode({"since": since.isoformat(timespec="seconds")})
        found = self._read(*calls.get(f"{self.address}/tasks?{words}", self._headers(), inside=True, most=_MOST))
        if not isinstance(found, list):
            raise OSError("it answers with another structure")
        for each in found:
            if isinstance(each, Mapping) and (task := _given(each)) is not None:
                yield task

    def tell(self, work: Work) -> None:
        """Hand over percentage, state and words of the last report."""
        said: dict[str, Any] = {"percent": work.percent, "state": work.phase, "at": work.reported_at}
        last = work.reports.order_by("-id").first()
        if last is not None:
            said |= {"text": last.text, "obstacles": last.obstacles, "proposals": last.proposals}
        assert work.directive is not None
        body = json.dumps(said, default=str, ensure_ascii=False).encode()
        place = f"{self.address}/tasks/{quote(work.directive.remote, safe='')}/reports"
        self._read(*calls.post(place, body, self._headers(), inside=True))

    def _headers(self) -> dict[str, str]:
        kind = "application/json"
        return {"Accept": kind, "Content-Type": kind, "Authorization": f"Bearer {self.key}"}

    def _read(self, status: int, body: bytes) -> Any:
        if status >= 500 or status == 429 or 300 <= status < 400:
            raise OSError(f"it answers {status}")
        if status >= 400:
            raise Refusal(body.decode("utf-8", "replace")[:300].replace("%", "%%") or f"{status}")
        try:
            return json.loads(body) if body.strip() else None
        except ValueError:
            raise OSError(f"it answers {status} with something that is not JSON") from None


def connected() -> Peer | None:
    """Return the other system; None while no operator has named one."""
    return HttpPeer(settings.GOVERNMENT_TASKS, settings.GOVERNMENT_TASKS_KEY) if settings.GOVERNMENT_TASKS else None


def exchange(*, now: datetime) -> tuple[int, int]:
    """Take over new tasks and hand over new reports; return how many of each. Nothing while it is not connected."""
    peer = connected()
    if peer is None:
        return 0, 0
    state, _made = MirrorState.objects.get_or_create(pk=1)
    try:
        since = (state.asked_at or now - _SPAN) - timedelta(minutes=5)  # clocks differ; what is known is taken once
        done = sum([_take(each, now) for each in peer.tasks(since)]), _tell(peer, now)
    except (OSError, Refusal) as error:
        state.error = str(error)[:500]
        state.save(update_fields=["error"])
        return 0, 0
    state.asked_at, state.error = now, ""
    state.save()
    return done


def state() -> Mirror:
    """Return how the connection stands."""
    row = MirrorState.objects.filter(pk=1).first() or MirrorState()
    return Mirror(
        connected=connected() is not None,
        asked_at=row.asked_at,
        error=row.error,
        taken=Directive.objects.exclude(remote="").count(),
        told=Work.objects.filter(origin=Origin.GOVERNMENT, told_at__isnull=False).count(),
    )


@transaction.atomic
def _take(given: Given, now: datetime) -> bool:
    """Make a directive of a task that is new to us; the agency that coordinates takes it and gives it on."""
    if Directive.objects.filter(remote=given.id).exists():
        return False
    entry = NewDirective(
        sentence=given.text,
        agencies=(rhythms.coordinator(),),
        giver=given.giver,
        number=given.number,
        date=given.issued,
        deadline=given.deadline,
    )
    with trace.bound(viewer=trace.SYSTEM):
        made = directives.keep(entry, who=given.giver, now=now, remote=given.id)
        directives.assign(made, entry.agencies, now=now)
    return True


def _tell(peer: Peer, now: datetime) -> int:
    changed = Q(told_at__isnull=True) | Q(told_at__lt=F("reported_at")) | Q(told_at__lt=F("closed_at"))
    waiting = Work.objects.filter(changed, origin=Origin.GOVERNMENT, reported_at__isnull=False)
    done = 0
    for work in waiting.select_related("directive").order_by("id")[:_BATCH]:
        peer.tell(work)
        Work.objects.filter(pk=work.pk).update(told_at=now)
        done += 1
    return done


def _given(found: Mapping[str, Any]) -> Given | None:
    identity, text = str(found.get("id") or "")[:120], clean_lines(str(found.get("content") or ""))[:8000]
    if not identity or not text:
        return None
    return Given(
        id=identity,
        number=str(found.get("number") or "")[:60],
        issued=_day(found.get("date")),
        giver=str(found.get("issuer") or "")[:200],
        text=text,
        deadline=_day(found.get("deadline")),
    )


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
