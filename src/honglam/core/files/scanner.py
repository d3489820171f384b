"""ClamAV over its own protocol: INSTREAM sends pieces with their lengths and gets one line back."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import IO

from django.conf import settings

_PIECE = 256 * 1024
_CONNECT_SECONDS = 5
_ANSWER_SECONDS = 120


class Away(Exception):  # noqa: N818  (it says where the scanner is)
    """The scanner is set and does not answer."""


def configured() -> bool:
    """Tell whether there is a scanner (HONGLAM_CLAMAV)."""
    return bool(settings.CLAMAV)


def version() -> str:
    """Return what the scanner calls itself.

    Raises:
        Away: it does not answer.
    """
    try:
        with _connected() as link:
            link.sendall(b"zVERSION\0")
            return _line(link)
    except OSError as error:
        raise Away(str(error)) from error


def answers() -> bool:
    """Tell whether what could not be scanned is to blame, and not the scanner: it answers, or none is set."""
    try:
        return not configured() or bool(version())
    except Away:
        return False


def scan(path: Path) -> str:
    """Return what the scanner found in a file; empty when it found nothing.

    Raises:
        Away: it does not answer, or could not look.
    """
    try:
        with _connected() as link, path.open("rb") as file:
            link.sendall(b"zINSTREAM\0")
            _send(link, file)
            answer = _line(link)
    except OSError as error:
        raise Away(str(error)) from error
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise Away(said[:200] or "no answer")


def _connected() -> socket.socket:
    """Return a link to `/path/of/socket` or `host:port`."""
    where = str(settings.CLAMAV)
    if where.startswith("/"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(_CONNECT_SECONDS)
        link.connect(where)
    else:
        host, _colon, port = where.rpartition(":")
        link = socket.create_connection((host or where, int(port or 3310)), timeout=_CONNECT_SECONDS)
    link.settimeout(_ANSWER_SECONDS)
    return link


def _send(link: socket.socket, file: IO[bytes]) -> None:
    while piece := file.read(_PIECE):
        link.sendall(len(piece).to_bytes(4, "big") + piece)
    link.sendall(b"\0\0\0\0")


def _line(link: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and (piece := link.recv(4096)):
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
