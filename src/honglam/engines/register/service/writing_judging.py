"""Whether rows may be written: what they say, whose they are, whether another record has the same key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import Register, Wrong
from honglam.engines.register.service import checking, checking_names
from honglam.engines.register.service.checking_references import Known
from honglam.engines.register.service.checking_scalars import read_uuid
from honglam.engines.register.service.shaping import model_of
from honglam.engines.register.service.writing_acts import trusted
from honglam.engines.register.service.writing_rows import Stored, load, objects, same
from honglam.kit.access import require

_AT_ONCE = 200
_OWN = frozenset({"id", "version"})  # names that a row may carry beside its fields


@dataclass(slots=True, kw_only=True)
class Row:
    """A row that somebody wants to write, and what is found about it.

    Attributes:
        given: raw values by field name.
        id: the record that is meant; None for a new one.
        before: as it stands.
        values: typed, only what was given.
        after: as it would stand.
        changed: names of the fields in which the two differ.
        wrong: why it is refused.
    """

    given: Mapping[str, Any]
    id: UUID | None = None
    before: Stored | None = None
    values: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    agency: str = ""
    commune: str | None = None
    changed: tuple[str, ...] = ()
    wrong: list[Wrong] = field(default_factory=list)

    def refuse(self, name: str, message: str, remedy: str = "", **params: object) -> None:
        """Note why it is refused."""
        self.wrong.append(checking.fault(name, message, remedy, params))


def judge(
    register: Register, given: Sequence[Mapping[str, Any]], viewer: Viewer, *, match: str, lock: bool = True
) -> list[Row]:
    """Return rows with everything that is wrong with each of them; the records that they change are locked."""
    known = Known()
    known.prime(register, given)
    rows = [_begun(each) for each in given]
    if match == "key":
        _find_by_key(register, rows, known)
    _only_once(rows)
    before = load(register, [row.id for row in rows if row.id and not row.wrong], lock=lock)
    for row in rows:
        if row.id is not None and not row.wrong:
            _judge_kept(register, row, before.get(row.id), viewer, known)
        elif not row.wrong:
            _judge_new(register, row, viewer, known)
    _unique(register, rows)
    return rows


def _begun(given: Mapping[str, Any]) -> Row:
    row = Row(given={name: value for name, value in given.items() if name not in _OWN})
    if not checking.empty(given.get("id")):
        try:
            row.id = read_uuid(given["id"])
        except Refusal as refusal:
            row.refuse("id", refusal.message, refusal.remedy or "")
    return row


def _find_by_key(register: Register, rows: Iterable[Row], known: Known) -> None:
    """Find the records that rows without an id mean, by the values of the register's key."""
    keyed: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        parts = {name: row.given[name] for name in register.key if name in row.given}
        if row.id is None and register.key and len(parts) == len(register.key):
            values, wrong = checking.checked(register, parts, new=False, known=known)
            if not wrong and all(values.get(name) is not None for name in register.key):
                keyed.setdefault(tuple(values[name] for name in register.key), []).append(row)
    if not keyed:
        return
    in_force = Q(valid_to=None) if register.validity else Q()
    for id_, found in holders(register, register.key, list(keyed), in_force):
        for row in keyed.get(found, ()):
            row.id = id_


def holders(
    register: Register, names: Sequence[str], wanted: Sequence[tuple[Any, ...]], also: Q | None = None
) -> Iterable[tuple[UUID, tuple[Any, ...]]]:
    """Yield id and values of the records that have one of these combinations of values."""
    rows = objects(model_of(register)).filter(also or Q())
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        if len(names) == 1:
            test = Q(**{f"{names[0]}__in": [values[0] for values in part]})
        else:
            test = reduce(or_, (Q(**dict(zip(names, values, strict=True))) for values in part))
        for id_, *values in rows.filter(test).values_list("id", *names):
            yield id_, tuple(values)


def _only_once(rows: Iterable[Row]) -> None:
    seen: set[UUID] = set()
    for row in rows:
        if row.id in seen:
            row.refuse("id", N_("This record stands in the list twice."), N_("Send it once, with all its values."))
        elif row.id is not None:
            seen.add(row.id)


def _judge_kept(register: Register, row: Row, before: Stored | None, viewer: Viewer, known: Known) -> None:
    if before is None or not (
        trusted(viewer)
        or any(viewer.may(right, before.agency) for right in (register.access.view, register.access.edit))
    ):
        row.refuse("id", N_("There is no such record, or it belongs to an agency whose records you may not see."))
        return
    row.before = before
    values, wrong = checking.checked(register, row.given, new=False, kept=before.values, known=known)
    row.wrong += wrong
    row.values = dict(values)
    row.after = {**before.values, **values}
    row.changed = tuple(name for name, value in values.items() if not same(value, before.values.get(name)))
    moved = {register.scope, register.territory}.intersection(row.changed)
    row.agency, row.commune = belongs(register, row.after, viewer) if moved else (before.agency, before.commune)
    _may(register, row, viewer, before.agency)


def _judge_new(register: Register, row: Row, viewer: Viewer, known: Known) -> None:
    values, wrong = checking.checked(register, row.given, new=True, known=known)
    row.wrong += wrong
    row.values = dict(values)
    row.after = {each.name: [] for each in register.groups} | row.values
    row.changed = tuple(row.values)
    row.agency, row.commune = belongs(register, row.after, viewer)
    _may(register, row, viewer)


def belongs(register: Register, values: Mapping[str, Any], viewer: Viewer) -> tuple[str, str | None]:
    """Return the agency to which a record belongs, and the commune in which it lies.

    That of the field that says so; else the committee of the commune; else the owner of the register; a register whose
    owner is no agency of today gives its records to the agency of who enters them.
    """
    commune = values.get(register.territory) if register.territory else None
    agency = values.get(register.scope) if register.scope else None
    if not agency and commune:
        agency = checking_names.committees().get(commune)
    if not agency:
        agency = register.owner if register.owner in checking_names.agencies() else viewer.agency or register.owner
    return str(agency), commune


def _may(register: Register, row: Row, viewer: Viewer, before: str = "") -> None:
    """Refuse a row that is not the viewer's to write, where it stands and where it would stand."""
    if trusted(viewer):
        return
    for agency in {before or row.agency, row.agency}:
        if not viewer.may(register.access.edit, agency):
            row.refuse(
                "agency",
                N_("This record belongs to %(agency)s, whose records you may not change."),
                N_("Ask that agency, or the administrator of yours."),
                agency=checking_names.agency(agency),
            )
            return
    require(viewer, register.access.edit, row.agency)  # so that the ledger says on whose behalf


# What no two records may share


def _unique(register: Register, rows: Sequence[Row]) -> None:
    sets: list[tuple[str, ...]] = [(each.name,) for each in register.columns if each.unique]
    if register.key and tuple(register.key) not in sets:
        sets.append(tuple(register.key))
    for names in sets:
        _unique_set(register, rows, names)


def _unique_set(register: Register, rows: Sequence[Row], names: tuple[str, ...]) -> None:
    wanted: dict[tuple[Any, ...], list[Row]] = {}
    touched = {*names, *checking.VALID}
    for row in rows:
        values = tuple(row.after.get(name) for name in names)
        if not row.wrong and None not in values and (row.before is None or touched.intersection(row.changed)):
            wanted.setdefault(values, []).append(row)
    if not wanted:
        return
    periods = _periods(register, names, list(wanted))
    leaving = {row.id for row in rows if row.id and not row.wrong}
    for values, its in wanted.items():
        others = [period for id_, period in periods.get(values, ()) if id_ not in leaving]
        for row in its:
            mine = _period(register, row.after)
            if any(_meet(mine, other) for other in others):
                _refuse_double(register, row, names)
            else:
                others.append(mine)


_Period = tuple[Any, Any]


def _periods(
    register: Register, names: Sequence[str], wanted: Sequence[tuple[Any, ...]]
) -> dict[tuple[Any, ...], list[tuple[UUID, _Period]]]:
    columns = (*names, *checking.VALID) if register.validity else tuple(names)
    found: dict[tuple[Any, ...], list[tuple[UUID, _Period]]] = {}
    rows = objects(model_of(register)).all()
    for start in range(0, len(wanted), _AT_ONCE):
        test = reduce(or_, (Q(**dict(zip(names, values, strict=True))) for values in wanted[start : start + _AT_ONCE]))
        for id_, *values in rows.filter(test).values_list("id", *columns):
            period = (values[-2], values[-1]) if register.validity else (None, None)
            found.setdefault(tuple(values[: len(names)]), []).append((id_, period))
    return found


def _period(register: Register, values: Mapping[str, Any]) -> _Period:
    return (values.get("valid_from"), values.get("valid_to")) if register.validity else (None, None)


def _meet(one: _Period, other: _Period) -> bool:
    """Tell whether two periods share a day; an end that is not known lies beyond all days."""
    ends = ((one, other), (other, one))
    return all(a[0] is None or b[1] is None or a[0] <= b[1] for a, b in ends)


def _refuse_double(register: Register, row: Row, names: Sequence[str]) -> None:
    fields = [register.field(name) for name in names]
    titles = ", ".join(checking_names.said(each.title, each.title_en) for each in fields)
    if register.validity:
        row.refuse(
            names[0],
            N_("Another record with the same “%(names)s” is in force on some of these days."),
            N_("End that one first, or correct the days."),
            names=titles,
        )
        return
    row.refuse(
        names[0],
        N_("Another record has the same “%(names)s”."),
        N_("Open that record and change it, or correct this value."),
        names=titles,
    )
