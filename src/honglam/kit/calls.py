"""The calls that the ground floor makes to others: to an address that somebody else named, and to nowhere else.

The name is resolved once, each address is looked at, and the connection goes to the very address that passed: a name
that changes its mind in between (DNS rebinding) leads nowhere. Redirects are not followed, and a call ends after some
seconds also when the other side goes on dripping.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPException
from typing import Any
from urllib.parse import SplitResult, urlsplit

import urllib3
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection

from honglam.base.errors import Refusal
from honglam.base.words import N_

_STEP = 10.0  # seconds until the other side says anything
_WHOLE = 20.0  # seconds for the whole call
_MOST = 64_000  # bytes of an answer that are read
_PORTS = {"http": 80, "https": 443}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# IPv6 that stands for an IPv4 address in its last four bytes: NAT64 (RFC 6052), and the oldest form.
_WRAPPED = tuple(ipaddress.IPv6Network(each) for each in ("64:ff9b::/96", "::/96"))
_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")  # NAT64 within one network (RFC 8215)


def check(url: str) -> None:
    """Let an address pass that we may call: HTTPS and a public host, or a network that the operator named.

    Raises:
        Refusal: it is not, or nobody knows its name.
    """
    try:
        _address(url)
    except OSError:
        raise _refused(url) from None


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, inside: bool = False, seconds: float = _WHOLE
) -> tuple[int, bytes]:
    """Send a POST and return status and answer. `inside`: the operator named the address, so any host will do.

    Raises:
        Refusal: the address may not be called; trying again is of no use.
        OSError: nobody answers there, in time.
    """
    return _call("POST", url, body, headers, inside=inside, seconds=seconds)


def get(
    url: str, headers: Mapping[str, str], *, inside: bool = False, seconds: float = _WHOLE, most: int = _MOST
) -> tuple[int, bytes]:
    """Read an address and return status and answer, cut off after `most` bytes. The rest as `post`."""
    return _call("GET", url, None, headers, inside=inside, seconds=seconds, most=most)


def _call(  # noqa: PLR0913  (what both kinds of calls are made of)
    method: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    *,
    inside: bool,
    seconds: float,
    most: int = _MOST,
) -> tuple[int, bytes]:
    parts = urlsplit(url)
    link = _link(parts, (parts.hostname or "") if inside else _address(url))
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    end = threading.Timer(seconds, _cut, [link])
    end.daemon = True
    end.start()
    try:
        said = {**headers, "Host": parts.netloc.rpartition("@")[2]}
        link.request(method, target, body=body, headers=said, preload_content=False)
        answer = link.getresponse()
        return answer.status, answer.read(most)
    except (urllib3.exceptions.HTTPError, HTTPException, OSError) as error:
        raise OSError(f"{parts.hostname} does not answer: {type(error).__name__}") from error
    finally:
        end.cancel()
        link.close()


def _link(parts: SplitResult, address: str) -> HTTPConnection:
    host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    options: dict[str, Any] = {"timeout": _STEP}
    if parts.scheme == "https":
        return HTTPSConnection(address, port, server_hostname=host, assert_hostname=host, **options)
    return HTTPConnection(address, port, **options)


def _cut(link: HTTPConnection) -> None:
    """End a call from outside: whoever waits for the other side gets an error."""
    with suppress(OSError, AttributeError):  # it is over already, or has not begun
        link.sock.shutdown(socket.SHUT_RDWR)


def _address(url: str) -> str:
    """Return the address to connect to.

    Raises:
        Refusal: it may not be called.
        OSError: nobody knows the name, at this moment.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise _refused(url) from None
    if not parts.hostname or parts.scheme not in _PORTS or parts.username is not None:
        raise _refused(url)
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)}
    except UnicodeError:
        raise _refused(url) from None
    if not all(_named(each) or (parts.scheme == "https" and _public(each)) for each in found):
        raise _refused(url)
    return min(found)


def _refused(url: str) -> Refusal:
    return Refusal(
        N_("“%(host)s” lies in a network that the platform may not call."),
        field="endpoint",
        remedy=N_("An operator can name the network in HONGLAM_CALL_NETWORKS."),
        params={"host": url.partition("://")[2].partition("/")[0][:80] or url[:80]},
    )


def _named(address: str) -> bool:
    """Tell whether an operator named the address's network as one that the platform may call."""
    plain = _plain(address)
    return any(plain in ipaddress.ip_network(network, strict=False) for network in settings.CALL_NETWORKS)


def _public(address: str) -> bool:
    plain = _plain(address)
    return plain.is_global and not plain.is_multicast and plain not in _LOCAL


def _plain(address: str) -> Address:
    """Return an address, freed of the IPv6 that may be wrapped around an IPv4 one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if any(found in network for network in _WRAPPED) and int(found) > 1:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
