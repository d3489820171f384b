"""The words of provisioning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of a list.

    Attributes:
        total: how many there are in all.
        start: number of the first one here, from 1.
        items: SCIM documents.
    """

    total: int
    start: int
    items: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about a list, as RFC 7644 (section 3.4.2) has it.

    Attributes:
        filter: expression; empty for all.
        sort_by: attribute; empty for no order.
        descending: whether the order is turned round.
        start: number of the first wanted, from 1.
        count: how many are wanted at most.
    """

    filter: str = ""
    sort_by: str = ""
    descending: bool = False
    start: int = 1
    count: int = 100


@dataclass(frozen=True, slots=True)
class Caller:
    """A client that provisions, and how it wants its answer.

    Attributes:
        client: number of the client.
        name: what people call it.
        agency: path of the agency whose subtree it reaches.
        writes: whether it may change anything.
        base: our address of SCIM, which documents refer to.
        now: when it asks.
        attributes: the only attributes that it wants; empty for the usual ones.
        excluded: attributes that it does not want.
        match: versions one of which the document must still have; empty for any.
    """

    client: int
    name: str
    agency: str
    writes: bool
    base: str
    now: datetime
    attributes: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
