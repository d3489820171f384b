"""What a publication does: the difference of two definitions as steps. Pure: the same two always give the same steps.

Fields are compared by their numbers, so a rename is a rename. Only steps that are safe on a table in use are ever made:
a column that may be null is added, a name changes, a constraint is added unvalidated; whatever must look at rows (an
index, a validation, filling a column from another) is left to a job. `deploying` runs the changes that stand here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from honglam.base.words import N_
from honglam.engines.register.contracts import DefinitionRefused, Fault, Field, Lock, Register, Step, StepKind, Type
from honglam.engines.register.service import casting, constraining, indexing
from honglam.engines.register.service.constraining import Constraint
from honglam.engines.register.service.indexing import Index

_SECONDS = {"list": 3.0, "order": 3.0, "search": 20.0, "key": 3.0, "box": 8.0}  # to build, for a million rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A step with what `deploying` needs to take it.

    Attributes:
        step: in words.
        old: the field as it was.
        new: the field as it becomes.
        group: name of the group in which it stands (its new name); empty for the register itself.
        constraint: that is added or goes.
        index: that is wanted, or goes.
        test: SQL that is true for the values that may stay, or that can be turned; `{c}` is the old column. None when
            nothing has to be looked at; empty when no value may stay.
    """

    step: Step
    old: Field | None = None
    new: Field | None = None
    group: str = ""
    constraint: Constraint | None = None
    index: Index | None = None
    test: str | None = None


def plan(old: Register | None, new: Register) -> tuple[Step, ...]:
    """Return what publishing `new` in place of `old` does, in its order; nothing when they are the same.

    Raises:
        DefinitionRefused: a field became a repeated group or the other way round, or stands in another group now.
    """
    return tuple(change.step for change in changes(old, new))


def changes(old: Register | None, new: Register) -> tuple[Change, ...]:
    """Return the steps with what is needed to take them. Raises as `plan`."""
    if old is None:
        return (_create(new),)
    if faults := tuple(_moved(old, new)):
        raise DefinitionRefused(faults)
    found = [*_columns(old, new, old.fields, new.fields, ""), *_validity(old, new), *_around(old, new)]
    if not found and replace(old, version=0) != replace(new, version=0):
        found = [Change(step=Step(kind=StepKind.WORDS, register=new.id, says=_WORDS))]
    return tuple(found)


_WORDS = N_("Titles, explanations, rules or rights change; the tables stay as they are.")


def _create(new: Register) -> Change:
    says = N_("The register “%(title)s” is made, with %(fields)s fields.")
    params = {"title": new.title, "fields": len(new.columns) + sum(len(each.fields) for each in new.groups)}
    return Change(step=Step(kind=StepKind.CREATE, register=new.id, says=says, params=params))


def _moved(old: Register, new: Register) -> Iterator[Fault]:
    """Yield the fields that cannot be followed: from a group to a column, or from one table to another."""
    places = {each.n: (0, each.type is Type.GROUP) for each in old.fields}
    places |= {each.n: (group.n, False) for group in old.groups for each in group.fields}
    after = [(each, 0) for each in new.fields] + [(each, group.n) for group in new.groups for each in group.fields]
    for field, above in after:
        if field.n in places and places[field.n] != (above, field.type is Type.GROUP):
            message = N_("“%(name)s” cannot move between a register and a repeated group.")
            remedy = N_("Give it a new number: it is a new field then, and the former one is kept.")
            yield Fault(field.name, message, remedy, {"name": field.name})


# Columns and groups


def _columns(old: Register, new: Register, before: Sequence[Field], after: Sequence[Field], group: str) -> list[Change]:
    known = {each.n: each for each in before}
    graves = {each.n for each in old.removed}
    kept = {each.n for each in after}
    found: list[Change] = []
    # What goes and what is renamed comes first: its name may be given to a new field.
    found += [_remove(new, each, group) for each in before if each.n not in kept]
    found += [_rename(new, known[e.n], e, group) for e in after if e.n in known and known[e.n].name != e.name]
    for each in after:
        was = known.get(each.n)
        if was is None:
            found.append(_add(new, each, group, again=each.n in graves))
        elif each.type is Type.GROUP:
            found += _columns(old, new, was.fields, each.fields, each.name)
        else:
            found += _retyped(new, was, each, group)
    return found


def _path(field: Field, group: str) -> str:
    return f"{group}.{field.name}" if group else field.name


def _remove(new: Register, field: Field, group: str) -> Change:
    says = N_("The field “%(title)s” is no more; its values are kept out of sight.")
    if field.type is Type.GROUP:
        says = N_("The repeated group “%(title)s” is no more; its rows are kept out of sight.")
    step = Step(
        kind=StepKind.REMOVE,
        register=new.id,
        field=_path(field, group),
        says=says,
        params={"title": field.title},
        loses=0,
    )
    return Change(step=step, old=field, group=group, test="")


def _rename(new: Register, was: Field, field: Field, group: str) -> Change:
    step = Step(
        kind=StepKind.RENAME,
        register=new.id,
        field=_path(field, group),
        old=was.name,
        says=N_("“%(old)s” is called “%(name)s” from now on; its values stay."),
        params={"old": was.name, "name": field.name},
        lock=Lock.MOMENT,
    )
    return Change(step=step, old=was, new=field, group=group)


def _add(new: Register, field: Field, group: str, *, again: bool) -> Change:
    says = N_("The field “%(title)s” is added, empty at first.")
    kind = StepKind.ADD
    if again:
        says = N_("The field “%(title)s” comes back with the values that it had.")
    elif field.type is Type.GROUP:
        kind, says = StepKind.ADD_GROUP, N_("The repeated group “%(title)s” is added.")
    elif field.required and field.default and not group:
        says = N_("The field “%(title)s” is added; all records get “%(default)s”.")
    kind = StepKind.ADD_GROUP if field.type is Type.GROUP else kind
    params = {"title": field.title, "default": field.default}
    step = Step(kind=kind, register=new.id, field=_path(field, group), says=says, params=params, lock=Lock.MOMENT)
    return Change(step=step, new=field, group=group)


def _retyped(new: Register, was: Field, field: Field, group: str) -> Iterator[Change]:
    """Yield what a change of the type, of the code list or of the shape does to one column."""
    path, params = _path(field, group), {"title": field.title, "old": was.type.value, "type": field.type.value}
    if not casting.in_place(was, field):
        cast = casting.cast(was, field)
        step = Step(
            kind=StepKind.RETYPE,
            register=new.id,
            field=path,
            says=N_(
                "“%(title)s” changes from %(old)s to %(type)s: a new column is filled from the old one, which is kept."
            ),
            params=params,
            lock=Lock.MOMENT,
            later=cast is not None,
            per_million=15.0 if cast else 0.0,
            loses=None if cast and not cast.fits else 0,
        )
        yield Change(step=step, old=was, new=field, group=group, test=cast.fits or None if cast else "")
        return
    fits = casting.fits(was, field)
    if was.type is not field.type:
        says = N_("“%(title)s” changes from %(old)s to %(type)s; its column stays.")
    elif was.codes != field.codes:
        says = N_("The code list of “%(title)s” changes.")
    elif was.shape is not field.shape:
        says = N_("“%(title)s” holds shapes of another kind.")
    else:
        return
    kind = StepKind.CODES if was.codes != field.codes and was.type is field.type else StepKind.RETYPE
    step = Step(kind=kind, register=new.id, field=path, says=says, params=params, against=0 if fits else None)
    yield Change(step=step, old=was, new=field, group=group, test=fits or None)


def _validity(old: Register, new: Register) -> Iterator[Change]:
    if new.validity and not old.validity:
        says = N_("Records say from when to when they hold.")
        yield Change(step=Step(kind=StepKind.ADD, register=new.id, says=says, lock=Lock.MOMENT))
    elif old.validity and not new.validity:
        says = N_("Records no longer say from when to when they hold; what they said is kept out of sight.")
        yield Change(step=Step(kind=StepKind.REMOVE, register=new.id, says=says, loses=0), test="")


# Constraints and indexes

_CHECKS: Mapping[str, str] = {
    "required": N_("“%(field)s” becomes required."),
    "minimum": N_("“%(field)s” is at least %(limit)s."),
    "maximum": N_("“%(field)s” is at most %(limit)s."),
    "shortest": N_("“%(field)s” has at least %(limit)s letters."),
    "longest": N_("“%(field)s” has at most %(limit)s letters."),
    "order": N_("No record ends before it begins."),
}
_INDEXES: Mapping[str, str] = {
    "list": N_("Lists can be filtered and ordered by “%(fields)s”: an index is built."),
    "order": N_("Lists are ordered by “%(fields)s” at first: an index is built."),
    "search": N_("The search box looks through “%(fields)s”: an index is built."),
    "key": N_("No two records in force have the same “%(fields)s”: an index is built that refuses it."),
    "box": N_("Maps find “%(fields)s”: an index is built."),
}


def _around(old: Register, new: Register) -> Iterator[Change]:
    """Yield the constraints and indexes that come and go; those of new tables come with them."""
    born = {each.name for each in new.groups if each.n not in {group.n for group in old.groups}}
    had, wants = constraining.wanted(old), constraining.wanted(new)
    fresh = _fresh(old, new)
    for name in sorted(had.keys() - wants.keys(), key=lambda each: had[each].field):
        says = N_("A check of “%(field)s” is dropped.")
        gone = had[name]
        step = Step(kind=StepKind.UNCHECK, register=new.id, field=gone.field, says=says, params={"field": gone.field})
        yield Change(step=replace(step, lock=Lock.MOMENT), constraint=gone)
    for name in sorted(wants.keys() - had.keys(), key=lambda each: wants[each].field):
        check = wants[name]
        if check.field.partition(".")[0] not in born:
            yield _check(new, check, fresh.get(check.field))
    lists, wanted = indexing.wanted(old), indexing.wanted(new)
    for name in sorted(lists.keys() - wanted.keys()):
        fields = ", ".join(lists[name].fields)
        says = N_("An index over “%(fields)s” is no longer needed.")
        step = Step(kind=StepKind.UNINDEX, register=new.id, says=says, params={"fields": fields}, later=True)
        yield Change(step=step, index=lists[name])
    for name in sorted(wanted.keys() - lists.keys()):
        if wanted[name].kind != "rows":
            yield _index(new, wanted[name])


def _fresh(old: Register, new: Register) -> dict[str, Field]:
    """Return the new fields by path that no record has a value of."""
    known = {each.n for each in old.fields} | {each.n for group in old.groups for each in group.fields}
    known |= {each.n for each in old.removed}
    found = {each.name: each for each in new.fields if each.n not in known}
    return found | {f"{g.name}.{each.name}": each for g in new.groups for each in g.fields if each.n not in known}


def _check(new: Register, check: Constraint, fresh: Field | None) -> Change:
    filled = fresh is not None and bool(fresh.default) and "." not in check.field
    asks = check.kind == "required" or fresh is None
    step = Step(
        kind=StepKind.CHECK,
        register=new.id,
        field=check.field,
        says=_CHECKS[check.kind],
        params={"field": check.field, "limit": check.limit},
        lock=Lock.MOMENT,
        later=True,
        per_million=0.3,
        against=0 if asks and not filled else None,
    )
    return Change(step=step, constraint=check, test="all" if fresh is not None and asks and not filled else None)


def _index(new: Register, index: Index) -> Change:
    fields = ", ".join(index.fields)
    step = Step(
        kind=StepKind.INDEX,
        register=new.id,
        field=index.fields[0] if index.fields else "",
        says=_INDEXES.get(index.kind, N_("An index over “%(fields)s” is built.")),
        params={"fields": fields},
        later=True,
        per_million=_SECONDS.get(index.kind, 2.0),
        against=0 if index.unique else None,
    )
    return Change(step=step, index=index)
