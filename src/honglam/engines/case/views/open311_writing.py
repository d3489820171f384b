"""The documents of Open311 GeoReport v2, in JSON and XML from one description.

A document is a list of flat things under two names: `service_requests` of `request`. XML wraps them so, JSON is the
bare list; lists within a thing carry the name of their parts (`Parts`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET  # writing only; nothing from outside is parsed with it

from django.http import HttpResponse

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Parts:
    """A list within a thing: its name in XML, and what it holds."""

    name: str
    items: tuple[Any, ...]


def answer(  # noqa: PLR0913  (a document in two forms)
    form: str, whole: str, part: str, items: Iterable[Mapping[str, Any]], *, status: int = 200, one: bool = False
) -> HttpResponse:
    """Return a document.

    Args:
        form: json or xml.
        whole: name of the document in XML.
        part: name of each thing in it; empty when the document is the thing.
        items: the things.
        status: of the answer.
        one: JSON is the one thing and not a list.
    """
    found = list(items)
    if form == "xml":
        body = _xml(whole, part, found)
    else:
        body = json.dumps(_plain(found[0]) if one else [_plain(each) for each in found], ensure_ascii=False).encode()
    response = HttpResponse(body, content_type=TYPES.get(form, TYPES["json"]), status=status)
    # Public facts, read by pages of other sites; no cookie is ever looked at here.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def fault(form: str, status: int, words: str) -> HttpResponse:
    """Return the document that says what was wrong."""
    return answer(form, "errors", "error", [{"code": status, "description": words}], status=status)


def _plain(value: Any) -> Any:
    if isinstance(value, Parts):
        return [_plain(each) for each in value.items]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return value


def _xml(whole: str, part: str, items: list[Mapping[str, Any]]) -> bytes:
    root = ET.Element(whole)
    for item in items:
        _fill(ET.SubElement(root, part) if part else root, item)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _fill(element: ET.Element, item: Mapping[str, Any]) -> None:
    for name, value in item.items():
        child = ET.SubElement(element, name)
        if isinstance(value, Parts):
            for each in value.items:
                inner = ET.SubElement(child, value.name)
                if isinstance(each, Mapping):
                    _fill(inner, each)
                else:
                    inner.text = _text(each)
        else:
            child.text = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
