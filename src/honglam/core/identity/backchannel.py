"""The one call that identity makes to other systems: "this person has signed out".

It connects to the very address that was checked, so that a name that answers differently the second time leads nowhere
else, and follows no redirect. Addresses that are not public are refused, unless HONGLAM_CALL_NETWORKS names them.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

import urllib3
from django.conf import settings

from honglam.base.errors import Refusal
from honglam.base.words import N_

_SECONDS = 10
_MOST_BYTES = 4096

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotTaken(Exception):  # noqa: N818  (the other system's state; the job tries again)
    """The other system did not take what was sent."""


def allowed(address: Address) -> bool:
    """Tell whether the platform may call an address: a public one, or one in a network that the operator named."""
    plain = getattr(address, "ipv4_mapped", None) or address
    if any(plain in ipaddress.ip_network(network, strict=False) for network in settings.CALL_NETWORKS):
        return True
    return plain.is_global and not plain.is_multicast


def post(uri: str, fields: Mapping[str, str]) -> None:
    """Send a form to an address and see it taken.

    Raises:
        Refusal: the address may not be called; trying again is of no use.
        NotTaken: it cannot be reached, or answers with something else than 200 or 204.
    """
    parts = urlsplit(uri)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _resolved(parts.hostname or "", port)
    try:
        with _pool(parts.scheme, str(address), port, parts.hostname or "") as pool:
            answer = pool.request(
                "POST",
                (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
                fields=dict(fields),
                encode_multipart=False,
                headers={"Host": parts.netloc, "Accept": "*/*"},
                redirect=False,
                preload_content=False,
            )
            said = answer.read(_MOST_BYTES)
            answer.close()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise NotTaken(type(error).__name__) from error
    if answer.status not in {200, 204}:
        raise NotTaken(f"{answer.status}: {said[:200].decode(errors='replace')}")


def _resolved(host: str, port: int) -> Address:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotTaken(type(error).__name__) from error
    addresses = [ipaddress.ip_address(entry[4][0]) for entry in found]
    if not addresses or not all(allowed(address) for address in addresses):
        raise Refusal(
            N_("“%(host)s” lies in a network that the platform may not call."),
            remedy=N_("An operator can name the network in HONGLAM_CALL_NETWORKS."),
            params={"host": host},
        )
    return addresses[0]


def _pool(scheme: str, address: str, port: int, host: str) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(total=_SECONDS)
    if scheme == "https":
        return urllib3.HTTPSConnectionPool(
            address, port, timeout=timeout, retries=False, server_hostname=host, assert_hostname=host
        )
    return urllib3.HTTPConnectionPool(address, port, timeout=timeout, retries=False)
