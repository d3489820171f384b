"""The one call that identity makes to other systems: "this person has signed out"."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from honglam.kit import calls

_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "*/*"}


class NotTaken(Exception):  # noqa: N818  (the other system's state; the job tries again)
    """The other system did not take what was sent."""


def post(uri: str, fields: Mapping[str, str]) -> None:
    """Send a form to an address and see it taken.

    Raises:
        Refusal: the address may not be called; trying again is of no use.
        NotTaken: it cannot be reached, or answers with something else than 200 or 204.
    """
    try:
        status, said = calls.post(uri, urlencode(fields).encode(), _FORM)
    except OSError as error:
        raise NotTaken(str(error)) from error
    if status not in {200, 204}:
        raise NotTaken(f"{status}: {said[:200].decode(errors='replace')}")
