"""What differs between two definitions, and two changes of one brought together. Fields are known by number."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from honglam.engines.register.contracts.drafts import Difference, Merged

_NOT_MERGED = {"fields", "version", "removed", "origin"}


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return in what two documents differ, the head first, then fields by their number."""
    return (*_of_head(old, new), *_of_fields(old, new))


def merged(base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Return their document with our changes in it; where both changed one thing, ours stands and it is named."""
    both: list[str] = []
    document = _merge((base, ours, theirs), "", both, _NOT_MERGED)
    before, mine, yours = (_by_number(each) for each in (base, ours, theirs))
    fields: list[dict[str, Any]] = []
    for number, field in mine.items():
        if number not in yours and number in before:
            if field != before[number]:
                both.append(str(field["name"]))
                fields.append(dict(field))
            continue
        other = yours.get(number, field)
        fields.append(_merge((before.get(number, {}), field, other), str(field["name"]), both, set()))
    fields += [dict(field) for number, field in yours.items() if number not in mine and number not in before]
    document["fields"] = fields
    for key in ("version", "removed", "origin"):
        if key in theirs:
            document[key] = theirs[key]
    return Merged(document=document, both=tuple(dict.fromkeys(both)))


def _merge(
    three: tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]],
    place: str,
    both: list[str],
    left_out: set[str],
) -> dict[str, Any]:
    """Return what becomes of base, ours and theirs; keys that both changed are added to `both`."""
    base, ours, theirs = three
    found: dict[str, Any] = {}
    for key in dict.fromkeys([*theirs, *ours]):
        if key in left_out:
            continue
        was, mine, yours = base.get(key), ours.get(key), theirs.get(key)
        value = yours if mine == was else mine
        if mine not in (was, yours) and yours != was:
            both.append(f"{place}.{key}" if place else key)
        if value is not None:
            found[key] = value
    return found


def _by_number(document: Mapping[str, Any]) -> dict[object, Mapping[str, Any]]:
    """Return the fields by number; one without a number is known by its name."""
    return {each.get("n") or f"new {each['name']}": each for each in document.get("fields", ())}


def _of_head(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys([*old, *new]):
        if key not in _NOT_MERGED and old.get(key) != new.get(key):
            yield Difference(place=key, old=_said(old.get(key)), new=_said(new.get(key)))


def _of_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    before, after = _by_number(old), _by_number(new)
    for number, field in after.items():
        was = before.get(number)
        if was is None:
            yield Difference(place=str(field["name"]), key="+", new=str(field.get("title", "")))
            continue
        for key in dict.fromkeys([*was, *field]):
            if was.get(key) != field.get(key):
                yield Difference(place=str(field["name"]), key=key, old=_said(was.get(key)), new=_said(field.get(key)))
    for number, was in before.items():
        if number not in after:
            yield Difference(place=str(was["name"]), key="-", old=str(was.get("title", "")))


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(each, dict) and "code" in each for each in value):
        return "; ".join(f"{each['code']}={each.get('title', '')}" for each in value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
