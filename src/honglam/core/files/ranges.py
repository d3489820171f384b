"""Parts of a content as browsers ask for them (RFC 9110, section 14), and headers that let nothing run."""

from __future__ import annotations

import re
from urllib.parse import quote

from honglam.core.files.kinds import FORMATS
from honglam.core.files.names import ending_of, plain_name

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_DIGITS = 18
# Nothing in a file may run, load or be framed. A PDF cannot be in a sandbox: browsers then refuse to show it.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; sandbox"
FOR_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class Unsatisfiable(ValueError):  # noqa: N818  (the word of RFC 9110)
    """The asked part lies behind the end."""


def parse(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte that are asked for; None when the whole is meant, or several parts.

    Raises:
        Unsatisfiable: there are no such bytes.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or max(map(len, match.groups())) > _DIGITS:
        return None
    first, last = match.groups()
    if not first:
        if not last:
            return None
        if int(last) == 0 or size == 0:
            raise Unsatisfiable
        return max(0, size - int(last)), size - 1
    if int(first) >= size:
        raise Unsatisfiable
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1


def disposition(name: str, *, inline: bool) -> str:
    """Return how a browser shall take it, with the name in both forms of RFC 6266: for old programs, and in Unicode."""
    how = "inline" if inline else "attachment"
    plain = plain_name(name)
    return f'{how}; filename="{plain}"' + ("" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}")


def may_show(name: str, media_type: str) -> bool:
    """Tell whether a browser may show it in place: only formats in which nothing runs, and only as what they are."""
    found = FORMATS.get(ending_of(name))
    return found is not None and found.inline and found.media_type == media_type


def guard(media_type: str) -> str:
    """Return the content policy that goes with a file."""
    return FOR_PDF if media_type == FORMATS["pdf"].media_type else SANDBOX
