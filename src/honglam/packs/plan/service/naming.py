"""Printed names of agencies, as of the plan's day: what is certain is taken, the rest is asked once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from honglam.base.errors import Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.core.identity.contracts import Agency, Part

_MOST_CANDIDATES = 4


@dataclass(slots=True)
class Book:
    """What the names of one document mean.

    Attributes:
        on: the plan's day.
        known: what a person has said of names, for this document only: paths by printed name.
    """

    on: date
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _parts: dict[str, tuple[Part, ...]] = field(default_factory=dict)

    def paths(self, names: str) -> tuple[str, ...]:
        """Return the agencies that a cell names, each once; what is not certain is left out."""
        found: dict[str, None] = {}
        for name in split(names):
            for path in self._of(name):
                found[path] = None
        return tuple(found)

    def unknown(self, names: str) -> tuple[str, ...]:
        """Return the names in a cell of which nobody can be certain."""
        return tuple(name for name in split(names) if name not in self.known and not self._certain(name))

    def candidates(self, name: str) -> tuple[Agency, ...]:
        """Return whom a name may mean, the surest first: who holds its work on the plan's day."""
        found: dict[str, Agency] = {}
        for part in self._read(name):
            for candidate in part.candidates:
                for heir in candidate.heirs:
                    found.setdefault(heir.path, heir)
        return tuple(found.values())[:_MOST_CANDIDATES]

    def check(self, names: str, about: str, asked: Iterable[str] = ()) -> str:
        """Return names as they are kept.

        Args:
            names: apart by `;`.
            about: the input from which they come.
            asked: names about which a question of their own waits.

        Raises:
            Refusal: one of them is nobody's; the nearest ones are told.
        """
        for name in set(self.unknown(names)) - set(asked):
            near = "; ".join(agency.name for agency in self.candidates(name)) or "—"
            raise Refusal(
                N_("“%(name)s” is no agency that is known on that day."),
                field=about,
                remedy=N_("Write its full name, several apart by “;”. Nearest: %(near)s."),
                params={"name": name, "near": near},
            )
        return joined(split(names))

    def _of(self, name: str) -> tuple[str, ...]:
        if name in self.known:
            return self.known[name]
        return tuple(agency.path for part in self._read(name) for agency in part.agencies)

    def _certain(self, name: str) -> bool:
        parts = self._read(name)
        return bool(parts) and all(part.certain for part in parts)

    def _read(self, name: str) -> tuple[Part, ...]:
        if name not in self._parts:
            try:
                self._parts[name] = identity.match(text=name, on=self.on).parts
            except Refusal:  # longer than any name
                self._parts[name] = ()
        return self._parts[name]


def split(names: str) -> tuple[str, ...]:
    """Return the names that a kept cell holds."""
    return tuple(dict.fromkeys(name for part in names.split(";") if (name := clean(part))))


def joined(names: Iterable[str]) -> str:
    """Return names as a cell keeps them."""
    return "; ".join(names)
