"""What the forms of the studio hold, as the document has it, and back; what is usual is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import Type

_FLAGS = ("expected", "search", "filter", "verify")
_TEXTS = ("title", "title_en", "description", "section", "hint", "default", "legal")
_LIMITS = ("minimum", "maximum", "pattern")
_SIZES = {"min_length": "minLength", "max_length": "maxLength"}
_NUMBERS = {Type.INTEGER, Type.DECIMAL, Type.MONEY, Type.YEAR}
_HEAD = (
    *("title", "title_en", "one", "one_en", "description", "group", "owner", "plan_row", "order", "scope"),
    *("territory", "subject", "primaryKey", "label"),
)
_HEAD_FLAGS = ("two_person", "validity", "public")
_ACCESS = ("view", "edit", "verify", "personal")
_RETENTION = ("years", "since", "then", "legal")


def field_initial(field: Mapping[str, Any]) -> dict[str, Any]:
    """Return a field of a document as the form shows it."""
    limits = field.get("constraints", {})
    shown = {key: field.get(key, "") for key in (*_TEXTS, "name", "type", "unit", "codelist", "target")}
    shown |= {key: bool(field.get(key)) for key in _FLAGS}
    shown |= {key: bool(limits.get(key)) for key in ("required", "unique")}
    shown |= {key: limits.get(key, "") for key in _LIMITS}
    shown |= {name: limits.get(key) for name, key in _SIZES.items()}
    shown |= {"listed": field.get("shown", True), "verified": field.get("verified", True)}
    return shown | {
        "sensitivity": field.get("sensitivity", "internal"),
        "shape": field.get("shape", "point"),
        "crs": field.get("crs", "EPSG:4326"),
        "decimals": field.get("decimals"),
        "codes": "" if field.get("codelist") else "\n".join(map(_code_line, field.get("codes", ()))),
        "when": "\n".join(f"{name} = {', '.join(values)}" for name, values in field.get("when", {}).items()),
    }


def _code_line(code: Mapping[str, Any]) -> str:
    english = f" | {code['title_en']}" if code.get("title_en") else ""
    return f"{'# ' if code.get('closed') else ''}{code['code']} = {code.get('title', '')}{english}"


def field_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in as the document has it; only what fits the type.

    Raises:
        Refusal: a line of codes or conditions cannot be read.
    """
    kind = Type(data["type"])
    found: dict[str, Any] = {"name": data["name"], "type": kind.value}
    found |= {key: data[key] for key in _TEXTS if data.get(key)}
    found |= {key: True for key in _FLAGS if data.get(key)}
    found |= {key: False for key, name in (("shown", "listed"), ("verified", "verified")) if not data.get(name)}
    if data["sensitivity"] != "internal":
        found["sensitivity"] = data["sensitivity"]
    if data.get("when"):
        found["when"] = dict(_condition(line) for line in data["when"].splitlines() if line.strip())
    limits = {key: True for key in ("required", "unique") if data.get(key)}
    limits |= {key: data[key] for key in _LIMITS if data.get(key)}
    limits |= {key: data[name] for name, key in _SIZES.items() if data.get(name) is not None}
    if limits:
        found["constraints"] = limits
    return found | _of_kind(kind, data)


def _of_kind(kind: Type, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what only a field of this type has."""
    found: dict[str, Any] = {}
    if kind in _NUMBERS and data.get("unit"):
        found["unit"] = data["unit"]
    if kind is Type.DECIMAL and data.get("decimals") is not None:
        found["decimals"] = data["decimals"]
    if kind is Type.CODE:
        found |= {"codelist": data["codelist"]} if data.get("codelist") else {"codes": _codes(data.get("codes", ""))}
    if kind is Type.REFERENCE:
        found["target"] = data.get("target", "")
    if kind is Type.GEOMETRY:
        found |= {"shape": data.get("shape") or "point", "crs": data.get("crs") or "EPSG:4326"}
    return found


def _codes(text: str) -> list[dict[str, Any]]:
    return [_code(line.strip()) for line in text.splitlines() if line.strip()]


def _code(line: str) -> dict[str, Any]:
    closed, line = line.startswith("#"), line.removeprefix("#").strip()
    code, equals, words = line.partition("=")
    if not equals or not code.strip() or not words.strip():
        message, remedy = N_("“%(line)s” is no code with its title."), N_("Write it like 01 = Nam.")
        raise Refusal(message, field="codes", remedy=remedy, params={"line": line[:80]})
    title, _, english = (each.strip() for each in words.partition("|"))
    found: dict[str, Any] = {"code": code.strip(), "title": title}
    if english:
        found["title_en"] = english
    return found | ({"closed": True} if closed else {})


def _condition(line: str) -> tuple[str, list[str]]:
    name, equals, values = line.partition("=")
    wanted = [each.strip() for each in values.split(",") if each.strip()]
    if not equals or not wanted:
        message, remedy = N_("“%(line)s” is no condition."), N_("Write it like kind = drilled, dug.")
        raise Refusal(message, field="when", remedy=remedy, params={"line": line[:80]})
    return name.strip(), wanted


def head_initial(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the head of a document as the form shows it, with the fields that it may choose from."""
    access, retention = document.get("access", {}), document.get("retention", {})
    shown = {key: document.get(key, "") for key in _HEAD} | {key: bool(document.get(key)) for key in _HEAD_FLAGS}
    shown |= {f"access_{key}": access.get(key, f"register.{key}") for key in _ACCESS}
    shown |= {f"retention_{key}": retention.get(key, "") for key in _RETENTION}
    return shown | {
        "legal": "\n".join(document.get("legal", ())),
        "fresh_days": document.get("fresh_days"),
        "retention_years": retention.get("years"),
        "retention_then": retention.get("then", "anonymise"),
        "fields": document.get("fields", ()),
        "register_id": document.get("id", ""),
    }


def head_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in as the document has it."""
    found: dict[str, Any] = {key: data[key] for key in _HEAD if data.get(key)}
    found |= {"id": data["register_id"]}
    found |= {key: True for key in _HEAD_FLAGS if data.get(key)}
    if legal := [line.strip() for line in data.get("legal", "").splitlines() if line.strip()]:
        found["legal"] = legal
    if data.get("fresh_days"):
        found["fresh_days"] = data["fresh_days"]
    usual = {f"access_{key}": f"register.{key}" for key in _ACCESS} | {"retention_then": "anonymise"}
    for part, keys in (("access", _ACCESS), ("retention", _RETENTION)):
        said = {key: data[f"{part}_{key}"] for key in keys if data.get(f"{part}_{key}")}
        said = {key: value for key, value in said.items() if value != usual.get(f"{part}_{key}")}
        if said:
            found[part] = said
    return found


def rule_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule as the document has it."""
    found = {"id": data["rule_id"]} | {key: data[key] for key in ("says", "says_en") if data.get(key)}
    usual = {"dimension": "valid", "severity": "error"}
    return found | {key: data[key] for key in usual if data[key] != usual[key]}


def rule_initial(rule: Mapping[str, Any], count: int) -> dict[str, Any]:
    """Return a rule as the form shows it; a new one is called by its number."""
    return {**rule, "rule_id": rule.get("id", f"rule_{count + 1}")}
