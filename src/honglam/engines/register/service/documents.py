"""A definition as a file: read from TOML, YAML, JSON or an Excel dictionary, and written in each of these forms."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

import tomli_w
import yaml

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import DefinitionRefused, Fault, Register, Uploaded
from honglam.engines.register.definition_words import fault_said
from honglam.engines.register.service import declaring, dictionary, dictionary_writing, table_schemas
from honglam.kit import sheets

SIZE_MOST = 4 * 1024 * 1024  # bytes
FORMS = {
    "toml": "application/toml",
    "yaml": "application/yaml",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "table-schema": "application/json",
}
_DEEP = 40  # levels
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain words, and nothing that refers to something else.

    `no` and `off` stay words and `01` stays a code, as people mean them; an alias, by which a small file can unfold
    into a large one, is refused.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse aliases; a definition has no need of them."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.constructor.ConstructorError(None, None, "it refers to another place (*name)", mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002  (as the library calls it)
        """Refuse a key that stands twice: the first would be lost without a word."""
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        double = [key for at, key in enumerate(keys) if key in keys[:at]]
        if double:
            raise yaml.constructor.ConstructorError(None, None, f"“{double[0]}” stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def uploaded(content: bytes, name: str) -> Uploaded:
    """Return what a file says, with everything that is wrong and everything that was guessed.

    Raises:
        Refusal: it is of no form that we read, or too large.
    """
    if len(content) > SIZE_MOST:
        message, remedy = N_("A definition of this size is none."), N_("Send at most %(most)s megabytes.")
        raise Refusal(message, field="file", remedy=remedy, params={"most": SIZE_MOST >> 20}, code="too-large")
    if content.startswith(_OLD_EXCEL):
        message = N_("This is an Excel file of the old kind (.xls), or it is locked by a password.")
        raise Refusal(message, field="file", remedy=N_("Save it as .xlsx without a password, then send it again."))
    if content.startswith(_ZIP):
        return _dictionary(content, name)
    return _plain(_loaded(content, name))


def _plain(document: Mapping[str, Any]) -> Uploaded:
    try:
        return Uploaded(document=document, register=declaring.read(document))
    except DefinitionRefused as refused:
        return Uploaded(document=document, register=None, faults=refused.faults)


def _dictionary(content: bytes, name: str) -> Uploaded:
    """Return what an Excel dictionary says; faults of the definition get the row and column of their field."""
    found = dictionary.read(content, name)
    faults, register = list(found.faults), None
    cells: dict[int, list[tuple[str, str]]] = {}
    for fault in found.faults:
        if isinstance(cell := fault.params.get("cell"), tuple):
            cells.setdefault(cell[0], []).append((cell[1], fault_said(fault)))
    try:
        register = declaring.read(found.document)
    except DefinitionRefused as refused:
        for fault in refused.faults:
            placed, row, column = found.placed(fault)
            faults.append(placed)
            at = found.sheet.head if row is None else row
            cells.setdefault(at, []).append((column, fault_said(placed)))
    marked = sheets.marked(found.sheet, cells) if faults else b""
    register = None if faults else register
    return Uploaded(
        document=found.document, register=register, faults=tuple(faults), doubts=found.doubts, marked=marked
    )


def _loaded(content: bytes, name: str) -> Mapping[str, Any]:
    """Return the mapping that a text file holds; its name says the form, else what it begins with."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = N_("This file is no text in UTF-8 and no Excel spreadsheet.")
        raise Refusal(message, field="file", remedy=N_("Send TOML, YAML, JSON or XLSX.")) from None
    form = name.rpartition(".")[2].lower()
    try:
        if form == "json" or (form not in {"toml", "yaml", "yml"} and text.lstrip().startswith("{")):
            found = json.loads(text, object_pairs_hook=_pairs)
        elif form == "toml":
            found = tomllib.loads(text)
        else:
            found = yaml.load(text, Loader=_Loader)  # noqa: S506  (a SafeLoader that refuses more)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        message = N_("This file cannot be read: %(error)s.")
        params = {"error": " ".join(str(error).split())[:300] or "nested"}
        raise Refusal(message, field="file", remedy=N_("Correct it there."), params=params) from None
    if not isinstance(found, dict):
        message, remedy = N_("This file holds no definition of a register."), N_("Start from our template.")
        raise Refusal(message, field="file", remedy=remedy)
    if _depth(found) > _DEEP:
        raise Refusal(N_("This file is nested too deeply."), field="file", remedy=N_("Start from our template."))
    return found


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _value in pairs]
    double = [key for at, key in enumerate(keys) if key in keys[:at]]
    if double:
        raise ValueError(f"“{double[0]}” stands twice")
    return dict(pairs)


def _depth(value: Any) -> int:
    """Return how deeply lists and tables stand in each other, without following them to the end."""
    level, deep = [value], 0
    while level and deep <= _DEEP:
        deep += 1
        inner = [list(each.values()) if isinstance(each, dict) else each for each in level]
        level = [item for each in inner if isinstance(each, list) for item in each if isinstance(item, dict | list)]
    return deep


def read(content: bytes, name: str) -> Register:
    """Return the register that a file defines.

    Raises:
        DefinitionRefused: with all faults.
        Refusal: it is of no form that we read, or too large.
    """
    found = uploaded(content, name)
    if found.register is None:
        raise DefinitionRefused(found.faults or (Fault("", N_("This file holds no definition of a register.")),))
    return found.register


def document(register: Register, form: str) -> bytes:
    """Return the document of a register as `toml`, `yaml`, `json`, `xlsx` or `table-schema`.

    Raises:
        Refusal: there is no such form.
    """
    if form == "xlsx":
        return dictionary_writing.dictionary(register)
    if form == "table-schema":
        return _json(table_schemas.table_schema(register))
    plain = declaring.written(register)
    if form == "json":
        return _json(plain)
    if form == "toml":
        return tomli_w.dumps(plain, multiline_strings=False).encode()
    if form == "yaml":
        return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120).encode()
    message, remedy = N_("There is no form “%(form)s” of a definition."), N_("Ask for one of: %(forms)s.")
    raise Refusal(message, remedy=remedy, params={"form": form[:40], "forms": ", ".join(FORMS)})


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2, default=_iso).encode() + b"\n"


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
