"""The bytes that are hashed and signed: JSON in the canonical form of RFC 8785.

The ledger holds texts, whole numbers up to 2^53, yes and no, lists and mappings with plain keys. For these, sorted keys
without spaces in UTF-8 are exactly RFC 8785, and any language can write them again.

An entry is hashed in two steps. Its *body* is everything that was done, by whom and why. Its *header* names the entry,
its moment, its rule and the SHA-256 of the body; the header is what the leaf of the tree hashes. So the body can be
removed when its time is over, and the header still proves that it was there, when, and under which rule it went.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import orjson

# The columns of the body, in the order in which `body_of_row` takes them.
BODY = (
    "actor",
    "actor_agency",
    "actor_kind",
    "actor_name",
    "address",
    "after",
    "agency",
    "before",
    "behalf",
    "fields",
    "person",
    "purpose",
    "reason",
    "request",
    "thing_id",
    "thing_kind",
    "verb",
)
_LEAF = b"\x00"  # RFC 9162: leaves and nodes are hashed differently, so that none is taken for the other
LOG = "honglam.audit/1"


def written(value: object) -> bytes:
    """Return a value as canonical JSON."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def moment(at: datetime) -> str:
    """Return a moment as the ledger writes it: UTC, with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def moment_of(text: str) -> str:
    """Return the same from PostgreSQL's own text of a moment in UTC, which leaves zeros out; reading dates is slow."""
    return f"{text[:10]}T{text[11:19]}.{text[20:]:0<6}+00:00"


def body(values: Sequence[Any]) -> dict[str, Any]:
    """Return the body of an entry from the values of its columns `BODY`."""
    return dict(zip(BODY, values, strict=True))


def digest(values: Sequence[Any]) -> bytes:
    """Return the SHA-256 of the body."""
    return hashlib.sha256(written(body(values))).digest()


def header(entry: int, at: str, rule: str, of_body: bytes) -> bytes:
    """Return what the leaf of an entry hashes; `at` as `moment` gives it."""
    return written({"at": at, "body": of_body.hex(), "entry": entry, "rule": rule})


def leaf(entry: int, at: str, rule: str, of_body: bytes) -> bytes:
    """Return the hash of an entry's leaf."""
    return hashlib.sha256(_LEAF + header(entry, at, rule, of_body)).digest()


def statement(*, size: int, root: bytes, at: datetime, day: date | None, key: str) -> Mapping[str, Any]:
    """Return what a head of the tree says; its canonical form is signed."""
    return {
        "at": moment(at),
        "day": day.isoformat() if day else "",
        "key": key,
        "log": LOG,
        "root": root.hex(),
        "size": size,
    }
