"""The words of changing one value of many records at once."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from honglam.engines.register.contracts.records import Wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoilt:
    """A record that does not take the value: what people call it, and why."""

    id: UUID
    label: str
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """What setting one value in many records does, or did.

    Attributes:
        count: records that were chosen.
        changed: how many change.
        waits: how many wait for a second person.
        kept: how many have the value already.
        spoilt: those that do not take it, at most the first hundred.
        refused: how many do not take it.
        sample: of the first records that were chosen: what people call it, the value before, the value after.
        act: the act that did it, by which it can be undone; None for a preview, and where nothing was written.
    """

    count: int
    changed: int = 0
    waits: int = 0
    kept: int = 0
    spoilt: tuple[Spoilt, ...] = ()
    refused: int = 0
    sample: tuple[tuple[str, str, str], ...] = ()
    act: int | None = None
