"""A document becomes a register, and a register its document again.

`read` finds everything that is wrong at once, each with its place, a sentence and what to do. `written` is its
inverse: sparse, in a stable order, whole in itself (a shared code list goes with its codes), so that what was
published can be read again when the file of the list has changed or is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from honglam.engines.register.contracts import (
    Access,
    Code,
    DefinitionRefused,
    Fault,
    Field,
    Register,
    Retention,
    Rule,
    Target,
    TargetKind,
    Tombstone,
    Type,
)
from honglam.engines.register.service import codelists, declaring_checks, declaring_faults, declaring_frictionless
from honglam.engines.register.service.declaring_document import CodePart, Document, FieldPart, plain
from honglam.engines.register.service.declaring_numbers import numbered
from honglam.engines.register.service.declaring_writing import written

__all__ = ["numbered", "read", "written"]


def read(document: Mapping[str, Any], *, origin: str = "") -> Register:
    """Return the register that a document defines.

    Args:
        document: as TOML, YAML or JSON give it; our words, or those of Frictionless.
        origin: id of the pack that brings it; its own code lists are looked into first.

    Returns:
        The register; a field without a number has `n` 0 until `numbered` gives it one.

    Raises:
        DefinitionRefused: with all faults that were found.
    """
    ours = declaring_frictionless.ours(document)
    # Before anything is made of it: nine hundred faults about one mistake help nobody.
    if too_many := declaring_checks.too_many(ours.get("fields")):
        raise DefinitionRefused(too_many)
    try:
        found = Document.model_validate(ours)
    except ValidationError as error:
        raise DefinitionRefused(declaring_faults.of_shape(error)) from None
    faults: list[Fault] = []
    register = _register(found, origin or found.origin, faults)
    faults += declaring_checks.faults(register)
    if faults:
        raise DefinitionRefused(tuple(faults))
    return register


def _register(found: Document, origin: str, faults: list[Fault]) -> Register:
    made = {
        "fields": tuple(
            _field(each, f"fields[{at}]", origin, found.id, faults) for at, each in enumerate(found.fields)
        ),
        "rules": tuple(Rule(**plain(each)) for each in found.rules),
        "access": Access(**plain(found.access)),
        "retention": Retention(**plain(found.retention)),
        "removed": tuple(Tombstone(**plain(each)) for each in found.removed),
        "origin": origin,
    }
    return Register(**{**plain(found), **made})


def _field(part: FieldPart, place: str, origin: str, own: str, faults: list[Fault]) -> Field:
    given = plain(part)
    constraints = plain(given.pop("constraints"))
    given["help"] = given.pop("description")
    given["n"] = part.n or 0
    given["title"] = part.title or part.name
    given["when"] = dict(part.when)
    given["codes"] = _codes(part, place, origin, faults)
    given["target"] = _target(part, place, own, faults)
    given["fields"] = tuple(
        _field(each, f"{place}.fields[{at}]", origin, own, faults) for at, each in enumerate(part.fields)
    )
    return Field(**given, **constraints)


def _codes(part: FieldPart, place: str, origin: str, faults: list[Fault]) -> tuple[Code, ...]:
    """Return its own codes, or those of the list that it names."""
    if part.codes or not part.codelist:
        return tuple(_code(each) for each in part.codes)
    found = codelists.find(part.codelist, origin=origin)
    if found is None:
        faults.append(declaring_faults.no_codelist(f"{place}.codelist", part.codelist, codelists.ids(origin=origin)))
        return ()
    return found.codes


def _code(part: CodePart) -> Code:
    return Code(code=part.code, title=part.title or part.code, title_en=part.title_en, closed=part.closed)


def _target(part: FieldPart, place: str, own: str, faults: list[Fault]) -> Target | None:
    if not part.target:
        return None
    kind, _, register = part.target.partition(":")
    if kind not in set(TargetKind) or (kind == TargetKind.REGISTER) != bool(register):
        faults.append(declaring_faults.no_target(f"{place}.target", part.target))
        return None if part.type is not Type.REFERENCE else Target(kind=TargetKind.REGISTER, register=own)
    return Target(kind=TargetKind(kind), register=register)
