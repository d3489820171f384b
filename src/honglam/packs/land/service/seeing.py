"""A parcel with all that belongs to it, now or as it was on a day; what it came from and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import chain
from uuid import UUID

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.time import VIETNAM
from honglam.core.places import api as places
from honglam.engines.register.api import lookup, records
from honglam.engines.register.contracts import Record
from honglam.packs.land.contracts import (
    ASSETS,
    CERTIFICATES,
    LINEAGE,
    PARCELS,
    RESTRICTIONS,
    RIGHTS,
    Dossier,
    Edge,
    Kind,
)
from honglam.packs.land.service import geometry

_MANY = 300
_GENERATIONS = 6
_EDGES = 60  # more than this nobody reads in one picture


def dossier(*, parcel: UUID, viewer: Viewer, now: datetime, on: date | None) -> Dossier:
    """Return a parcel. See `api.parcels.dossier`."""
    moment = _end_of(on) if on else None
    record = records.record(register=PARCELS, id=parcel, viewer=viewer, now=now, as_of=moment)
    rights, restrictions, assets = (
        _belonging(register, parcel, viewer, now, moment) for register in (RIGHTS, RESTRICTIONS, ASSETS)
    )
    papers = {each.values["certificate"] for each in rights if each.values["certificate"]}
    found = lookup.matching(register=CERTIFICATES, viewer=viewer, where={"id": list(papers)}, limit=_MANY)
    shape = record.values["shape"]
    lifted = [each for each in restrictions if _lifted(each, on)]
    standing = [each for each in restrictions if not _lifted(each, on)]
    former = places.successors(old_code=record.values["old_commune"])
    return Dossier(
        parcel=record,
        rights=tuple(sorted(rights, key=lambda each: (each.values["state"] == "ended", each.id))),
        restrictions=(*standing, *lifted),
        assets=tuple(assets),
        certificates={each.id: each for each in found},
        edges=edges(parcel, viewer),
        area=None if shape is None else geometry.area(shape),
        stops=tuple(each for each in standing if each.values["stops"]),
        today=tuple(dict.fromkeys(each.new.name for each in former)),
        old_name=former[0].old.name if former else "",
        as_of=on,
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM) - timedelta(microseconds=1)


def _lifted(restriction: Record, on: date | None) -> bool:
    lifted: date | None = restriction.values["lifted_on"]
    return lifted is not None and (on is None or lifted <= on)


def _belonging(register: str, parcel: UUID, viewer: Viewer, now: datetime, moment: datetime | None) -> list[Record]:
    """Return what refers to a parcel; as it stood at a moment, without what came later.

    A right never moves to another parcel and is never taken away, so that those of then are among those of today.
    """
    found = lookup.matching(register=register, viewer=viewer, where={"parcel": parcel}, limit=_MANY)
    if moment is None:
        return list(found)
    then = []
    for each in found:
        try:
            then.append(records.record(register=register, id=each.id, viewer=viewer, now=now, as_of=moment))
        except Missing:
            continue
    return then


def edges(parcel: UUID, viewer: Viewer) -> tuple[Edge, ...]:
    """Return the lines of descent around a parcel, a few generations back and forth, the oldest first."""
    found: dict[UUID, Record] = {}
    for near, far in (("child", "parent"), ("parent", "child")):
        front, seen = {parcel}, {parcel}
        for _generation in range(_GENERATIONS):
            if not front or len(found) >= _EDGES:
                break
            lines = lookup.matching(register=LINEAGE, viewer=viewer, where={near: list(front)}, limit=_EDGES)
            found |= {each.id: each for each in lines}
            front = {each.values[far] for each in lines} - seen
            seen |= front
    return tuple(sorted(map(_edge, found.values()), key=lambda each: (each.on, each.parent_words, each.child_words)))


def _edge(line: Record) -> Edge:
    values = line.values
    return Edge(
        parent=values["parent"],
        child=values["child"],
        parent_words=values["parent_words"] or "",
        child_words=values["child_words"] or "",
        kind=Kind(values["kind"]),
        on=values["on"],
        change=values["change"],
    )


def generations(edges_: Iterable[Edge]) -> dict[UUID, int]:
    """Return in which column of a picture each parcel stands: one further right than the last of its parents."""
    lines = list(edges_)
    column = dict.fromkeys(chain.from_iterable((each.parent, each.child) for each in lines), 0)
    for _round in range(len(column)):
        later = {each.child: max(column[each.child], column[each.parent] + 1) for each in lines}
        if all(column[each] == at for each, at in later.items()):
            break
        for each in lines:  # a child of several parents stands behind the last of them
            column[each.child] = max(column[each.child], column[each.parent] + 1)
    return column
