"""Rows of the land registers for one commune, made of arrays: what stands in each column, and how often it is wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from honglam.packs.land.generating import people, shapes
from honglam.packs.land.generating.shapes import DWELLING, FOREST, GARDEN, RICE

Bools = NDArray[np.bool_]
MARK = "Đo đạc giả lập"  # stands in each parcel's survey document: nobody takes it for a real one
_PEOPLE = 0.33  # people for each parcel
# Shares of parcels; what is wrong is there for the rules of quality to find.
_NO_COMMUNE, _DOUBTFUL, _NO_HOLDER, _AREA_WRONG, _NO_LEGAL = 0.004, 0.003, 0.015, 0.05, 0.02
_PUBLIC, _COUPLE, _CERTIFIED, _FORMER_NUMBER, _MIXED = 0.02, 0.08, 0.75, 0.6, 0.12
_HOUSE = 0.6
_RESTRICTED = (
    ("mortgage", 0.028, True),
    ("planning", 0.005, False),
    ("dispute", 0.004, True),
    ("seizure", 0.001, True),
)
_PURPOSES = {
    DWELLING: (("ONT", 0.9), ("TMD", 0.03), ("DGD", 0.02), ("TIN", 0.02), ("SKC", 0.03)),
    RICE: (("LUC", 0.8), ("LUK", 0.1), ("HNK", 0.1)),
    GARDEN: (("CLN", 0.6), ("NTS", 0.2), ("BHK", 0.1), ("NTD", 0.1)),
    FOREST: (("RSX", 0.8), ("RPH", 0.2)),
}
_ORIGINS = ("allotted", "recognised", "transferred", "inherited", "given")
_FIRST_DAY, _DAYS = date(1994, 1, 1), 11_800
_BANKS = ("Ngân hàng mẫu A", "Ngân hàng mẫu B", "Quỹ tín dụng nhân dân mẫu")


@dataclass(frozen=True, slots=True)
class Commune:
    """What the generator knows of a commune.

    Attributes:
        code: its code.
        name: with its kind.
        ward: dwellings there are urban.
        shape: in degrees.
        villages: the former communes.
        names: what each of them was called.
        count: how many parcels are wanted.
        first: serial number of its first parcel in the province.
    """

    code: str
    name: str
    ward: bool
    shape: BaseGeometry
    villages: tuple[shapes.Village, ...]
    names: tuple[str, ...]
    count: int
    first: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one register: the key of the record and its fields, in the order of `columns`."""

    register: str
    columns: tuple[str, ...]
    count: int
    rows: Iterator[tuple[Any, ...]]


def batches(commune: Commune, *, seed: int, now: datetime) -> Iterator[Batch]:
    """Make all rows of a commune; the same for the same seed and moment.

    Args:
        commune: which.
        seed: of the whole province.
        now: the moment that stands in the keys.
    """
    rng = np.random.default_rng([seed, int(commune.code)])
    land = shapes.parcels(commune.shape, commune.villages, commune.count, rng)
    made = _Commune(commune, land, rng, now)
    yield made.parties()
    yield made.parcels()
    yield made.certificates()
    yield made.rights()
    yield made.assets()
    yield made.restrictions()


class _Commune:
    """One commune while it is made: what several registers must agree on."""

    def __init__(self, commune: Commune, land: shapes.Parcels, rng: np.random.Generator, now: datetime) -> None:
        self.commune, self.land, self.rng = commune, land, rng
        count = len(land)
        some = max(1, int(count * _PEOPLE))
        self.people = people.people(some, math.ceil(commune.first * _PEOPLE), rng)
        self.party_ids = _keys(len(self.people) + 1, now, rng)  # the last is the committee of the commune
        self.ids = _keys(count, now, rng)
        self.certificate_ids = _keys(count, now, rng)
        self.now = now
        self.public = rng.random(count) < _PUBLIC
        self.without = ~self.public & (rng.random(count) < _NO_HOLDER)
        self.couple = ~self.public & ~self.without & (rng.random(count) < _COUPLE)
        self.certified = ~self.public & ~self.without & (rng.random(count) < _CERTIFIED)
        self.holder = np.where(self.public, len(self.people), rng.integers(0, len(self.people), count))
        self.purpose = self._purposes()
        self.since = _days(rng, count)

    def _purposes(self) -> NDArray[np.str_]:
        found = np.empty(len(self.land), dtype="<U3")
        for sort, choices in _PURPOSES.items():
            mine = self.land.sort == sort
            found[mine] = self.rng.choice([code for code, _ in choices], mine.sum(), p=[share for _, share in choices])
        if self.commune.ward:
            found[found == "ONT"] = "ODT"
        found[self.public] = "DGT"
        return found

    def parcels(self) -> Batch:
        """The parcels, with the faults that quality is to find."""
        land, rng, count = self.land, self.rng, len(self.land)
        area = np.round(land.area, 1)
        noise = np.where(
            rng.random(count) < _AREA_WRONG, rng.uniform(0.06, 0.35, count), rng.uniform(-0.015, 0.015, count)
        )
        legal = np.round(area * (1 + noise), 1)
        differs = np.round(np.abs(legal - land.area) / land.area * 100, 1)
        unknown = rng.random(count) < _NO_LEGAL
        number = np.where(rng.random(count) < _DOUBTFUL, land.number + 5000, land.number)
        columns = {
            "id": self.ids,
            "sheet": land.sheet.tolist(),
            "number": number.tolist(),
            "old_commune": _picked([each.code for each in self.commune.villages], land.village),
            "new_commune": _unless(rng.random(count) < _NO_COMMUNE, [self.commune.code] * count),
            "old_sheet": (
                former := _some(rng, count, _FORMER_NUMBER, [str(each // 2 + 1) for each in land.sheet.tolist()])
            ),
            "old_number": [
                None if sheet is None else str(each * 7 % 999 + 1)
                for sheet, each in zip(former, land.number.tolist(), strict=True)
            ],
            "address": _picked([f"{each}, {self.commune.name}" for each in self.commune.names], land.village),
            "area_measured": area.tolist(),
            "area_legal": _unless(unknown, legal.tolist()),
            "kind": np.where(self.public, "occupying", "land").tolist(),
            "purpose": self.purpose.tolist(),
            "state": ["in_force"] * count,
            "disputed": [False] * count,
            "survey": [MARK] * count,
            "shape": [bytes(each) for each in land.wkb()],
            "area_differs": _unless(unknown, differs.tolist()),
            "holders": np.where(self.without, 0, np.where(self.couple, 2, 1)).tolist(),
        }
        return _batch("land_parcels", columns)

    def parties(self) -> Batch:
        """The people, and the committee that manages roads."""
        found, count = self.people, len(self.people)
        columns = {
            "id": self.party_ids,
            "kind": [*found.kind.tolist(), "state"],
            "name": [*found.name.tolist(), f"Ủy ban nhân dân {self.commune.name}"],
            "personal_number": [*(each or None for each in found.number.tolist()), None],
            "birth": [*(str(each) for each in found.born.tolist()), None],
            "address": [*_picked(self.commune.names, self.rng.integers(0, len(self.commune.names), count)), None],
            "new_commune": [self.commune.code] * (count + 1),
        }
        return _batch("land_parties", columns)

    def certificates(self) -> Batch:
        """The papers, each with a serial number that no real form has."""
        which = np.flatnonzero(self.certified)
        issued = [_FIRST_DAY + timedelta(days=int(each)) for each in self.since[which]]
        forms = ["red" if each.year < 2009 else "2009" if each.year < 2025 else "2025" for each in issued]
        serials = (which + self.commune.first).tolist()
        columns = {
            "id": [self.certificate_ids[each] for each in which.tolist()],
            "serial": [f"ZT {each:08d}" for each in serials],
            "book_number": [f"CH {each:06d}" for each in serials],
            "qr": [f"42{each:010d}" if form == "2025" else None for each, form in zip(serials, forms, strict=True)],
            "form": forms,
            "issued": issued,
            "issuer": [f"Ủy ban nhân dân {self.commune.name}"] * len(which),
            "state": ["in_force"] * len(which),
            "new_commune": [self.commune.code] * len(which),
        }
        return _batch("land_certificates", columns)

    def rights(self) -> Batch:
        """The rights: one holder, two, or nobody known."""
        held, both = np.flatnonzero(~self.without), np.flatnonzero(self.couple)
        parcel = np.concatenate([held, both])
        party = np.concatenate([self.holder[held], self.rng.integers(0, len(self.people), len(both))])
        name = [*self.people.name.tolist(), f"Ủy ban nhân dân {self.commune.name}"]
        number = [*self.people.number.tolist(), ""]
        count = len(parcel)
        columns = {
            "id": _keys(count, self.now, self.rng),
            "parcel": [self.ids[each] for each in parcel.tolist()],
            "party": [self.party_ids[each] for each in party.tolist()],
            "holder": [name[each] for each in party.tolist()],
            "holder_number": [number[each] or None for each in party.tolist()],
            "kind": np.where(self.public[parcel], "management", "use").tolist(),
            "share": np.where(self.couple[parcel], 0.5, 1.0).tolist(),
            "purpose": self.purpose[parcel].tolist(),
            "origin": self.rng.choice(_ORIGINS, count).tolist(),
            "since": [_FIRST_DAY + timedelta(days=int(each)) for each in self.since[parcel]],
            "certificate": [
                self.certificate_ids[each] if paper else None
                for each, paper in zip(parcel.tolist(), self.certified[parcel].tolist(), strict=True)
            ],
            "state": ["in_force"] * count,
            "new_commune": [self.commune.code] * count,
        }
        return _batch("land_rights", columns)

    def assets(self) -> Batch:
        """Houses on land for dwelling."""
        which = np.flatnonzero(
            (self.land.sort == DWELLING) & ~self.without & (self.rng.random(len(self.land)) < _HOUSE)
        )
        columns = {
            "id": _keys(len(which), self.now, self.rng),
            "parcel": [self.ids[each] for each in which.tolist()],
            "kind": ["house"] * len(which),
            "owner_party": [self.party_ids[each] for each in self.holder[which].tolist()],
            "address": _picked(self.commune.names, self.land.village[which]),
            "area": np.round(self.land.area[which] * self.rng.uniform(0.08, 0.3, len(which)), 1).tolist(),
            "floors": self.rng.integers(1, 4, len(which)).tolist(),
            "built": self.rng.integers(1978, 2026, len(which)).tolist(),
            "new_commune": [self.commune.code] * len(which),
        }
        return _batch("land_assets", columns)

    def restrictions(self) -> Batch:
        """What stands against a change; some of it is lifted."""
        count = len(self.land)
        chance = self.rng.random(count)
        limits = np.cumsum([share for _, share, _ in _RESTRICTED])
        which = np.flatnonzero(chance < limits[-1])
        sort = np.searchsorted(limits, chance[which], side="right")
        lifted = self.rng.random(len(which)) < 0.3
        since = _days(self.rng, len(which))
        days = [_FIRST_DAY + timedelta(days=int(each)) for each in since]
        columns = {
            "id": _keys(len(which), self.now, self.rng),
            "parcel": [self.ids[each] for each in which.tolist()],
            "kind": [_RESTRICTED[each][0] for each in sort.tolist()],
            "stops": [_RESTRICTED[each][2] for each in sort.tolist()],
            "in_favour": self.rng.choice(_BANKS, len(which)).tolist(),
            "document": [f"Hợp đồng mẫu {each}" for each in since.tolist()],
            "since": days,
            "lifted_on": [
                day + timedelta(days=200) if done else None for day, done in zip(days, lifted.tolist(), strict=True)
            ],
            "new_commune": [self.commune.code] * len(which),
        }
        return _batch("land_restrictions", columns)


def _batch(register: str, columns: Mapping[str, Any]) -> Batch:
    return Batch(register, tuple(columns), len(columns["id"]), zip(*columns.values(), strict=True))


def _keys(count: int, now: datetime, rng: np.random.Generator) -> list[str]:
    """Return keys (UUID, version 7) of one moment, in their order."""
    octets = rng.integers(0, 256, (count, 16), dtype=np.uint8)
    octets[:, :6] = np.frombuffer(int(now.timestamp() * 1000).to_bytes(6), dtype=np.uint8)
    octets[:, 6] = octets[:, 6] & 0x0F | 0x70
    octets[:, 8] = octets[:, 8] & 0x3F | 0x80
    text = octets.tobytes().hex()
    return sorted(text[at : at + 32] for at in range(0, len(text), 32))


def _days(rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    return rng.integers(0, _DAYS, count)


def _picked(words: Sequence[str], which: NDArray[np.int64]) -> list[str]:
    return [words[each] for each in which.tolist()]


def _unless(missing: Bools, values: Sequence[Any]) -> list[Any]:
    return [None if gone else value for gone, value in zip(missing.tolist(), values, strict=True)]


def _some(rng: np.random.Generator, count: int, share: float, values: Sequence[Any]) -> list[Any]:
    return _unless(rng.random(count) >= share, values)
