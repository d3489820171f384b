"""The published roots for machines, and the ledger for inspectors' tools."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from honglam.base.time import parse_date
from honglam.core.audit import api
from honglam.core.audit.contracts import Root
from honglam.core.audit.tables import ENTRIES
from honglam.kit import tables
from honglam.kit.access import public

router = Router(tags=["audit"])
_PUBLISHED = "whoever keeps a root can show later that the ledger was changed"


class RootLineOut(Schema):
    """A published root, in short."""

    day: date = Field(description="The day whose root it is")
    size: int = Field(description="How many entries the ledger held")
    root: str = Field(description="Root of the tree, hexadecimal")


class StatementOut(Schema):
    """What is signed: the canonical JSON (RFC 8785) of exactly these members."""

    at: str = Field(description="When it was signed, UTC")
    day: str = Field(description="The day whose root it is; empty for a head within a day")
    key: str = Field(description="Fingerprint of the key")
    log: str = Field(description="Name of this form of a ledger")
    root: str = Field(description="Root of the tree of RFC 9162, SHA-256, hexadecimal")
    size: int = Field(description="How many leaves it stands over")


class HeadOut(Schema):
    """A signed head of the tree."""

    statement: StatementOut = Field(description="What is signed")
    signature: str = Field(description="Ed25519 signature, hexadecimal")
    public_key: str = Field(description="The key to check it, PEM")


class RootOut(Schema):
    """A day's root, and the proof that the ledger only grew since the former one."""

    head: HeadOut = Field(description="The root of this day")
    former: HeadOut | None = Field(description="The published root before it")
    consistency: list[str] = Field(description="Proof of consistency of RFC 9162 between the two, hexadecimal")


class RootsIn(Schema):
    """Which part of the list."""

    before: str = Field("", max_length=10, description="Give what lies before this day, YYYY-MM-DD")
    limit: int = Field(30, ge=1, le=366, description="How many")


@router.get("/roots", response=list[RootLineOut])
@public(_PUBLISHED)
def roots(request: HttpRequest, asked: Query[RootsIn]) -> tuple[Root, ...]:
    """List the published roots, the newest first."""
    return api.roots(before=parse_date(asked.before) if asked.before else None, limit=asked.limit)


@router.get("/roots/{day}", response=RootOut)
@public(_PUBLISHED)
def root(request: HttpRequest, day: str) -> Mapping[str, Any]:
    """Return the root of a day as `check_proof.py` reads it."""
    return api.root(day=parse_date(day))


tables.route(router, ENTRIES, api.entries)
