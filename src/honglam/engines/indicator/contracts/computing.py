"""What came of a computing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Computed:
    """How much was computed.

    Attributes:
        looked: figures that were computed.
        written: of these, how many differ from what counted before, and were published.
        without: of these, how many have no figure now, with the reason beside them.
    """

    looked: int = 0
    written: int = 0
    without: int = 0
