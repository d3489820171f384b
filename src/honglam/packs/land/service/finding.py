"""Finding a parcel by what people know of it: its number, a former number, a name, a personal number, a certificate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from honglam.base.access import Viewer
from honglam.base.text import clean
from honglam.core.places import api as places
from honglam.engines.register.api import lookup
from honglam.engines.register.contracts import Record
from honglam.packs.land.contracts import CERTIFICATES, PARCELS, RIGHTS, By, Findings, Found

SHOWN = 30
PERSONAL = "land.personal"
# “tờ 12 thửa 34”, “12/34”, “12-34”, “12 34”, “to ban do so 12, thua dat so 34”.
_NUMBER = re.compile(r"(?:t[ờo]\D{0,16})?(\d{1,5}[a-z]?)\s*(?:[/\-,; ]|\D*th\D{0,10})\s*(\d{1,6}[a-z]?)", re.IGNORECASE)
_PERSON = re.compile(r"\d{12}")
_SERIAL = re.compile(r"([a-z]{2})\s?(\d{6,8})", re.IGNORECASE)
_LETTERS = 200


def find(*, text: str, place: str, viewer: Viewer) -> Findings:
    """Return what a text may mean. See `api.finding.find`."""
    asked = clean(text)[:_LETTERS]
    where, code, name = _place(clean(place)[:_LETTERS])
    if not asked:
        return Findings(place=code, place_name=name)
    found: list[Found] | None
    if number := _NUMBER.fullmatch(asked):
        found = _by_number(number[1], number[2], where, viewer)
    elif _PERSON.fullmatch(asked.replace(" ", "")):
        found = _by_people({"holder_number": asked.replace(" ", "")}, {}, By.HOLDER_NUMBER, where, viewer)
    elif serial := _SERIAL.fullmatch(asked):
        found = _by_certificate(f"{serial[1].upper()} {serial[2]}", viewer)
    else:
        found = _by_people({}, {"holder": asked}, By.HOLDER, where, viewer)
    if found is None:
        return Findings(text=asked, place=code, place_name=name, asked_people=True)
    return Findings(text=asked, place=code, place_name=name, found=_named(found[:SHOWN]), more=len(found) > SHOWN)


def _place(text: str) -> tuple[dict[str, Any], str, str]:
    """Return the condition for a commune of today or a former one, its code and its name; none for an empty text."""
    if not text:
        return {}, "", ""
    candidates = places.find(text=text, limit=1)
    if not candidates:
        return {}, "", ""
    unit = candidates[0].unit
    # A code may have been that of another unit before: the unit that was found says which of the two is meant.
    return {"new_commune" if unit.current else "old_commune": unit.code}, unit.code, unit.name


def _by_number(sheet: str, number: str, where: dict[str, Any], viewer: Viewer) -> list[Found]:
    found: list[Found] = []
    if sheet.isdigit() and number.isdigit():
        exact = {"sheet": int(sheet), "number": int(number), **where}
        found += _found(_parcels(exact, viewer), By.NUMBER)
    known = {each.parcel.id for each in found}
    former = _parcels({"old_sheet": sheet.upper(), "old_number": number.upper(), **where}, viewer)
    return _with_rights(found + [each for each in _found(former, By.OLD_NUMBER) if each.parcel.id not in known], viewer)


def _by_people(
    exact: dict[str, Any], like: dict[str, str], by: By, where: dict[str, Any], viewer: Viewer
) -> list[Found] | None:
    """Return the parcels of people; None when the viewer may not look for people."""
    if not viewer.may(PERSONAL):
        return None
    here = {name: value for name, value in where.items() if name == "new_commune"}
    rights = lookup.matching(
        register=RIGHTS,
        viewer=viewer,
        limit=SHOWN + 1,
        where={"state": ["in_force", "to_decide"], **exact, **here},
        like=like,
    )
    return _of_rights(rights, by, where, viewer)


def _of_rights(rights: Iterable[Record], by: By, where: dict[str, Any], viewer: Viewer) -> list[Found]:
    of_parcel: dict[UUID, list[Record]] = {}
    for each in rights:
        of_parcel.setdefault(each.values["parcel"], []).append(each)
    parcels = _parcels({"id": list(of_parcel), **where}, viewer) if of_parcel else ()
    return [Found(each, by, tuple(of_parcel[each.id])) for each in parcels]


def _by_certificate(serial: str, viewer: Viewer) -> list[Found]:
    papers = lookup.matching(register=CERTIFICATES, viewer=viewer, limit=1, where={"serial": serial})
    if not papers:
        return []
    rights = lookup.matching(
        register=RIGHTS, viewer=viewer, limit=SHOWN + 1, where={"certificate": [each.id for each in papers]}
    )
    return _of_rights(rights, By.CERTIFICATE, {}, viewer)


def _parcels(where: dict[str, Any], viewer: Viewer) -> Sequence[Record]:
    found = lookup.matching(register=PARCELS, viewer=viewer, limit=SHOWN + 1, where=where)
    return sorted(found, key=lambda each: (each.values["sheet"], each.values["number"], each.values["old_commune"]))


def _found(parcels: Iterable[Record], by: By) -> list[Found]:
    return [Found(each, by) for each in parcels]


def _with_rights(found: list[Found], viewer: Viewer) -> list[Found]:
    """Return the same with the rights in force, asked once for all."""
    if not found:
        return found
    where = {"parcel": [each.parcel.id for each in found], "state": ["in_force", "to_decide"]}
    rights: dict[UUID, list[Record]] = {}
    for each in lookup.matching(register=RIGHTS, viewer=viewer, limit=SHOWN * 8, where=where):
        rights.setdefault(each.values["parcel"], []).append(each)
    return [Found(each.parcel, each.by, tuple(rights.get(each.parcel.id, ()))) for each in found]


def _named(found: list[Found]) -> tuple[Found, ...]:
    """Return the same with the names of former communes, of which today's catalogue knows nothing."""
    codes = {each.parcel.values["old_commune"] for each in found}
    former = {code: places.successors(old_code=code) for code in codes}
    names = {code: followers[0].old.name if followers else "" for code, followers in former.items()}
    return tuple(replace(each, old_name=names[each.parcel.values["old_commune"]]) for each in found)
