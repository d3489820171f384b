"""Parcels change: one is split, several become one, a right goes to somebody else, and a change is undone.

All that belongs to a change is one transaction: parcels, rights, papers, what else hangs on them, and the lines of
descent, which hold the numbers of the acts so that undoing finds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from shapely.geometry.base import BaseGeometry

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.text import clean
from honglam.base.time import VIETNAM
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.engines.register.api import lookup, records
from honglam.engines.register.contracts import ActKind, Record, Written
from honglam.kit.access import require
from honglam.packs.land.contracts import (
    ASSETS,
    CERTIFICATES,
    LINEAGE,
    PARCELS,
    RESTRICTIONS,
    RIGHTS,
    Carry,
    Change,
    Kind,
)
from honglam.packs.land.service import encumbering, geometry, numbering

EDIT = "land.edit"
_MANY = 500
_LETTERS = 300
_DWELLING = frozenset({"ONT", "ODT"})
_TAKEN_OVER = ("old_commune", "new_commune", "old_sheet", "old_number", "address", "kind", "purpose", "survey")
_RIGHT = ("party", "holder", "holder_number", "kind", "share", "purpose", "origin", "since", "until", "new_commune")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who changes something, when and on what paper.

    Attributes:
        viewer: who.
        now: the present moment.
        document: the paper; it is the reason on the ledger.
    """

    viewer: Viewer
    now: datetime
    document: str

    @property
    def on(self) -> date:
        """The day of the change."""
        return self.now.astimezone(VIETNAM).date()


@dataclass(slots=True)
class _Acts:
    """Writes rows, and remembers which acts did it."""

    asked: Asked
    numbers: list[str] = field(default_factory=list)

    def write(self, register: str, rows: Sequence[Mapping[str, Any]]) -> list[UUID]:
        if not rows:
            return []
        done = records.write(
            register=register,
            rows=rows,
            viewer=self.asked.viewer,
            now=self.asked.now,
            kind=ActKind.PACK,
            reason=self.asked.document,
            all_or_nothing=True,
        )
        ids = _written(done)
        act = lookup.matching(register=register, viewer=trace.SYSTEM, where={"id": ids[0]}, limit=1)[0].act
        self.numbers.append(str(act))
        return ids


def _written(done: Iterable[Written]) -> list[UUID]:
    ids = []
    for each in done:
        if each.id is None or each.did == "refused":
            wrong = each.wrong[0]
            raise Refusal(wrong.message, field=wrong.field, remedy=wrong.remedy or None, params=wrong.params)
        ids.append(each.id)
    return ids


@transaction.atomic
def split(*, parcel: UUID, parts: Sequence[BaseGeometry], carry: Carry, asked: Asked) -> Change:
    """Make several parcels of one. See `api.changing.split`."""
    (old,) = parcels_of([parcel], asked)
    plane = [geometry.to_plane(each) for each in parts]
    geometry.check_parts(geometry.to_plane(_shape(old)), plane)
    measured = [each.area for each in plane]
    legal = old.values["area_legal"] or old.values["area_measured"]
    shared = geometry.shared_out(float(legal), measured)
    numbers = numbering.next_numbers(old, len(parts))
    holders = len(rights_of([old.id]))
    rows = [
        _child(old, shape, number, size, paper, holders)
        for shape, number, size, paper in zip(parts, numbers, measured, shared, strict=True)
    ]
    acts = _Acts(asked)
    made = acts.write(PARCELS, [{"id": str(old.id), "state": "split"}, *rows])[1:]
    waiting = _carry([old], made, carry, acts)
    largest = made[measured.index(max(measured))]
    _hang_over([old], made, largest, acts)
    return _descend(Kind.SPLIT, [old], list(zip(made, rows, strict=True)), waiting, acts)


@transaction.atomic
def merge(*, parcels: Sequence[UUID], asked: Asked) -> Change:
    """Make one parcel of several. See `api.changing.merge`."""
    old = parcels_of(parcels, asked)
    _alike(old)
    whole = geometry.joined([geometry.to_plane(_shape(each)) for each in old])
    geometry.check_shape(whole, field="parcels")
    papers = [each.values["area_legal"] or each.values["area_measured"] for each in old]
    (number,) = numbering.next_numbers(old[0], 1)
    same = len({_holders(rights_of([each.id])) for each in old}) == 1
    kept = old[:1] if same else old
    holders = len(rights_of([each.id for each in kept]))
    row = _child(old[0], geometry.to_degrees(whole), number, whole.area, float(sum(papers)), holders)
    acts = _Acts(asked)
    made = acts.write(PARCELS, [*({"id": str(each.id), "state": "merged"} for each in old), row])[-1:]
    waiting = _carry(kept, made, Carry.OVER if same else Carry.DECIDE, acts, ended=old)
    _hang_over(old, made, made[0], acts)
    return _descend(Kind.MERGE, old, [(made[0], row)], waiting, acts)


@transaction.atomic
def transfer(*, right: UUID, party: Record, asked: Asked) -> UUID:
    """Give a right to another party, whose record is unmasked. See `api.changing.transfer`."""
    found = lookup.matching(register=RIGHTS, viewer=trace.SYSTEM, where={"id": right}, limit=1)
    if not found or found[0].values["state"] == "ended":
        raise Missing(N_("There is no such right in force."), remedy=N_("Open the parcel again."))
    parcel: UUID = found[0].values["parcel"]
    parcels_of([parcel], asked)
    row = {
        "id": str(right),
        "party": str(party.id),
        "holder": party.values["name"],
        "holder_number": party.values["personal_number"],
        "origin": "transferred",
        "since": asked.on.isoformat(),
        "state": "in_force",
    }
    acts = _Acts(asked)
    acts.write(RIGHTS, [row])
    _renew([found[0]], acts)
    _told("land.transferred", parcel, asked, {"right": str(right)})
    return parcel


@transaction.atomic
def undo(*, change: str, asked: Asked) -> tuple[UUID, ...]:
    """Take a split or a merger back. See `api.changing.undo`."""
    lines = lookup.matching(register=LINEAGE, viewer=asked.viewer, where={"change": change}, limit=_MANY)
    if not lines:
        raise Missing(N_("There is no such change, or it was undone."), remedy=N_("Look at the parcel's history."))
    own = lookup.matching(register=LINEAGE, viewer=trace.SYSTEM, where={"change": change}, limit=1)[0].act
    for act in (own, *map(int, reversed(lines[0].values["acts"].split()))):
        _done, kept = records.undo_told(act=int(act or 0), viewer=asked.viewer, now=asked.now)
        if kept:
            raise Conflict(
                N_("Something of this change was changed again since: it can no longer be undone as a whole."),
                remedy=N_("Undo the later change first."),
            )
    parents = tuple(dict.fromkeys(each.values["parent"] for each in lines))
    _told("land.undone", parents[0], asked, {"change": change})
    return parents


def parcels_of(ids: Sequence[UUID], asked: Asked) -> list[Record]:
    """Return parcels that may be changed by whoever asks, unmasked, in the order of their ids.

    Raises:
        Missing: one is not there, or not theirs to know of.
        Forbidden: they may not change it.
        Refusal: no paper is named, one is no longer in force, or a restriction stops it.
    """
    if not clean(asked.document)[:_LETTERS]:
        raise Refusal(
            N_("Name the paper on which this is based."), field="document", remedy=N_("Number and day of it.")
        )
    wanted = list(dict.fromkeys(ids))
    # Asked as the viewer first: what they may not see is not there for them.
    seen = lookup.matching(register=PARCELS, viewer=asked.viewer, where={"id": wanted}, limit=len(wanted))
    if len(seen) < len(wanted):
        raise Missing(N_("There is no such parcel, or it is not yours to see."), remedy=N_("Look for it again."))
    by_id = {each.id: each for each in seen}
    found = [by_id[each] for each in wanted]
    for each in found:
        require(asked.viewer, EDIT, each.agency)
        if each.values["state"] != "in_force":
            raise Conflict(
                N_("Parcel %(parcel)s is no longer in force."),
                remedy=N_("Open it: its page says what became of it."),
                params={"parcel": words_of(each)},
            )
        encumbering.check_free(each, words_of(each))
    return found


def rights_of(parcels: Sequence[UUID]) -> tuple[Record, ...]:
    """Return the rights that are not ended, unmasked."""
    where = {"parcel": list(parcels), "state": ["in_force", "to_decide"]}
    return lookup.matching(register=RIGHTS, viewer=trace.SYSTEM, where=where, limit=_MANY)


def words_of(parcel: Record) -> str:
    """Return how people call a parcel: sheet and number."""
    return f"{parcel.values['sheet']}/{parcel.values['number']}"


def _shape(parcel: Record) -> BaseGeometry:
    shape = parcel.values["shape"]
    if shape is None:
        raise Refusal(
            N_("Parcel %(parcel)s has no boundary."),
            field="parcels",
            remedy=N_("Enter its boundary first."),
            params={"parcel": words_of(parcel)},
        )
    return shape  # type: ignore[no-any-return]  # values are of the type of their field


def _child(  # noqa: PLR0913, PLR0917  (what is new in a parcel)
    old: Record, shape: BaseGeometry, number: int, measured: float, legal: float, holders: int
) -> dict[str, Any]:
    """Return the row of a new parcel; what it does not say itself is as it was."""
    taken = {name: old.values[name] for name in _TAKEN_OVER if old.values.get(name) is not None}
    area = round(measured, 1)
    return taken | {
        "sheet": old.values["sheet"],
        "number": number,
        "area_measured": str(area),
        "area_legal": str(round(legal, 1)),
        "area_differs": str(round(abs(legal - measured) / measured * 100, 1)),
        "state": "in_force",
        "disputed": False,
        "origin": str(old.id),
        "shape": shape,
        "holders": holders,  # here, because a record that two acts of one change wrote could not be undone
    }


def _alike(parcels: Sequence[Record]) -> None:
    """Refuse what the law does not let become one: other former communes, or other purposes unless there is a dwelling.

    Land Law 2024, article 220; verified = false until somebody has compared it with the official text.
    """
    if len({each.values["old_commune"] for each in parcels}) > 1:
        raise Refusal(
            N_("The parcels are of different former communes."),
            field="parcels",
            remedy=N_("Numbers count within a former commune; merge each part by itself."),
        )
    purposes = {each.values["purpose"] for each in parcels}
    if len(purposes) > 1 and not purposes & _DWELLING:
        raise Refusal(
            N_("The parcels have different purposes, and none of them is for dwelling."),
            field="parcels",
            remedy=N_("Change the purpose first, then merge."),
        )


def _holders(rights: Iterable[Record]) -> frozenset[tuple[Any, ...]]:
    return frozenset((each.values["party"], each.values["kind"], each.values["share"]) for each in rights)


def _carry(old: Sequence[Record], made: Sequence[UUID], carry: Carry, acts: _Acts, ended: Sequence[Record] = ()) -> int:
    """Give new parcels the rights of old ones and end those; return how many wait for a decision."""
    rights = rights_of([each.id for each in old])
    gone = rights_of([each.id for each in (ended or old)])
    state = "in_force" if carry is Carry.OVER else "to_decide"
    rows: list[dict[str, Any]] = [{"id": str(each.id), "state": "ended"} for each in gone]
    for parcel in made:
        for each in rights:
            values = {name: each.values[name] for name in _RIGHT if each.values.get(name) is not None}
            rows.append({**_raw(values), "parcel": str(parcel), "state": state})
    acts.write(RIGHTS, rows)
    _renew(gone, acts)
    return 0 if carry is Carry.OVER else len(rows) - len(gone)


def _raw(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if not isinstance(value, bool) else value for name, value in values.items()}


def _renew(rights: Sequence[Record], acts: _Acts) -> None:
    """The papers of rights that changed no longer say the truth."""
    papers = sorted({str(each.values["certificate"]) for each in rights if each.values["certificate"]})
    acts.write(CERTIFICATES, [{"id": each, "state": "to_renew"} for each in papers])


def _hang_over(old: Sequence[Record], made: Sequence[UUID], largest: UUID, acts: _Acts) -> None:
    """Move what stands on the land to the largest part, and copy restrictions that stop nothing to each part."""
    ids = [each.id for each in old]
    assets = lookup.matching(register=ASSETS, viewer=trace.SYSTEM, where={"parcel": ids}, limit=_MANY)
    acts.write(ASSETS, [{"id": str(each.id), "parcel": str(largest)} for each in assets])
    lasting = encumbering.in_force(ids)
    keep = ("kind", "stops", "in_favour", "document", "since", "new_commune")
    acts.write(
        RESTRICTIONS,
        [
            {**_raw({name: each.values[name] for name in keep if each.values[name] is not None}), "parcel": str(parcel)}
            for parcel in made
            for each in lasting
        ],
    )


def _descend(
    kind: Kind, old: Sequence[Record], made: Sequence[tuple[UUID, Mapping[str, Any]]], waiting: int, acts: _Acts
) -> Change:
    """Write which parcel came from which."""
    change, asked = str(uuid4()), acts.asked
    rows = [
        {
            "change": change,
            "kind": kind.value,
            "on": asked.on.isoformat(),
            "parent": str(parent.id),
            "child": str(child),
            "parent_words": words_of(parent),
            "child_words": f"{row['sheet']}/{row['number']}",
            "area": row["area_measured"] if kind is Kind.SPLIT else str(parent.values["area_measured"]),
            "document": asked.document,
            "new_commune": parent.values["new_commune"],
            "acts": " ".join(acts.numbers),
        }
        for parent in old
        for child, row in made
    ]
    acts.write(LINEAGE, rows)
    verb = "land.split" if kind is Kind.SPLIT else "land.merged"
    for agency, group in groupby(sorted(old, key=lambda each: each.agency), key=lambda each: each.agency):
        audit.record(
            verb=verb,
            thing=f"{PARCELS}:{next(group).id}",
            agency=agency,
            after={"change": change, "made": [str(each) for each, _row in made]},
            reason=asked.document,
        )
    return Change(change, kind, tuple(each for each, _row in made), waiting)


def _told(verb: str, parcel: UUID, asked: Asked, after: Mapping[str, Any]) -> None:
    found = lookup.matching(register=PARCELS, viewer=trace.SYSTEM, where={"id": parcel}, limit=1)
    agency = found[0].agency if found else ""
    audit.record(verb=verb, thing=f"{PARCELS}:{parcel}", agency=agency, after=after, reason=asked.document)
