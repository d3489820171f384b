"""Agencies that come with the platform: data files and the committees of communes, brought into the tables.

What somebody here has changed (`Agency.entered`) is left alone, with its names and successions.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from honglam.base.ids import parse_agency_code
from honglam.core.identity.contracts import AgencyType, Change, NameKind
from honglam.core.identity.models import Agency, AgencyName, AgencySuccession
from honglam.core.identity.service.agencies import ONE_DAY, ROOT

DATA = Path(__file__).parent.parent / "data"
FILES = ("agencies.toml", "agencies_former.toml", "agencies_central.toml")
_KINDS = {"alias": NameKind.ALIAS, "short": NameKind.ABBREVIATION, "ours": NameKind.ABBREVIATION}
_Name = tuple[str, NameKind, bool]  # the name, its kind, whether an official text prints it


@dataclass(frozen=True, slots=True)
class Committee:
    """A commune whose committee is an agency: official code, names, first day and the act that made it."""

    code: str
    name: str
    name_en: str
    since: date | None = None
    legal: str = ""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An agency as the data say it should be; `successor` is empty when its work was divided, None when it stands."""

    path: str
    values: Mapping[str, Any]
    names: tuple[_Name, ...] = ()
    successor: str | None = None
    step: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def load_agencies(*, communes: Iterable[Committee], on: date | None = None) -> None:
    """Bring the tables to what the data files and the list of communes say. Idempotent.

    Args:
        communes: the communes of today.
        on: first day of a new name where a commune has got one; without it the old name is not kept.
    """
    wanted = [*_files(), *(_committee(commune) for commune in communes)]
    known = {row.path: row for row in Agency.objects.select_related("parent")}
    for each in sorted(wanted, key=lambda w: w.path.count(".")):  # parents first
        _store(each, known, on)
    ours = {w.path: w for w in wanted if not known[w.path].entered}
    _store_names(ours, known)
    _store_steps(ours, known)


def _store(each: _Wanted, known: dict[str, Agency], on: date | None) -> None:
    parent_path, _, key = each.path.rpartition(".")
    row = known.get(each.path) or Agency(path=each.path)
    if row.entered:
        return
    values = {"key": key, "parent": known.get(parent_path), **each.values}
    if row.pk and all(getattr(row, name) == value for name, value in values.items()):
        return
    if row.pk and on and row.commune and row.name != values["name"]:
        last = {"valid_to": on - ONE_DAY}
        AgencyName.objects.update_or_create(agency=row, text=row.name, kind=NameKind.FORMER, defaults=last)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    known[each.path] = row


def _store_names(ours: Mapping[str, _Wanted], known: Mapping[str, Agency]) -> None:
    kept = AgencyName.objects.filter(agency__path__in=ours).exclude(kind=NameKind.FORMER)
    held = {(row.agency_id, row.text, row.kind, row.verified): row.pk for row in kept}
    wanted = {(known[path].pk, text, kind, verified) for path, w in ours.items() for text, kind, verified in w.names}
    AgencyName.objects.filter(pk__in=[pk for key, pk in held.items() if key not in wanted]).delete()
    AgencyName.objects.bulk_create(
        AgencyName(agency_id=agency, text=text, kind=kind, verified=verified)
        for agency, text, kind, verified in sorted(wanted - held.keys())
    )


def _store_steps(ours: Mapping[str, _Wanted], known: Mapping[str, Agency]) -> None:
    held = {row.old_id: row for row in AgencySuccession.objects.filter(old__path__in=ours)}
    for each in ours.values():
        if each.successor is None:
            continue
        old, new = known[each.path], known.get(each.successor)
        values = {"new": new, **each.step}
        row = held.get(old.pk) or AgencySuccession(old=old)
        if row.pk and all(getattr(row, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


# What the data say


def _committee(commune: Committee) -> _Wanted:
    values = _values(
        name=f"UBND {commune.name[0].lower()}{commune.name[1:]}",
        name_en=f"People's Committee of {commune.name_en}",
        type=AgencyType.COMMUNE,
        commune=commune.code,
        valid_from=commune.since,
        legal=commune.legal,
        verified=bool(commune.legal),
    )
    return _Wanted(f"{ROOT}.{commune.code}", values)


def _files() -> Iterator[_Wanted]:
    for name in FILES:
        data = tomllib.loads((DATA / name).read_text(encoding="utf-8"))
        for entry in data["agency"]:
            yield _entry(entry, data)
        for district in data.get("district", ()):
            yield _district({**data["ended"], **district}, data)


def _entry(entry: Mapping[str, Any], data: Mapping[str, Any]) -> _Wanted:
    until = entry.get("until", data.get("until"))
    code = parse_agency_code(entry["code"]) if "code" in entry else None
    values = _values(
        name=entry["name"],
        name_en=entry["name_en"],
        abbreviation=entry.get("abbreviation", ""),
        type=AgencyType(entry["type"]),
        everywhere=entry.get("everywhere", False),
        code_qd20=str(code or ""),
        code_qcvn102=(code.old if code else None) or "",
        codes_verified=entry.get("codes_verified", False),
        valid_from=entry.get("since"),
        valid_to=until,
        verified=entry.get("verified", data["verified"]),
        source=entry.get("source", data["source"]),
    )
    names = tuple((text, kind, where != "ours") for where, kind in _KINDS.items() for text in entry.get(where, ()))
    successor = entry.get("successor")
    return _Wanted(entry["path"], values, names, successor, _step(entry, until, successor))


def _district(entry: Mapping[str, Any], data: Mapping[str, Any]) -> _Wanted:
    values = _values(
        name=f"Uỷ ban nhân dân {entry['name']}",
        name_en=f"People's Committee of {entry['name_en']}",
        type=AgencyType.COMMITTEE,
        district=entry["code"],
        valid_to=entry["until"],
        verified=entry["verified"],
        source=data["source"],
    )
    step = _step({**entry, "successor_verified": entry["verified"]}, entry["until"], "")
    return _Wanted(f"{ROOT}.{entry['code']}", values, successor="", step=step)


def _step(entry: Mapping[str, Any], until: date | None, successor: str | None) -> Mapping[str, Any]:
    return {
        "change": Change.MERGED if successor else Change.DISSOLVED,
        "on": until + ONE_DAY if until else None,
        "legal": entry.get("legal", ""),
        "verified": entry.get("successor_verified", False),
        "note": entry.get("note", ""),
    }


def _values(**given: Any) -> dict[str, Any]:
    """Return all values of a row that the data decide; what is not given is empty."""
    empty = {
        "abbreviation": "",
        "commune": "",
        "district": "",
        "everywhere": False,
        "code_qd20": "",
        "code_qcvn102": "",
        "codes_verified": False,
        "valid_from": None,
        "valid_to": None,
        "legal": "",
        "verified": False,
        "source": "",
    }
    return empty | given
