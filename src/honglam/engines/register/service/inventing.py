"""Invented records of a register: seeded, plausible, in the right commune, accepted by `checking`.

They come from the definition alone. Rules of quality hold, because what a rule compares is put right after a row was
drawn; a dirty row is one where that was left out, an expected value is missing or another row comes a second time.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from django.apps import apps

from honglam.base.errors import Refusal
from honglam.engines.register.contracts import Field, Register, Type
from honglam.engines.register.service.checking import asked
from honglam.engines.register.service.inventing_rules import keep
from honglam.engines.register.service.inventing_values import Draw, World
from honglam.engines.register.service.quality.expressions import Condition
from honglam.engines.register.service.quality.parsing import parse

_ABSENT = 0.2  # how often what nobody asks for is empty
_MISSING = 0.04  # how often what is expected is
_TRIES = 40  # to find a key that no row has yet

__all__ = ["World", "by_itself", "invent"]


@dataclass(slots=True)
class _Maker:
    register: Register
    random: Random
    world: World
    templates: Mapping[str, Any]
    rules: tuple[Condition, ...]
    taken: dict[tuple[str, ...], set[tuple[Any, ...]]] = field(default_factory=dict)


def invent(
    register: Register, *, count: int, seed: int, world: World, dirty: float = 0.0
) -> tuple[dict[str, Any], ...]:
    """Return invented rows, raw as `records.write` takes them; the same seed and world give the same rows.

    Args:
        register: its definition.
        count: how many; fewer when its key has not so many values.
        seed: any number.
        world: what they may refer to.
        dirty: share of rows that break rules of quality, from 0 to 1. They are accepted all the same.
    """
    random = Random(f"{register.id}:{seed}")  # noqa: S311  (names and numbers for a demonstration, no secret)
    rules = tuple(_rules(register))
    maker = _Maker(register, random, world, _templates(register), rules, {names: set() for names in _uniques(register)})
    rows: list[dict[str, Any]] = []
    for _number in range(count):
        soiled = random.random() < dirty
        row = _row(maker, rows[-1] if soiled and rows and random.random() < 0.3 else None, soiled=soiled)
        if row is None:
            break
        rows.append(row)
    return tuple(rows)


def _rules(register: Register) -> list[Condition]:
    found = []
    for rule in register.rules:
        with suppress(Refusal):  # what cannot be understood cannot be kept; the studio says so
            found.append(parse(rule.says, register))
    return found


def _templates(register: Register) -> Mapping[str, Any]:
    """Return how the pack wants its texts to look: field → forms, or `by` another field: code → forms."""
    return dict(_said(register.origin).get(register.id, {}))


def by_itself(register: Register) -> bool:
    """Tell whether the pack makes its demonstration itself: `own = true` in its `invented.toml`."""
    return bool(_said(register.origin).get("own"))


def _said(pack: str) -> dict[str, Any]:
    """Return `invented.toml` of a pack; nothing when it has none, or is not installed any more."""
    path = Path(apps.app_configs[pack].path) / "invented.toml" if pack in apps.app_configs else None
    return tomllib.loads(path.read_text(encoding="utf-8")) if path and path.is_file() else {}


def _uniques(register: Register) -> list[tuple[str, ...]]:
    return [*([register.key] if register.key else []), *((each.name,) for each in register.columns if each.unique)]


def _row(maker: _Maker, twin: Mapping[str, Any] | None, *, soiled: bool) -> dict[str, Any] | None:
    """Return a row whose key is new, or None when none was found."""
    for _try in range(_TRIES):
        draw = Draw(maker.random, maker.world, maker.register, maker.templates)
        row = _drawn(maker, draw, soiled=soiled)
        if twin is not None:
            row = _doubled(maker, row, twin)
        if not soiled:
            keep(maker.rules, row, maker.register, draw)
        keys = {names: tuple(row.get(name) for name in names) for names in maker.taken}
        if all(None in key or key not in maker.taken[names] for names, key in keys.items()):
            for names, key in keys.items():
                maker.taken[names].add(key)
            return row
    return None


def _drawn(maker: _Maker, draw: Draw, *, soiled: bool) -> dict[str, Any]:
    register, row = maker.register, draw.row
    conditions = {name for each in register.fields for name in each.when}
    conditions |= {str(forms["by"]) for forms in maker.templates.values() if isinstance(forms, Mapping)}
    needed = {*register.key, *register.label, register.territory, register.scope, *conditions}
    # What others hang on comes first; days follow each other in the order of the form.
    for each in sorted(register.fields, key=lambda found: found.name not in conditions):
        if each.type is Type.FILE or not asked(each, row):
            continue
        absent = _MISSING if each.expected else _ABSENT
        if soiled and each.expected:
            absent = 0.4
        if each.required or each.name in needed or maker.random.random() >= absent:
            _set(row, each, draw.value(each))
    return row


def _set(row: dict[str, Any], each: Field, value: Any) -> None:
    if value is not None:
        row[each.name] = value


def _doubled(maker: _Maker, row: dict[str, Any], twin: Mapping[str, Any]) -> dict[str, Any]:
    """Return the other row again under another key, a name written a little differently: what people do."""
    own = {name for names in maker.taken for name in names}
    written: Callable[[str], str] = maker.random.choice([str.upper, str.lower, lambda text: f"{text} "])
    again = {name: value for name, value in twin.items() if name not in own}
    for each in maker.register.columns:
        if each.type is Type.TEXT and each.search and not each.pattern and each.name in again:
            again[each.name] = written(again[each.name])
            break
    return {name: row[name] for name in own if name in row} | again
