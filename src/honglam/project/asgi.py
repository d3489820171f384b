"""The application that Granian serves: Django, with one change of thread for a whole request.

Django's own ASGI handler changes between the event loop and a thread for each middleware that is not asynchronous, and
makes a new thread for each request; on our pages that took longer than the page. Here the whole chain, from the first
signal to the last, runs in one thread of a pool that stays. What streams (live regions, CSV) is sent from the event
loop as before.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

import django
from asgiref.sync import ThreadSensitiveContext, sync_to_async

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honglam.project.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  (settings are ready only now)
from django.core import signals  # noqa: E402
from django.core.exceptions import RequestAborted  # noqa: E402
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix  # noqa: E402
from django.db import close_old_connections  # noqa: E402
from django.http.response import HttpResponseBase, StreamingHttpResponse  # noqa: E402
from django.urls import set_script_prefix  # noqa: E402

from honglam.kit.uploads import TooLarge  # noqa: E402
from honglam.project.errors import refused  # noqa: E402

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

THREADS = 6  # more would only take turns; each holds one connection of the database pool while it works
_OVERHEAD = 1024 * 1024  # bytes of a form around its files


class Application(ASGIHandler):
    """Django's handler, with its whole synchronous chain in one thread."""

    def __init__(self) -> None:
        super().__init__()
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
        self._in_thread = sync_to_async(self._answer, thread_sensitive=False, executor=pool)
        self._refuse_in_thread = sync_to_async(self._refuse, thread_sensitive=False, executor=pool)

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  (Django's signature)
        """Build the chain for threads, whatever the server is."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            raise ValueError(f"only HTTP is served here, not {scope['type']}")
        try:
            response = await self._respond(scope, receive)
        except RequestAborted:
            return
        if response.streaming:
            await self._stream(response, receive, send)
        else:
            await self.send_response(response, send)

    async def _respond(self, scope: Scope, receive: Receive) -> HttpResponseBase:
        try:
            body = await self._read(scope, receive)
        except TooLarge as refusal:
            return await self._refuse_in_thread(scope, refusal)
        try:
            return await self._in_thread(scope, body)
        finally:
            body.close()

    async def _read(self, scope: Scope, receive: Receive) -> IO[bytes]:
        """Return the body, on disk when it is long.

        Raises:
            TooLarge: more comes, or is announced, than the largest upload.
            RequestAborted: the browser has gone.
        """
        if _announced(scope) > settings.UPLOAD_MAX_BYTES + _OVERHEAD:
            raise TooLarge(settings.UPLOAD_MAX_BYTES)
        body = SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE)  # noqa: SIM115  (its reader closes it)
        try:
            await _fill(body, receive)
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body

    def _answer(self, scope: Scope, body: IO[bytes]) -> HttpResponseBase:
        """Run the whole request in this thread."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request, unreadable = self.create_request(scope, body)
        response: HttpResponseBase = self.get_response(request) if request is not None else unreadable  # type: ignore[assignment]  # one of the two is there
        response._handler_class = type(self)  # type: ignore[attr-defined]  # noqa: SLF001  (the last signal names it)
        if response.streaming:
            close_old_connections()  # a page may listen for hours; the thread goes on to other requests
        else:
            response.close()
        return response

    def _refuse(self, scope: Scope, refusal: TooLarge) -> HttpResponseBase:
        response = refused(ASGIRequest(dict(scope), BytesIO()), refusal)
        response["Connection"] = "close"
        return response

    async def _stream(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        """Send piece by piece until the end or until the browser has gone. What needs a thread gets one of its own."""
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            content = cast("Iterator[bytes]", response.streaming_content)
            response.streaming_content = _pieces(content)
        async with ThreadSensitiveContext():
            gone = asyncio.create_task(self.listen_for_disconnect(receive))
            sending = asyncio.create_task(self.send_response(response, send))
            try:
                await asyncio.wait([gone, sending], return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (gone, sending):
                    task.cancel()
                await asyncio.gather(gone, sending, return_exceptions=True)
                await sync_to_async(response.close, thread_sensitive=True)()


async def _fill(body: IO[bytes], receive: Receive) -> None:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        body.write(message.get("body", b""))
        if body.tell() > settings.UPLOAD_MAX_BYTES + _OVERHEAD:
            raise TooLarge(settings.UPLOAD_MAX_BYTES)
        more = message.get("more_body", False)


def _announced(scope: Scope) -> int:
    """Return the length that the request announces; 0 when it does not."""
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(length) if length.isdigit() and len(length) < 20 else 0


def _following(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)


async def _pieces(content: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield what a synchronous response (a file) streams, each piece read in a thread and not all at once."""
    while (piece := await sync_to_async(_following, thread_sensitive=True)(content)) is not None:
        yield piece


application = Application()
