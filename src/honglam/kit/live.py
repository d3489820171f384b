"""Live regions: a page hears that something changed, by Server-Sent Events over PostgreSQL's LISTEN/NOTIFY.

A message is a hint, not a record: it names a topic, perhaps a key and a few values, and the page asks again for what it
shows. Nothing is kept, so a page that was away for a moment is told to refresh. One connection to the database per
process serves every browser that listens there.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
import structlog
from asgiref.sync import sync_to_async
from django.contrib.auth.signals import user_logged_out
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.kit.access import Access, public, viewer_of
from honglam.kit.registry import Registry

log = structlog.get_logger("honglam.live")

CHANNEL = "hl_live"
HEARTBEAT_SECONDS = 15.0
LIFETIME_SECONDS = 300.0  # then the browser comes again and its rights are looked up anew
PER_VIEWER = 12  # open pages of one person in one process
TOPICS_AT_ONCE = 8
_WAITING = 100  # messages for one browser before they melt into one "refresh"
_PAYLOAD = 7_900  # bytes; PostgreSQL refuses 8000
_SIGNED_OUT = "!out"


class TooManyPages(Refusal):
    """Somebody has very many pages open."""

    status = 429
    code = "too-many-pages"


@dataclass(frozen=True, slots=True)
class Topic:
    """Something whose changes can be watched at `/live/<id>` or, for one thing of the kind, `/live/<id>:<key>`.

    Attributes:
        id: its name, the room's name first.
        access: who may watch. It holds for every key, so a message must not hold what only some watchers may know.
    """

    id: str
    access: Access


TOPICS: Registry[Topic] = Registry("live topic")


def notify(*, topic: str, key: str = "", data: Mapping[str, Any] | None = None) -> None:
    """Tell whoever watches `topic`, when the caller's transaction commits. Data that is too long is left out.

    Raises:
        KeyError: nobody declared the topic.
    """
    message: dict[str, Any] = {"t": TOPICS[topic].id, "k": key}
    text = json.dumps(message | ({"d": data} if data else {}), default=str)
    _send(text if len(text.encode()) <= _PAYLOAD else json.dumps(message))


@dataclass(eq=False, slots=True)
class _Client:
    """One open page."""

    watched: frozenset[str]
    viewer: str
    session: str
    messages: asyncio.Queue[str | None] = field(default_factory=lambda: asyncio.Queue(_WAITING))

    def wants(self, topic: str, key: str) -> bool:
        return topic in self.watched or (bool(key) and f"{topic}:{key}" in self.watched)

    def put(self, text: str) -> None:
        """Hand over a message; a page that cannot follow is told once to refresh."""
        if self.messages.full():
            while not self.messages.empty():
                self.messages.get_nowait()
            text = _frame("refresh", {})
        self.messages.put_nowait(text)

    def close(self) -> None:
        while not self.messages.empty():
            self.messages.get_nowait()
        self.messages.put_nowait(None)


class Hub:
    """The listener of one event loop and the pages that it serves. It listens only while there are any."""

    def __init__(self) -> None:
        self.clients: set[_Client] = set()
        self.listener: asyncio.Task[None] | None = None
        self.listening = asyncio.Event()

    async def join(self, client: _Client) -> None:
        """Add a page; returns when nothing that happens from now on can be missed."""
        held = Counter(other.viewer for other in self.clients)
        if held[client.viewer] >= PER_VIEWER:
            raise TooManyPages(
                N_("Too many pages are open at once."), remedy=N_("Close some of them and load this one again.")
            )
        self.clients.add(client)
        if self.listener is None or self.listener.done():
            self.listening = asyncio.Event()  # its own for each listener: the one before may still be closing
            self.listener = asyncio.create_task(self._listen(self.listening), name="live listener")
        with suppress(TimeoutError):
            await asyncio.wait_for(self.listening.wait(), 5)

    async def leave(self, client: _Client) -> None:
        """Remove a page; the last one out stops the listener."""
        self.clients.discard(client)
        if not self.clients and self.listener is not None:
            self.listener.cancel()
            self.listener = None

    async def _listen(self, listening: asyncio.Event) -> None:
        missed = False
        while True:
            with suppress(psycopg.Error, OSError):
                await self._hear(listening, missed=missed)
            listening.clear()
            log.warning("live listener lost the database")
            missed = True
            await asyncio.sleep(1)

    async def _hear(self, listening: asyncio.Event, *, missed: bool) -> None:
        parameters = connections[DEFAULT_DB_ALIAS].get_connection_params()
        parameters = {key: value for key, value in parameters.items() if key not in {"cursor_factory", "context"}}
        async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as listener:
            await listener.execute(f"LISTEN {CHANNEL}")
            listening.set()
            if missed:
                self._tell_all(_frame("refresh", {}))
            async for notification in listener.notifies():
                self._spread(notification.payload)

    def _spread(self, payload: str) -> None:
        message = json.loads(payload)
        topic, key = message["t"], message.get("k", "")
        if topic == _SIGNED_OUT:
            for client in [c for c in self.clients if c.session and c.session == key]:
                client.close()
            return
        text = _frame(topic, {"key": key, "data": message.get("d")})
        for client in [c for c in self.clients if c.wants(topic, key)]:
            client.put(text)

    def _tell_all(self, text: str) -> None:
        for client in self.clients:
            client.put(text)


_HUBS: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """Return the hub of the running event loop."""
    return _HUBS.setdefault(asyncio.get_running_loop(), Hub())


@public("each topic names its own permission, and it is checked before the first byte")
async def stream(request: HttpRequest, topics: str) -> HttpResponseBase:
    """Send the messages of one topic, or of several joined by commas, for as long as the page is open."""
    client = await sync_to_async(_admitted, thread_sensitive=True)(request, topics)
    if request.method != "GET":
        return HttpResponse(status=405, headers={"Allow": "GET"})
    await hub().join(client)
    again = "Last-Event-ID" in request.headers
    # Proxies and our own compression would hold messages back.
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Content-Encoding": "identity"}
    frames = _frames(client, again=again)
    return StreamingHttpResponse(frames, content_type="text/event-stream; charset=utf-8", headers=headers)


def _admitted(request: HttpRequest, topics: str) -> _Client:
    """Check the viewer against each topic; give the database connection back, the page may stay open for hours."""
    try:
        viewer = viewer_of(request)
        watched = topics.split(",")[:TOPICS_AT_ONCE]
        for name in watched:
            _topic(name).access.check(viewer)
        session = getattr(request, "session", None)
        key = getattr(session, "session_key", None) or ""
        return _Client(frozenset(watched), _who(request, viewer), _hidden(key))
    finally:
        if not connection.in_atomic_block:
            connection.close()


def _topic(name: str) -> Topic:
    topic = TOPICS.get(name.partition(":")[0])
    if topic is None:
        raise Missing(N_("There is nothing to watch at this address."))
    return topic


def _who(request: HttpRequest, viewer: Viewer) -> str:
    return viewer.id or f"at {request.META.get('REMOTE_ADDR', '')}"


async def _frames(client: _Client, *, again: bool) -> AsyncIterator[str]:
    ends = time.monotonic() + LIFETIME_SECONDS
    try:
        yield "retry: 2000\n\n"
        yield _frame("refresh" if again else "ready", {})
        while (left := ends - time.monotonic()) > 0:
            try:
                text = await asyncio.wait_for(client.messages.get(), min(HEARTBEAT_SECONDS, left))
            except TimeoutError:
                yield ": still here\n\n"  # keeps proxies from closing, and finds out that the page is gone
                continue
            if text is None:
                yield _frame("signed-out", {})
                return
            yield text
    finally:
        await hub().leave(client)


_NUMBERS = itertools.count(1)


def _frame(event: str, data: Mapping[str, Any]) -> str:
    """Return one event; its id only tells the server, when the browser comes again, that it has been here before."""
    return f"id: {next(_NUMBERS)}\nevent: {event}\ndata: {json.dumps(data, default=str)}\n\n"


def _send(payload: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def _hidden(session_key: str) -> str:
    """Return what may be said aloud of a session; the key itself opens it."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32] if session_key else ""


def _on_sign_out(request: HttpRequest | None = None, **_: Any) -> None:
    session = getattr(request, "session", None)
    if session is not None and session.session_key:
        _send(json.dumps({"t": _SIGNED_OUT, "k": _hidden(session.session_key)}))


user_logged_out.connect(_on_sign_out, dispatch_uid="honglam.live")
