"""Reading the package `vietnamadminunits` (MIT): codes and names of today's and former units, and who followed whom.

Only its data files are read; importing the package itself would load parsers for the whole country.
"""

from __future__ import annotations

import json
import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.places.contracts import Act, Kind, Level, Part

PACKAGE = "vietnamadminunits"
ACTS = Path(__file__).parent / "data" / "acts.toml"

_KINDS = {
    "Tỉnh": (Kind.PROVINCE, "{} province"),
    "Xã": (Kind.COMMUNE, "{} commune"),
    "Phường": (Kind.WARD, "{} ward"),
    "Đặc khu": (Kind.SPECIAL_ZONE, "{} special zone"),
    "Thị trấn": (Kind.TOWNSHIP, "{} township"),
    "Huyện": (Kind.DISTRICT, "{} district"),
    "Thị xã": (Kind.TOWN, "{} town"),
    "Thành phố": (Kind.CITY, "{} city"),
    "Quận": (Kind.URBAN_DISTRICT, "{} urban district"),
}


@dataclass(frozen=True, slots=True)
class SourceUnit:
    """A unit as the package has it; `key` names it among all units, `district` is the key of its former district."""

    key: str
    code: str
    level: Level
    kind: Kind
    name: str
    short_name: str
    name_en: str
    former_keys: tuple[str, ...]
    district: str
    lat: float
    lon: float
    area_km2: float | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class SourceSuccession:
    """Two units by their keys, and how the one followed the other."""

    old: str
    new: str
    part: Part
    main: bool


@dataclass(frozen=True, slots=True)
class Source:
    """All that is known about one province."""

    label: str
    acts: tuple[Act, ...]
    units: tuple[SourceUnit, ...]
    successions: tuple[SourceSuccession, ...]


def read(province: str) -> Source:
    """Return the units of the province with this code.

    Raises:
        Missing: there is no province with this code.
    """
    folder = next(iter((find_spec(PACKAGE) or _absent()).submodule_search_locations or ()))
    return _Reader(Path(folder) / "data", province).source()


def _absent() -> Any:
    raise ModuleNotFoundError(f"the package {PACKAGE} is not installed; run `make setup`")


def acts_of(province: str) -> tuple[Act, ...]:
    """Return the acts that made the units of a province, its own resolution first."""
    rows = tomllib.loads(ACTS.read_text(encoding="utf-8"))["act"]
    chosen = sorted((r for r in rows if r["province"] in {province, ""}), key=lambda r: not r["province"])
    return tuple(Act(r["number"], r["title"], r["passed"], r["applies_from"]) for r in chosen)


class _Reader:
    """One province in the package's files."""

    def __init__(self, folder: Path, province: str) -> None:
        self.folder = folder
        self.province = province
        self.acts = acts_of(province)
        self.begin = self.acts[0].applies_from

    def source(self) -> Source:
        """Return everything about the province."""
        new = self._rows("SELECT * FROM admin_units WHERE provinceCode = ? ORDER BY wardCode", self.province)
        if not new:
            raise Missing(
                N_("There is no province with the code %(code)s."),
                remedy=N_("Set HONGLAM_PROVINCE to the code of a province of today, such as 42."),
                params={"code": self.province},
            )
        old_provinces = self._converter["DICT_PROVINCE"][new[0]["provinceKey"]]
        marks = ",".join("?" * len(old_provinces))
        old = self._rows(
            f"SELECT * FROM admin_units_legacy WHERE provinceKey IN ({marks}) ORDER BY wardCode",  # noqa: S608 (marks only)
            *old_provinces,
        )
        units = [self._province(new[0]), *map(self._commune, new), *self._districts(old)]
        units += [self._former(row) for row in old if row["ward"]]
        successions = tuple(self._successions(new[0]["provinceKey"], {unit.key for unit in units}))
        return Source(f"{PACKAGE} {version(PACKAGE)}", self.acts, tuple(units), successions)

    def _rows(self, sql: str, *parameters: str) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(f"file:{self.folder / 'dataset.db'}?mode=ro&immutable=1", uri=True)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(sql, parameters)]

    @cached_property
    def _converter(self) -> dict[str, Any]:
        content = (self.folder / "converter_2025.json").read_text(encoding="utf-8")
        return dict(json.loads(content))

    def _province(self, row: dict[str, Any]) -> SourceUnit:
        word = next(word for word in _KINDS if row["province"].startswith(f"{word} "))
        kind, short, english = _names(word, row["province"])
        if kind is Kind.CITY:
            kind = Kind.MUNICIPALITY
        return SourceUnit(
            key=row["provinceKey"],
            code=row["provinceCode"],
            level=Level.PROVINCE,
            kind=kind,
            name=row["province"],
            short_name=short,
            name_en=english,
            former_keys=(),
            district="",
            lat=row["provinceLat"],
            lon=row["provinceLon"],
            area_km2=None,
            valid_from=None,
            valid_to=None,
        )

    def _commune(self, row: dict[str, Any]) -> SourceUnit:
        kind, short, english = _names(row["wardType"], row["ward"])
        return SourceUnit(
            key=row["wardKey"],
            code=row["wardCode"],
            level=Level.COMMUNE,
            kind=kind,
            name=row["ward"],
            short_name=short,
            name_en=english,
            former_keys=_aliases(row["wardAlias"]),
            district="",
            lat=row["wardLat"],
            lon=row["wardLon"],
            area_km2=row["wardAreaKm2"],
            valid_from=self.begin,
            valid_to=None,
        )

    def _districts(self, rows: list[dict[str, Any]]) -> Iterator[SourceUnit]:
        for row in {row["districtCode"]: row for row in rows}.values():
            kind, short, english = _names(row["districtType"], row["district"])
            yield SourceUnit(
                key=_key(row, ward=False),
                code=row["districtCode"],
                level=Level.DISTRICT,
                kind=kind,
                name=row["district"],
                short_name=short,
                name_en=english,
                former_keys=_aliases(row["districtAlias"]),
                district="",
                lat=row["districtLat"],
                lon=row["districtLon"],
                area_km2=None,
                valid_from=None,
                valid_to=self.begin - timedelta(days=1),
            )

    def _former(self, row: dict[str, Any]) -> SourceUnit:
        kind, short, english = _names(row["wardType"], row["ward"])
        return SourceUnit(
            key=_key(row),
            code=row["wardCode"],
            level=Level.COMMUNE,
            kind=kind,
            name=row["ward"],
            short_name=short,
            name_en=english,
            former_keys=_aliases(row["wardAlias"]),
            district=_key(row, ward=False),
            lat=row["wardLat"],
            lon=row["wardLon"],
            area_km2=None,
            valid_from=None,
            valid_to=self.begin - timedelta(days=1),
        )

    def _successions(self, province_key: str, known: set[str]) -> Iterator[SourceSuccession]:
        """Yield communes' followers, then those of districts: every commune that took over land of theirs."""
        followers: dict[str, dict[str, bool]] = {}
        for new, olds in self._converter["DICT_PROVINCE_WARD_NO_DIVIDED"].get(province_key, {}).items():
            for old in olds:
                followers.setdefault(old.rstrip("_"), {})[new] = True
        for old, parts in self._converter["DICT_PROVINCE_WARD_DIVIDED"].get(province_key, {}).items():
            followers[old.rstrip("_")] = {part["newWardKey"]: part["isDefaultNewWard"] for part in parts}
        of_districts: dict[str, set[str]] = {}
        for old, new_units in followers.items():
            if old.count("_") == 2:
                of_districts.setdefault(old.rpartition("_")[0], set()).update(new_units)
        for district, reached in of_districts.items():
            followers[district] = followers.get(district, {}) | dict.fromkeys(sorted(reached), False)
        for old, new_units in followers.items():
            part = Part.WHOLE if len(new_units) == 1 else Part.PART
            for new, main in new_units.items():
                if old in known and new in known:
                    yield SourceSuccession(old, new, part, main or part is Part.WHOLE)


def _names(word: str, name: str) -> tuple[Kind, str, str]:
    """Return kind, short name and English name. The package's own short names hold remarks where two are alike."""
    kind, english = _KINDS[word]
    short = name.removeprefix(f"{word} ")
    return kind, short, english.format(short)


def _key(row: dict[str, Any], *, ward: bool = True) -> str:
    parts = [row["provinceKey"], row["districtKey"]] + ([row["wardKey"]] if ward else [])
    return "_".join(parts)


def _aliases(stored: str | None) -> tuple[str, ...]:
    return tuple(json.loads(stored)) if stored else ()
