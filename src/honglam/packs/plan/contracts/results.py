"""The words of results: figures of a document, and the indicators that they are of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from honglam.base.errors import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A figure that was read, and of which indicator it may be.

    Attributes:
        as_of: ISO day; empty while nobody knows.
        likely: code of the indicator that it is unless somebody says otherwise; empty: it is asked.
        offered: code and title of those that come near.
    """

    text: str
    value: str
    unit: str
    as_of: str
    likely: str
    offered: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A figure that a person gives to an indicator."""

    code: str
    value: str
    as_of: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a figure: a draft, or why not."""

    code: str
    title: str
    number: Decimal | None
    refusal: Refusal | None
