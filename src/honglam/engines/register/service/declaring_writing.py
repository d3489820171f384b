"""A register as its document: sparse, in the order in which people write one."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from honglam.engines.register.contracts import Access, Code, Field, Register, Retention, Rule, Target, Tombstone

_HEAD = (
    *("id", "title", "title_en", "one", "one_en", "description", "group", "owner", "legal", "plan_row"),
    *("key", "label", "order", "scope", "territory", "subject", "two_person", "validity", "fresh_days"),
    *("indexes", "public", "synthetic", "version", "origin"),
)
_FIELD = (
    *("n", "name", "type", "title", "title_en", "help", "unit", "section", "sensitivity", "expected", "decimals"),
    *("codelist", "codes", "target", "shape", "crs", "when", "hint", "search", "filter", "shown", "verify"),
    *("default", "legal", "verified", "fields"),
)
_CONSTRAINTS = {
    "required": "required",
    "unique": "unique",
    "minimum": "minimum",
    "maximum": "maximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
}
_NAMES = {"key": "primaryKey", "help": "description"}
_DEFAULTS: dict[type, dict[str, Any]] = {
    kind: {each.name: each.default for each in fields(kind)}
    for kind in (Access, Code, Field, Register, Retention, Rule, Tombstone)
}


def written(register: Register) -> dict[str, Any]:
    """Return the document of a register: what is as usual is left out; `read` gives the same register again."""
    document = _sparse(register, _HEAD)
    document["fields"] = [_field(each) for each in register.fields]
    document["rules"] = [_sparse(each, _all(Rule)) for each in register.rules]
    document["access"] = _sparse(register.access, _all(Access))
    document["retention"] = _sparse(register.retention, _all(Retention))
    document["removed"] = [_sparse(each, _all(Tombstone)) for each in register.removed]
    return {key: value for key, value in document.items() if value not in ([], {})}


def _field(field: Field) -> dict[str, Any]:
    found = _sparse(field, _FIELD)
    constraints = {word: getattr(field, name) for name, word in _CONSTRAINTS.items()}
    usual = _DEFAULTS[Field]
    constraints = {word: constraints[word] for name, word in _CONSTRAINTS.items() if constraints[word] != usual[name]}
    if constraints:
        found["constraints"] = constraints
    return found


def _sparse(part: Any, names: tuple[str, ...]) -> dict[str, Any]:
    usual, found = _DEFAULTS[type(part)], {}
    for name in names:
        value = getattr(part, name)
        if name == "n" and not value:
            continue
        if value != usual[name] and value not in ((), {}):
            found[_NAMES.get(name, name)] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    """Return a value as TOML and JSON know it."""
    match value:
        case Target():
            return f"{value.kind.value}:{value.register}" if value.register else value.kind.value
        case Field():
            return _field(value)
        case tuple():
            return [_plain(each) for each in value]
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case str():
            return str(value)
    return _sparse(value, _all(type(value))) if is_dataclass(value) else value


def _all(kind: type) -> tuple[str, ...]:
    return tuple(_DEFAULTS[kind])
