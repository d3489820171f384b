"""The words of this pack."""

from __future__ import annotations

from dataclasses import dataclass

from honglam.core.places.contracts import Candidate, Location


@dataclass(frozen=True, slots=True)
class Answer:
    """What a look-up found.

    Attributes:
        text: the name or code that was asked for, tidied; empty when none was.
        found: units that it may mean, the surest first.
        sure: the first of them is meant, as far as a text can say.
        here: where the given position lies; None when none was given.
    """

    text: str
    found: tuple[Candidate, ...] = ()
    sure: bool = False
    here: Location | None = None

    @property
    def asked(self) -> bool:
        """Whether anything was asked at all."""
        return bool(self.text) or self.here is not None
