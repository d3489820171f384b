"""From a JSON Schema object to what a form can ask: one leaf for each input, and when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise, lazystr
from django.utils.translation import get_language

from honglam.base.errors import Refusal
from honglam.base.words import N_

Schema = Mapping[str, Any]
# One condition: the name of an input and the JSON values of which it must hold one; no values mean "anything at all".
Test = tuple[str, tuple[Any, ...]]
When = tuple[Test, ...]


class NoForm(Refusal):
    """A schema asks for something that no input here can take. `field` is the dotted name of the property."""

    code = "no-form"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One input.

    Attributes:
        name: dotted path in the value, `owner.address`.
        schema: what the value must be, with local references resolved.
        needed: whether it must be given whenever the form is sent.
        part: dotted path of the object in which it stands; empty for the form itself.
        whens: it is asked for when one of these holds; empty for always.
    """

    name: str
    schema: Schema
    needed: bool
    part: str = ""
    whens: tuple[When, ...] = ()

    @property
    def key(self) -> str:
        """The name of its property in its object."""
        return self.name.rpartition(".")[2]

    @property
    def kind(self) -> str:
        """Its JSON type; told from its choices when it is not written."""
        return kind_of(self.schema)

    @property
    def is_files(self) -> bool:
        """Whether it holds files."""
        return self.kind == "array" and self.schema.get("format") == "files"


@dataclass(frozen=True, slots=True)
class Part:
    """An object of the schema, shown as a section."""

    name: str
    schema: Schema
    needed: bool


@dataclass(slots=True)
class Read:
    """What was found in a schema, in its order."""

    leaves: list[Leaf] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


def read(schema: Schema) -> Read:
    """Return what a form must ask.

    Raises:
        NoForm: a property is of a kind that no input takes.
    """
    found = Read()
    _object(schema, schema, "", True, found)
    return found


def said(schema: Schema, key: str, otherwise: str = "") -> str | Promise:
    """Return a text of the schema in the language of whoever reads it: `title`, or `title_en` for English."""
    vi = str(schema.get(key, "") or otherwise)
    en = str(schema.get(f"{key}_en", "") or vi)
    return vi if vi == en else lazystr(_Twice(vi, en))


def kind_of(schema: Schema) -> str:
    """Return the JSON type of a property."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), None)
    if isinstance(kind, str):
        return kind
    if "properties" in schema:
        return "object"
    if "items" in schema:
        return "array"
    values = [value for value, _title in choices_of(schema)]
    return json_kind(values[0]) if values else "string"


def json_kind(value: object) -> str:
    """Return the JSON type of a value."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) else "number"
    return "string" if isinstance(value, str) else "object"


def choices_of(schema: Schema) -> tuple[tuple[Any, str | Promise], ...]:
    """Return the values of which one must be chosen with what people call them; none when it is no choice."""
    if "enum" in schema:
        return tuple((value, str(value)) for value in schema["enum"] if value is not None)
    options = schema.get("oneOf") or schema.get("anyOf") or ()
    if options and all(isinstance(each, Mapping) and "const" in each for each in options):
        return tuple((each["const"], said(each, "title", str(each["const"]))) for each in options)
    return ((schema["const"], said(schema, "title", str(schema["const"]))),) if "const" in schema else ()


class _Twice:
    """A text in two languages, chosen when it is shown."""

    def __init__(self, vi: str, en: str) -> None:
        self.vi, self.en = vi, en

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.vi


def _object(root: Schema, schema: Schema, path: str, needed: bool, found: Read) -> None:  # noqa: FBT001  (recursion)
    found.parts.append(Part(path, schema, needed))
    properties, whens = dict(schema.get("properties", {})), dict(_whens(root, schema, path))
    for branch in _branches(root, schema):
        for key, sub in branch.get("properties", {}).items():
            if isinstance(sub, Mapping) and key not in properties and _describes(sub):
                properties[key] = sub
    required = set(schema.get("required", ()))
    nested = []
    for key, raw in properties.items():
        name, sub = (f"{path}.{key}" if path else key), resolved(root, raw)
        if kind_of(sub) == "object":
            nested.append((name, sub, key in required))
            continue
        _possible(root, name, sub)
        asked = () if key in required else whens.get(key, ())
        found.leaves.append(Leaf(name, sub, needed and key in required, path, asked))
    for name, sub, must in nested:
        if not sub.get("properties"):
            raise _no_form(name)
        _object(root, sub, name, needed and must, found)


def _possible(root: Schema, name: str, sub: Schema) -> None:
    kind = kind_of(sub)
    if kind == "array" and sub.get("format") != "files":
        items = resolved(root, sub.get("items", {}))
        if kind_of(items) not in {"string", "integer", "number"}:
            raise _no_form(name)
    elif kind == "array" and not sub.get("use"):
        raise NoForm(
            N_("“%(name)s” takes files and does not say which: name a `use`."), field=name, params={"name": name}
        )
    elif kind not in {"string", "integer", "number", "boolean", "array"}:
        raise _no_form(name)


def _no_form(name: str) -> NoForm:
    message = N_("No input can ask for “%(name)s”: write it as text, number, choice, files or a section.")
    return NoForm(message, field=name, params={"name": name})


def resolved(root: Schema, schema: Schema) -> Schema:
    """Return a schema in which a local reference is replaced by what it names; keys beside it win."""
    seen = 0
    while isinstance(schema.get("$ref"), str) and schema["$ref"].startswith("#/") and seen < 20:
        target: Any = root
        for step in schema["$ref"][2:].split("/"):
            target = target.get(step.replace("~1", "/").replace("~0", "~"), {}) if isinstance(target, Mapping) else {}
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
        seen += 1
    return schema


def _conditionals(root: Schema, schema: Schema) -> Iterator[Schema]:
    """Yield the schema itself and each part of `allOf`: these are the places where `if` stands."""
    yield schema
    for each in schema.get("allOf", ()):
        yield resolved(root, each)


def _branches(root: Schema, schema: Schema) -> Iterator[Schema]:
    for each in _conditionals(root, schema):
        for key in ("then", "else"):
            if isinstance(each.get(key), Mapping):
                yield resolved(root, each[key])
        for branch in each.get("dependentSchemas", {}).values():
            if isinstance(branch, Mapping):
                yield resolved(root, branch)


def _describes(sub: Schema) -> bool:
    """Tell whether a branch brings an input of its own, and does not only narrow one."""
    return bool({"type", "title", "enum", "oneOf", "properties", "$ref"} & set(sub))


def _whens(root: Schema, schema: Schema, path: str) -> Iterator[tuple[str, tuple[When, ...]]]:
    """Yield for each property the conditions under which it is asked for, where a browser can try them."""
    found: dict[str, list[When]] = {}
    always: set[str] = set()  # conditions that only the server can try: such inputs are always shown
    for each in _conditionals(root, schema):
        for key, dependents in each.get("dependentRequired", {}).items():
            for name in dependents:
                found.setdefault(name, []).append(((_join(path, key), ()),))
        if isinstance(each.get("then"), Mapping) and "if" in each:
            when = _tests(each["if"], path)
            for name in _asked(each["then"]):
                found.setdefault(name, []).append(when) if when else always.add(name)
        if isinstance(each.get("else"), Mapping):
            always.update(_asked(each["else"]))
    yield from ((name, tuple(whens)) for name, whens in found.items() if name not in always)


def _asked(branch: Schema) -> set[str]:
    described = {
        key for key, sub in branch.get("properties", {}).items() if isinstance(sub, Mapping) and _describes(sub)
    }
    return described | set(branch.get("required", ()))


def _tests(condition: Any, path: str) -> When:
    """Return a condition as tests of single inputs, all of which must hold; empty when it is more than that."""
    if not isinstance(condition, Mapping) or set(condition) - {"properties", "required", "type"}:
        return ()
    tests: list[Test] = []
    for key, sub in condition.get("properties", {}).items():
        values: Sequence[Any] | None = [sub["const"]] if "const" in sub else sub.get("enum")
        if not values or set(sub) - {"const", "enum", "type"}:
            return ()
        tests.append((_join(path, key), tuple(values)))
    named = {name for name, _values in tests}
    tests += [(name, ()) for key in condition.get("required", ()) if (name := _join(path, key)) not in named]
    return tuple(tests)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def mark(whens: tuple[When, ...]) -> str:
    """Return the conditions as the browser reads them."""
    return json.dumps([[[name, [_typed(value) for value in values]] for name, values in when] for when in whens])


def _typed(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
