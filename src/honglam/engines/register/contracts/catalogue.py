"""The words of the catalogue: what stands beside a register's definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from honglam.engines.register.contracts.definition import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of the catalogue is looked for.

    Attributes:
        text: words that title, fields or sector contain, accents or not.
        group: sector.
        owner: path of the agency that answers for it.
        order: `title`, `rows`, `score` (the worst first) or `at` (the newest first).
    """

    text: str = ""
    group: str = ""
    owner: str = ""
    order: str = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A register in the catalogue.

    Attributes:
        register: its definition.
        owner_name: what the agency is called that answers for it.
        rows: records, exact up to twenty thousand and about right beyond.
        score: how good they are, of 100; None while nobody has measured it.
        at: when records were last written.
        fresh: whether that is within its own time; None when it has none or no records.
        shares: agencies with which its records are shared now.
        exports: files that were taken away in the last 90 days.
        systems: systems and agencies that took records in the last 90 days.
        open: whether the viewer may see records of it.
    """

    register: Register
    owner_name: str = ""
    rows: int = 0
    score: float | None = None
    at: datetime | None = None
    fresh: bool | None = None
    shares: int = 0
    exports: int = 0
    systems: int = 0
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The catalogue as somebody asked for it.

    Attributes:
        entries: registers, in order.
        groups: all sectors.
        owners: path and name of all agencies that answer for a register.
        total: registers in all.
        rows: records in all registers.
    """

    entries: tuple[Entry, ...]
    groups: tuple[str, ...]
    owners: tuple[tuple[str, str], ...]
    total: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What some registers hold: their sector, and how many records by register."""

    group: str
    counts: Mapping[str, int]
