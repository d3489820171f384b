"""The parts of a draft's document, changed one at a time. A field is named by its place: `3`, or `3.1` in a group."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from honglam.base.errors import Missing
from honglam.base.words import N_

Document = Mapping[str, Any]
_SINGLE = (("", "scope"), ("", "territory"), ("", "subject"), ("", "order"), ("retention", "since"))
_NOT_HEAD = ("fields", "rules", "indexes", "removed", "version", "origin", "synthetic")


def _list(document: dict[str, Any], place: str) -> tuple[list[dict[str, Any]], int]:
    """Return the list in which a field stands, and where."""
    above, _, last = place.rpartition(".")
    fields: list[dict[str, Any]] = document.setdefault("fields", [])
    try:
        if above:
            fields = fields[int(above)].setdefault("fields", [])
        at = int(last)
    except (ValueError, IndexError, TypeError):
        at = -1
    if not 0 <= at < len(fields):
        raise Missing(N_("There is no such field in the draft."))
    return fields, at


def field(document: Document, place: str) -> Mapping[str, Any]:
    """Return a field. Raises Missing: there is none at this place."""
    fields, at = _list(copy.deepcopy(dict(document)), place)
    return fields[at]


def with_field(document: Document, place: str, values: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the document with a field in it, and its place; `place` ends with `new` for one that is added.

    What the values do not name stays as it was: number, inner fields. A renamed field is renamed wherever the document
    names it.
    """
    made = copy.deepcopy(dict(document))
    above, _, last = place.rpartition(".")
    if last == "new":
        fields = made.setdefault("fields", [])
        if above:
            outer, at = _list(made, above)
            fields = outer[at].setdefault("fields", [])
        fields.append(dict(values))
        return made, f"{above}.{len(fields) - 1}" if above else str(len(fields) - 1)
    fields, at = _list(made, place)
    was = fields[at]
    kept = {key: was[key] for key in ("n", "fields") if key in was}
    fields[at] = {**kept, **values}
    if not above and was.get("name") != values.get("name"):
        _rename(made, str(was.get("name")), str(values.get("name")))
    return made, place


def without_field(document: Document, place: str) -> dict[str, Any]:
    """Return the document without a field, also where its head names it."""
    made = copy.deepcopy(dict(document))
    fields, at = _list(made, place)
    gone = str(fields.pop(at).get("name"))
    if "." not in place:
        _rename(made, gone, "")
    return made


def moved(document: Document, place: str, by: int) -> dict[str, Any]:
    """Return the document with a field further up (-1) or down (1)."""
    made = copy.deepcopy(dict(document))
    fields, at = _list(made, place)
    to = min(max(at + by, 0), len(fields) - 1)
    fields.insert(to, fields.pop(at))
    return made


def _rename(document: dict[str, Any], old: str, new: str) -> None:
    """Follow a field's new name through the document; an empty one takes it out."""

    def named(names: list[str]) -> list[str]:
        return [new if each == old else each for each in names if new or each != old]

    for key in ("primaryKey", "label"):
        if key in document:
            document[key] = named(document[key])
    for part, key in _SINGLE:
        inside = document.get(part, {}) if part else document
        if inside.get(key) == old:
            inside[key] = new
    if document.get("order") == f"-{old}":
        document["order"] = f"-{new}" if new else ""
    for rule in document.get("rules", ()):
        rule["fields"] = named(rule.get("fields", []))
    document["indexes"] = [each for each in (named(one) for one in document.get("indexes", ())) if each]
    for each in document.get("fields", ()):
        values = each.get("when", {}).pop(old, None)
        if values and new:
            each["when"][new] = values


def with_rule(document: Document, at: int | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with a rule in it; None adds one."""
    made = copy.deepcopy(dict(document))
    rules: list[dict[str, Any]] = made.setdefault("rules", [])
    if at is None:
        rules.append(dict(values))
    elif at < len(rules):
        rules[at] = dict(values)
    else:
        raise Missing(N_("There is no such rule in the draft."))
    return made


def without_rule(document: Document, at: int) -> dict[str, Any]:
    """Return the document without a rule."""
    made = copy.deepcopy(dict(document))
    if at >= len(made.get("rules", ())):
        raise Missing(N_("There is no such rule in the draft."))
    made["rules"].pop(at)
    return made


def with_head(document: Document, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with another head; fields, rules and indexes stay."""
    kept = {key: document[key] for key in _NOT_HEAD if key in document}
    return copy.deepcopy({**values, **kept})
