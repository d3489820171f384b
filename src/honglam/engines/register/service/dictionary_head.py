"""What a data dictionary says beside its fields, on sheets of their own: head, code lists, rules.

A dictionary without them is called by its file's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from honglam.base.errors import Refusal
from honglam.base.text import clean, fold
from honglam.base.words import N_
from honglam.engines.register.contracts import Doubt, Fault
from honglam.engines.register.service import dictionary_words as words
from honglam.engines.register.service.declaring_names import REGISTER_MOST, slug
from honglam.kit import sheets

if TYPE_CHECKING:
    from honglam.engines.register.service.dictionary_rows import Reader

_BY_LINE = {fold(line): key for key, line in words.HEAD.items()}
_FLAGS = {"two_person", "validity", "public"}
_WHOLE = {"fresh_days", "retention.years"}
_SEVERAL = {"legal", "label"}


def codelists(body: bytes) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the code lists of their own sheet by folded name."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for _row, said in _lines(body, words.CODE_COLUMNS, ("list", "code", "title")):
        if said.get("list") and said.get("code"):
            one: dict[str, Any] = {key: said[key] for key in ("code", "title", "title_en") if said.get(key)}
            if words.yes(said.get("closed", "")):
                one["closed"] = True
            found.setdefault(fold(said["list"]), []).append(one)
    return found


def read(body: bytes, name: str, reader: Reader) -> tuple[Mapping[str, Any], tuple[Fault, ...]]:
    """Return the document: the head, then the fields that the reader has found."""
    document, faults = _head(body)
    stem = re.sub(r"[_\s]+", " ", re.sub(r"\.[A-Za-z]{2,5}$", "", name)).strip()
    if not document.get("title"):
        document["title"] = stem or gettext("New register")
        reader.doubts.append(Doubt(field="", key="title", message=N_("The title was taken from the name of the file.")))
    if not document.get("id"):
        document["id"] = slug(str(document["title"]), REGISTER_MOST) or "register"
        reader.doubts.append(Doubt(field="", key="id", message=N_("The id was made from the title.")))
    document["fields"] = reader.fields
    if reader.key:
        document["primaryKey"] = reader.key
    _roles(document, reader)
    _lists(document, reader)
    rules = [_rule(said, at) for at, (_row, said) in enumerate(_lines(body, words.RULE_COLUMNS, ("id", "says")))]
    if rules:
        document["rules"] = rules
    return document, tuple(faults)


def _roles(document: dict[str, Any], reader: Reader) -> None:
    """Guess by which fields people call a record and in which commune it lies, where nothing says so."""
    texts = [each["name"] for each in reader.fields if each["type"] == "text" and "sensitivity" not in each]
    named = [name for name in texts if name.split("_")[0] in {"ten", "name", "title"}][:1]
    label = [*reader.key[:1], *named] or texts[:1]
    if label and "label" not in document:
        document["label"] = list(dict.fromkeys(label))
        message = N_("Records are called by %(fields)s.")
        reader.doubts.append(Doubt(field="", key="label", message=message, params={"fields": ", ".join(label)}))
    communes = [each["name"] for each in reader.fields if each.get("target") == "commune"]
    if len(communes) == 1 and "territory" not in document:
        document["territory"] = communes[0]
        message = N_("A record lies in the commune that “%(field)s” says.")
        reader.doubts.append(Doubt(field="", key="territory", message=message, params={"field": communes[0]}))


_SEARCHED = frozenset({"text", "phone", "email"})
_FILTERED = frozenset({"code", "reference", "boolean", "date", "year"})
_FILTERS = 8  # of which each is an index


def _lists(document: dict[str, Any], reader: Reader) -> None:
    """Guess by what lists are ordered, searched and filtered where nothing says so: nobody would find a record."""
    if any(each.get("search") or each.get("filter") for each in reader.fields):
        return
    called = [name for name in (*reader.key, *document.get("label", ())) if isinstance(name, str)]
    fields = [each for each in reader.fields if each.get("sensitivity", "") not in {"personal", "sensitive"}]
    searched = [each for each in fields if each["name"] in called and each["type"] in _SEARCHED]
    filtered = [each for each in fields if each["type"] in _FILTERED][:_FILTERS]
    for key, found in (("search", searched), ("filter", filtered)):
        for each in found:
            each[key] = True
    told = list(dict.fromkeys(each["name"] for each in (*searched, *filtered)))
    if told:
        message = N_("Lists are searched and filtered by %(fields)s.")
        reader.doubts.append(Doubt(field="", key="search", message=message, params={"fields": ", ".join(told)}))
    if called and "order" not in document:
        document["order"] = called[0]
        message = N_("Lists are ordered by %(field)s at first.")
        reader.doubts.append(Doubt(field="", key="order", message=message, params={"field": called[0]}))


def _rule(said: Mapping[str, str], at: int) -> dict[str, Any]:
    rule = {"id": said.get("id") or f"rule_{at + 1}", "says": said.get("says", "")}
    if said.get("says_en"):
        rule["says_en"] = said["says_en"]
    for key, known in (("dimension", words.DIMENSIONS), ("severity", words.SEVERITIES)):
        given = said.get(key, "")
        if given:
            rule[key] = next((value for word, value in known.items() if fold(word) == fold(given)), given)
    return rule


def _head(body: bytes) -> tuple[dict[str, Any], list[Fault]]:
    document: dict[str, Any] = {}
    faults: list[Fault] = []
    for row, said in _lines(body, words.HEAD_COLUMNS, ("key", "value")):
        key, value = _BY_LINE.get(fold(said.get("key", ""))), said.get("value", "")
        if key is None or not value:
            continue
        place = gettext("row %(row)s, “%(line)s”") % {"row": row + 1, "line": said["key"]}
        read_value = _value(key, value)
        if read_value is None:
            message, remedy = N_("“%(value)s” cannot stand here."), N_("Write x or nothing, or digits only.")
            faults.append(Fault(place, message, remedy, {"value": value[:60]}))
        elif key.startswith("retention."):
            document.setdefault("retention", {})[key.partition(".")[2]] = read_value
        else:
            document[key] = read_value
    return document, faults


def _value(key: str, value: str) -> Any:
    """Return what stands behind a line of the head; None when it cannot stand there."""
    if key in _FLAGS:
        return words.yes(value)
    if key in _WHOLE:
        return int(value) if re.fullmatch(r"\d{1,5}", value) else None
    if key in _SEVERAL:
        return [clean(each) for each in re.split(r"[;\n]" if key == "legal" else r"[;,\n]", value) if clean(each)]
    if key == "retention.then":
        return next((then for word, then in words.THEN.items() if fold(word) == fold(value)), value)
    return value


def _lines(
    body: bytes, known: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> list[tuple[int, Mapping[str, str]]]:
    """Return the rows of the sheet with these headings; none when there is no such sheet."""
    try:
        sheet = sheets.opened(body, known, needed[-1])
    except Refusal:
        return []
    if not set(needed) <= set(sheet.columns):
        return []
    return [
        (number, {c: sheets.text(cells[at]).strip() if at < len(cells) else "" for c, at in sheet.columns.items()})
        for number, cells in enumerate(sheet.cells)
        if number > sheet.head and any(sheets.text(cell) for cell in cells)
    ]
