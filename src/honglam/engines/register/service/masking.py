"""What is masked, and how: the values of personal and sensitive fields, until somebody says what they need them for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from honglam.engines.register.contracts import Field, Register, Type, Values

MASK = "•••••"


def personal(fields: Iterable[Field]) -> frozenset[str]:
    """Return the names of the fields that are masked; of a group's fields as `group.field`."""
    found: set[str] = set()
    for field in fields:
        if field.personal:
            found.add(field.name)
        elif field.type is Type.GROUP:
            found |= {f"{field.name}.{inner.name}" for inner in field.fields if inner.personal}
    return frozenset(found)


def masked(
    register: Register, values: Values, *, shown: frozenset[str] = frozenset()
) -> tuple[dict[str, Any], frozenset[str]]:
    """Return values with a mask over what is personal, and the names of the fields that are masked.

    Args:
        register: its definition.
        values: of a record; what is empty stays empty, so that people see that nothing is there.
        shown: names of fields that are not masked.
    """
    hidden = personal(register.fields) - shown
    covered = {name: value for name, value in values.items() if name in hidden and value not in (None, "", [])}
    found: dict[str, Any] = {name: MASK if name in covered else value for name, value in values.items()}
    names = set(covered)
    for group in register.groups:
        inner = {name.partition(".")[2] for name in hidden if name.startswith(f"{group.name}.")}
        if inner and found.get(group.name) and group.name not in names:
            found[group.name] = [_item(item, inner) for item in found[group.name]]
            names.add(group.name)
    return found, frozenset(names)


def _item(item: Mapping[str, Any], hidden: set[str]) -> dict[str, Any]:
    return {name: MASK if name in hidden and value not in (None, "") else value for name, value in item.items()}


def for_ledger(register: Register, values: Values) -> dict[str, Any]:
    """Return values as the ledger keeps them: it is never altered, so nothing personal may stand in it."""
    from honglam.engines.register.service.checking import plain_value  # noqa: PLC0415  (its words need the mask)

    found, _names = masked(register, values)
    return {name: plain_value(value) for name, value in found.items()}
