"""The door of systems that speak Open311 with us."""

from __future__ import annotations

from datetime import datetime

from honglam.base.access import Viewer
from honglam.engines.case.contracts.partners import Key, Request, Service
from honglam.engines.case.service.public import forwarding, partners

RIGHT = partners.RIGHT


def services() -> tuple[Service, ...]:
    """Return what can be requested or read, in the order of procedures and topics."""
    return partners.services()


def service(*, code: str) -> Service:
    """Return one service.

    Raises:
        Missing: there is none with this code.
    """
    return partners.service(code=code)


def request(*, asked: Request, key: str, now: datetime) -> str:
    """Open a case that another system hands in, and return its public id.

    Raises:
        Refusal: the key does not let it (status 403), or something is missing or wrong; it names the input.
        Missing: there is no such service.
    """
    return partners.request(asked=asked, key=key, now=now)


def note(*, public_id: str, remote: str, text: str, key: str, now: datetime) -> int:
    """Write what another system says of a published case into its timeline, for officers only; return its number.

    Raises:
        Refusal: the key does not let it (status 403), or nothing is said.
        Missing: there is no such published case.
    """
    return partners.note(public_id=public_id, remote=remote, text=text, key=key, now=now)


def keys(*, viewer: Viewer) -> tuple[Key, ...]:
    """Return the keys of the agencies that the viewer reaches, the newest first."""
    return partners.keys(viewer=viewer)


def make_key(*, name: str, agency: str, per_minute: int, viewer: Viewer, now: datetime) -> str:
    """Make a key and return it; nobody can read it again.

    Raises:
        Refusal: it has no name, there is no such agency within reach, or the limit cannot be meant.
    """
    return partners.make_key(name=name, agency=agency, per_minute=per_minute, viewer=viewer, now=now)


def switch_key(*, key_id: int, enabled: bool, viewer: Viewer) -> None:
    """Let a key work, or not.

    Raises:
        Missing: there is none, or its agency is out of the viewer's reach.
    """
    partners.switch_key(key_id=key_id, enabled=enabled, viewer=viewer)


def exchange(*, now: datetime) -> tuple[int, int] | None:
    """Hand published cases on to the other system and take over what it says; None while none is connected.

    Returns:
        How many cases were taken there, and how many of its updates were new to us.

    Raises:
        OSError: nobody answers there.
        Refusal: it refuses to tell its updates.
    """
    endpoint = forwarding.connected()
    if endpoint is None:
        return None
    return forwarding.forward(endpoint=endpoint, now=now), forwarding.pull(endpoint=endpoint, now=now)


def not_taken() -> tuple[str, ...]:
    """Return why cases were given up, one line each."""
    return tuple(forwarding.failed())


def connected() -> bool:
    """Tell whether published cases are handed on at all."""
    return forwarding.connected() is not None
