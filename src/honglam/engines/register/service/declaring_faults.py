"""What is wrong with a definition, as people are told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from rapidfuzz import process

from honglam.base.words import N_
from honglam.engines.register.contracts import Fault, Sensitivity, Shape, Type
from honglam.engines.register.service.declaring_document import (
    AccessPart,
    CodePart,
    ConstraintsPart,
    Document,
    FieldPart,
    Part,
    RetentionPart,
    RulePart,
    TombstonePart,
    keys_of,
)

_SHOWN = 80  # letters of what somebody wrote
_CLOSE = 70  # of 100
_PARTS: Mapping[str, type[Part]] = {
    "fields": FieldPart,
    "codes": CodePart,
    "constraints": ConstraintsPart,
    "rules": RulePart,
    "access": AccessPart,
    "retention": RetentionPart,
    "removed": TombstonePart,
}
_ENUMS = {"type": Type, "sensitivity": Sensitivity, "shape": Shape}
_WANTED = {
    "string": N_("a text"),
    "bool": N_("true or false"),
    "int": N_("a whole number"),
    "tuple": N_("a list"),
    "mapping": N_("a table of keys and values"),
    "dict": N_("a table of keys and values"),
    "model": N_("a table of keys and values"),
}
_FIELD_KEYS = set(keys_of(FieldPart)) | {"format", "help"}


def place_of(path: Sequence[int | str]) -> str:
    """Return where something stands: `fields[3].constraints.pattern`."""
    said = ""
    for each in path:
        said += f"[{each}]" if isinstance(each, int) else f".{each}" if said else each
    return said


def of_shape(error: ValidationError) -> tuple[Fault, ...]:
    """Return what does not have the shape of a definition."""
    return tuple(_of_shape(each["loc"], each["type"], each) for each in error.errors())


def _of_shape(path: tuple[int | str, ...], kind: str, error: Any) -> Fault:
    place, key = place_of(path), str(path[-1]) if path else ""
    if kind == "missing":
        return Fault(place, N_("“%(key)s” is missing."), N_("Write it."), {"key": key})
    if kind == "extra_forbidden":
        return _unknown(place, path)
    if kind in {"enum", "literal_error"}:
        return _not_among(place, key, error)
    wanted = _WANTED.get(kind.removesuffix("_type").removesuffix("_parsing"))
    if wanted is not None:
        params = {"key": key, "wanted": wanted, "given": _short(error.get("input"))}
        return Fault(place, N_("“%(key)s” must be %(wanted)s, not %(given)s."), N_("Correct it there."), params)
    return _out_of_limits(place, key, kind, error.get("ctx", {}))


def _out_of_limits(place: str, key: str, kind: str, limits: Mapping[str, Any]) -> Fault:
    limit = next((limits[name] for name in ("max_length", "le", "ge", "min_length") if name in limits), "")
    if kind in {"string_too_long", "less_than_equal"}:
        message, remedy = N_("“%(key)s” is too long or too large."), N_("At most %(limit)s.")
    elif kind in {"string_too_short", "greater_than_equal"}:
        message, remedy = N_("“%(key)s” is too short or too small."), N_("At least %(limit)s.")
    else:
        message, remedy = N_("“%(key)s” cannot be read."), N_("Correct it there.")
    return Fault(place, message, remedy, {"key": key, "limit": limit})


def _unknown(place: str, path: tuple[int | str, ...]) -> Fault:
    """Return an unknown key with the one that was probably meant."""
    key, part = str(path[-1]), _part(path)
    if part is FieldPart and key in keys_of(ConstraintsPart):
        message, remedy = N_("“%(key)s” stands in the wrong place."), N_("Write it under “constraints”.")
        return Fault(place, message, remedy, {"key": key})
    if part is ConstraintsPart and key in _FIELD_KEYS:
        message, remedy = N_("“%(key)s” stands in the wrong place."), N_("Write it beside “constraints”, not in it.")
        return Fault(place, message, remedy, {"key": key})
    message = N_("Nobody reads the key “%(key)s”.")
    close = process.extractOne(key, keys_of(part), score_cutoff=_CLOSE)
    if close:
        return Fault(place, message, N_("Did you mean “%(meant)s”?"), {"key": _short(key), "meant": close[0]})
    params = {"key": _short(key), "keys": ", ".join(keys_of(part))}
    return Fault(place, message, N_("Delete it; the keys here are: %(keys)s."), params)


def _part(path: tuple[int | str, ...]) -> type[Part]:
    """Return the part of the document in which a key stands."""
    inner = [each for each in path[:-1] if isinstance(each, str)]
    return _PARTS.get(inner[-1], Document) if inner else Document


def _not_among(place: str, key: str, error: Any) -> Fault:
    known = [each.value for each in _ENUMS[key]] if key in _ENUMS else re.findall(r"'([^']+)'", error["msg"])
    given = str(error.get("input"))
    close = process.extractOne(given, known, score_cutoff=_CLOSE)
    params = {"key": key, "given": _short(given), "known": ", ".join(known), "meant": close[0] if close else ""}
    message = N_("“%(given)s” cannot stand behind “%(key)s”.")
    remedy = N_("Did you mean “%(meant)s”? It can be: %(known)s.") if close else N_("It can be: %(known)s.")
    return Fault(place, message, remedy, params)


def _short(given: object) -> str:
    said = "nothing" if given is None else str(given)
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"


def no_codelist(place: str, name: str, known: Sequence[str]) -> Fault:
    """Return that there is no such code list, with the nearest one."""
    close = process.extractOne(name, known, score_cutoff=_CLOSE)
    message = N_("There is no code list “%(name)s”.")
    if close:
        remedy = N_("Did you mean “%(meant)s”? Or write the codes here, as `codes`.")
        return Fault(place, message, remedy, {"name": _short(name), "meant": close[0]})
    remedy = N_("Write the codes here, as `codes`, or name one of: %(known)s.")
    return Fault(place, message, remedy, {"name": _short(name), "known": ", ".join(known)})


def no_target(place: str, given: str) -> Fault:
    """Return that a reference points to nothing we know."""
    message = N_("A reference cannot point to “%(given)s”.")
    remedy = N_("Write commune, agency, person, or register: and the id of a register.")
    return Fault(place, message, remedy, {"given": _short(given)})
