"""Whether the parts of a definition fit together, and whether a table can be made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from honglam.base.words import N_
from honglam.engines.register.contracts import Fault, Field, Register, Target, TargetKind, Type
from honglam.engines.register.service import declaring_names as names
from honglam.engines.register.service import declaring_values as values

FIELDS_MOST = 300
CODES_MOST = 5_000
_CRS = {"EPSG:4326", "EPSG:9209"}
_NOT_IN_GROUPS = {Type.GROUP, Type.GEOMETRY}
_NEITHER_KEY_NOR_UNIQUE = {Type.GROUP, Type.GEOMETRY, Type.FILE}


def too_many(fields: Any) -> tuple[Fault, ...]:
    """Return that there are more fields than a table can have; counted before anything else is looked at."""
    if not isinstance(fields, list | tuple):
        return ()
    inner = [each.get("fields") for each in fields if isinstance(each, dict)]
    count = len(fields) + sum(len(each) for each in inner if isinstance(each, list | tuple))
    if count <= FIELDS_MOST:
        return ()
    message = N_("A register holds at most %(most)s fields; this one has %(count)s.")
    remedy = N_("Put what repeats into repeated groups, and the rest into several registers that refer to each other.")
    return (Fault("fields", message, remedy, {"most": FIELDS_MOST, "count": count}),)


def faults(register: Register) -> list[Fault]:
    """Return everything that does not fit."""
    found = [*names.of_register(register), *_numbers(register)]
    if not register.columns:
        message = N_("A register needs a field that is no repeated group.")
        found.append(Fault("fields", message, N_("Declare at least one.")))
    for at, field in enumerate(register.fields):
        found += _field(field, f"fields[{at}]", register.fields)
        for inner, each in enumerate(field.fields):
            found += _field(each, f"fields[{at}].fields[{inner}]", field.fields)
            if each.type in _NOT_IN_GROUPS:
                message = N_("A repeated group cannot hold “%(name)s”: no group and no geometry.")
                place = f"fields[{at}].fields[{inner}].type"
                found.append(Fault(place, message, N_("Make it a field of the register."), {"name": each.name}))
    found += _roles(register)
    found += _rules(register)
    return found


def _numbers(register: Register) -> Iterator[Fault]:
    every = [each.n for field in register.fields for each in (field, *field.fields) if each.n]
    every += [each.n for each in register.removed]
    for number, times in Counter(every).items():
        if times > 1:
            message = N_("Number %(n)s is given %(times)s times.")
            remedy = N_("Give each field its own; leave it out where you do not know: the field gets a new one.")
            yield Fault("fields", message, remedy, {"n": number, "times": times})


def _field(field: Field, place: str, beside: Sequence[Field]) -> Iterator[Fault]:
    yield from values.of_field(field, place)
    if field.type is Type.CODE and not field.codes and not field.codelist:
        yield Fault(f"{place}.codes", N_("“%(name)s” has no code list."), N_("Write its codes."), {"name": field.name})
    if field.codes and field.type is not Type.CODE:
        yield _odd(place, "codes", field)
    yield from _codes(field, place)
    if field.type is Type.REFERENCE and field.target is None:
        message, remedy = N_("“%(name)s” does not say what it refers to."), N_("Write its `target`.")
        yield Fault(f"{place}.target", message, remedy, {"name": field.name})
    if field.target is not None and field.type is not Type.REFERENCE:
        yield _odd(place, "target", field)
    if (field.type is Type.GROUP) != bool(field.fields):
        if field.fields:
            yield _odd(place, "fields", field)
        else:
            message, remedy = N_("The repeated group “%(name)s” has no fields."), N_("Write its `fields`.")
            yield Fault(f"{place}.fields", message, remedy, {"name": field.name})
    if field.crs not in _CRS:
        message = N_("The coordinate system “%(crs)s” of “%(name)s” is not known.")
        remedy = N_("Write EPSG:4326 (WGS 84) or EPSG:9209 (VN-2000, central meridian 105°30′).")
        yield Fault(f"{place}.crs", message, remedy, {"crs": field.crs, "name": field.name})
    if field.unique and field.type in _NEITHER_KEY_NOR_UNIQUE:
        yield _odd(f"{place}.constraints", "unique", field)
    yield from _when(field, place, beside)


def _odd(place: str, key: str, field: Field) -> Fault:
    message = N_("“%(key)s” does not fit “%(name)s”, which is of type %(type)s.")
    params = {"key": key, "name": field.name, "type": field.type.value}
    return Fault(f"{place}.{key}", message, N_("Delete it, or change the type."), params)


def _codes(field: Field, place: str) -> Iterator[Fault]:
    for code, times in Counter(each.code for each in field.codes).items():
        if times > 1:
            message = N_("The code “%(code)s” stands %(times)s times in “%(name)s”.")
            params = {"code": code, "times": times, "name": field.name}
            yield Fault(f"{place}.codes", message, N_("Keep one of them."), params)
    if len(field.codes) > CODES_MOST:
        message = N_("“%(name)s” has %(count)s codes; a list holds at most %(most)s.")
        params = {"name": field.name, "count": len(field.codes), "most": CODES_MOST}
        yield Fault(f"{place}.codes", message, N_("Make a register of them and refer to it."), params)


def _when(field: Field, place: str, beside: Sequence[Field]) -> Iterator[Fault]:
    known = {each.name: each for each in beside}
    for name, wanted in field.when.items():
        where, params = f"{place}.when.{name}", {"name": field.name, "other": name}
        other = known.get(name)
        if other is None or name == field.name:
            message = N_("“%(name)s” depends on “%(other)s”, which is no other field beside it.")
            yield Fault(where, message, N_("Name a field of the same register or group."), params)
        elif not wanted:
            message = N_("“%(name)s” depends on “%(other)s”, and no value of it is named.")
            yield Fault(where, message, N_("Write the values by which it is asked."), params)
        elif other.codes and (strange := [each for each in wanted if each not in {code.code for code in other.codes}]):
            message = N_("“%(name)s” waits for the value “%(value)s” of “%(other)s”, which has no such code.")
            yield Fault(where, message, N_("Write one of its codes."), {**params, "value": strange[0]})


def _missing(place: str, name: str) -> Fault:
    message, remedy = N_("There is no field “%(name)s”."), N_("Write the name of a field of this register.")
    return Fault(place, message, remedy, {"name": name})


def _roles(register: Register) -> Iterator[Fault]:
    """Yield what is wrong with the fields that the head of the document names."""
    known = {each.name: each for each in register.fields}
    yield from _lists(register, known)
    order = register.order.removeprefix("-")
    if order and order not in known:
        yield _missing("order", order)
    elif order and known[order].type in {Type.GROUP, Type.GEOMETRY}:
        yield _odd_role("order", known[order], N_("a field with a value that can be ordered"))
    for place, kind, wanted in (
        ("scope", TargetKind.AGENCY, N_("a reference to an agency")),
        ("territory", TargetKind.COMMUNE, N_("a reference to a commune")),
    ):
        name = getattr(register, place)
        if name and name not in known:
            yield _missing(place, name)
        elif name and known[name].target != Target(kind=kind):
            yield _odd_role(place, known[name], wanted)
    if register.subject and register.subject not in known:
        yield _missing("subject", register.subject)
    elif register.subject and known[register.subject].type is not Type.PERSONAL_NUMBER:
        yield _odd_role("subject", known[register.subject], N_("a personal number"))
    since = register.retention.since
    if since and since not in known:
        yield _missing("retention.since", since)
    elif since and known[since].type not in {Type.DATE, Type.DATETIME}:
        yield _odd_role("retention.since", known[since], N_("a date"))


def _lists(register: Register, known: dict[str, Field]) -> Iterator[Fault]:
    named = [("primaryKey", register.key), ("label", register.label)]
    named += [(f"indexes[{at}]", each) for at, each in enumerate(register.indexes)]
    for place, fields in named:
        for at, name in enumerate(fields):
            if name not in known:
                yield _missing(f"{place}[{at}]", name)
            elif place != "label" and known[name].type in _NEITHER_KEY_NOR_UNIQUE:
                yield _odd_role(f"{place}[{at}]", known[name], N_("a field with a value that can be compared"))
            elif place == "label" and known[name].type is Type.GROUP:
                yield _odd_role(f"{place}[{at}]", known[name], N_("a field that is no repeated group"))
            elif fields.index(name) != at:
                message, remedy = N_("“%(name)s” is named twice."), N_("Name it once.")
                yield Fault(f"{place}[{at}]", message, remedy, {"name": name})


def _odd_role(place: str, field: Field, wanted: str) -> Fault:
    message = N_("“%(name)s” cannot stand here: it must be %(wanted)s.")
    return Fault(place, message, N_("Name another field, or change its type."), {"name": field.name, "wanted": wanted})


def _rules(register: Register) -> Iterator[Fault]:
    known = {each.name for each in register.fields}
    for name, times in Counter(each.id for each in register.rules).items():
        if times > 1:
            message, remedy = N_("There are %(times)s rules “%(id)s”."), N_("Give each its own id.")
            yield Fault("rules", message, remedy, {"id": name, "times": times})
    for at, rule in enumerate(register.rules):
        place = f"rules[{at}]"
        if not names.WORD.fullmatch(rule.id):
            yield names.no_word(f"{place}.id", rule.id, names.FIELD_MOST)
        if not rule.says:
            yield Fault(f"{place}.says", N_("The rule says nothing."), N_("Write it as a sentence."))
        yield from (_missing(f"{place}.fields", each) for each in rule.fields if each not in known)
