"""Calls over HTTPS to hosts that a browser or an operator named, to nowhere else than was checked.

The name is resolved once, each address is looked at, and the connection goes to the very address that passed: a name
that changes its mind in between (DNS rebinding) leads nowhere. Redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import urllib3
from django.conf import settings

from honglam.base.errors import Refusal
from honglam.base.words import N_

_TIMEOUT = urllib3.Timeout(connect=5.0, read=10.0)
_MOST = 64_000  # bytes of an answer that are read


def check(url: str) -> None:
    """Let an address pass that we may call: HTTPS and a public host, or a network that the operator named.

    Raises:
        Refusal: it is not.
    """
    _address(url)


def post(url: str, body: bytes, headers: Mapping[str, str], *, inside: bool = False) -> tuple[int, bytes]:
    """Send a POST and return status and answer. `inside`: the operator named the address, so any host will do.

    Raises:
        Refusal: the address may not be called.
        OSError: nobody answers there.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    address = host if inside else _address(url)
    options: dict[str, Any] = {"timeout": _TIMEOUT, "retries": False}
    if parts.scheme == "https":
        port = parts.port or 443
        pool: urllib3.HTTPConnectionPool = urllib3.HTTPSConnectionPool(
            address, port, server_hostname=host, assert_hostname=host, **options
        )
    else:
        pool = urllib3.HTTPConnectionPool(address, parts.port or 80, **options)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        answer = pool.request(
            "POST",
            target,
            body=body,
            headers={**headers, "Host": parts.netloc.rpartition("@")[2]},
            redirect=False,
            preload_content=False,
        )
        return answer.status, answer.read(_MOST)
    except urllib3.exceptions.HTTPError as error:
        raise OSError(f"{host} does not answer: {type(error).__name__}") from error
    finally:
        pool.close()


def _address(url: str) -> str:
    """Return the address to connect to for a URL that may be called."""
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = {str(each[4][0]) for each in socket.getaddrinfo(parts.hostname or "", port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError, ValueError):
        found = set()
    secure = parts.scheme == "https"
    allowed = found and all(_inside(each) or (secure and _public(each)) for each in found)
    if not parts.hostname or parts.scheme not in {"http", "https"} or parts.username is not None or not allowed:
        raise Refusal(
            N_("This is not the address of a push service on the internet."),
            field="endpoint",
            remedy=N_("An operator can name the network in HONGLAM_CALL_NETWORKS."),
        )
    return min(found)


def _inside(address: str) -> bool:
    """Tell whether an operator named the address's network as one that the platform may call."""
    plain = _plain(address)
    return any(plain in ipaddress.ip_network(network, strict=False) for network in settings.CALL_NETWORKS)


def _public(address: str) -> bool:
    plain = _plain(address)
    return plain.is_global and not plain.is_multicast


def _plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Return an address, freed of the IPv6 that may be wrapped around an IPv4 one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
