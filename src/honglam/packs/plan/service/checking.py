"""What a person may write into a finding: read, made even, or refused with the input that is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from honglam.base.errors import Refusal
from honglam.base.money import parse_number
from honglam.base.text import clean, clean_lines
from honglam.base.words import N_
from honglam.kit.measures import MEASURES
from honglam.packs.plan.contracts import ItemKind
from honglam.packs.plan.service import finding
from honglam.packs.plan.service.naming import Book

DIRECTIONS = (">=", "<=", "=", "range")
_RANGE = re.compile(r"\s*([\d.,]+)\s*[-–]\s*([\d.,]+)\s*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST_MONEY = Decimal(10) ** 11  # million đồng


def checked(kind: ItemKind, data: Mapping[str, Any], book: Book, asked: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return data of an item as they are kept.

    Raises:
        Refusal: something in them cannot be meant.
    """
    check = _CHECKS.get(kind)
    return check(data, book, asked) if check else {name: clean_lines(str(value)) for name, value in data.items()}


def numbers(value: str, direction: str) -> tuple[Decimal, Decimal | None]:
    """Return the figure of a target, and the upper end of a range.

    Raises:
        Refusal: it is none.
    """
    try:
        if direction == "range":
            found = _RANGE.fullmatch(value)
            if not found:
                raise _no_value()
            low, high = (_number(part) for part in found.groups())
            if low > high:
                raise _no_value()
            return low, high
        return _number(value), None
    except InvalidOperation:
        raise _no_value() from None


def day_in(value: str) -> date | None:
    """Return the day that the value of a target names; None when it is a number."""
    try:
        return date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        return None


def money(text: str) -> dict[str, Decimal]:
    """Return the money that a text says, million đồng by source; without a source under the empty one.

    Raises:
        Refusal: a line holds no amount.
    """
    found: dict[str, Decimal] = {}
    for line in clean_lines(text).splitlines():
        source, colon, amount = line.rpartition(":")
        if not line.strip():
            continue
        try:
            read = parse_number(amount if colon else line)
        except Refusal:
            read = Decimal(-1)
        if not 0 <= read <= _MOST_MONEY:
            raise Refusal(
                N_("“%(line)s” is no amount of money."),
                field="budget",
                remedy=N_("Write a line for each source, in million đồng, like “Ngân sách tỉnh: 1.200”."),
                params={"line": line[:80]},
            )
        name = clean(source)[:200]
        found[name] = found.get(name, Decimal(0)) + read
    return found


def _number(text: str) -> Decimal:
    # What the reader gives has a point for decimals; what people type has a comma.
    if re.fullmatch(r"\d+(\.\d{1,2})?", text.strip()):
        return Decimal(text.strip())
    try:
        return parse_number(text)
    except Refusal:
        raise _no_value() from None


def _no_value() -> Refusal:
    return Refusal(
        N_("The value is not what the direction asks for."),
        field="value",
        remedy=N_("Write a number like 70 or 1.250, a range like 15-20, or a day like 2026-12-31."),
    )


def _head(data: Mapping[str, Any], book: Book, _asked: tuple[str, ...]) -> dict[str, Any]:
    responsible = book.check(str(data.get("responsible") or ""), "responsible")
    if responsible and len(book.paths(responsible)) != 1:
        raise Refusal(N_("One agency answers for the targets."), field="responsible", remedy=N_("Name one."))
    plain = {name: clean(str(data.get(name) or "")) for name in ("number", "title", "issuer", "signer")}
    day = data.get("date") or ""
    year = data.get("year") or None
    return {**plain, "date": str(day), "year": year, "responsible": responsible, "whole": bool(data.get("whole"))}


def _name(data: Mapping[str, Any], book: Book, _asked: tuple[str, ...]) -> dict[str, Any]:
    paths = list(data.get("paths") or ())
    if other := str(data.get("other") or ""):
        paths = list(book.paths(book.check(other, "other")))
    nobody = bool(data.get("nobody")) and not paths
    if not paths and not nobody:
        raise Refusal(N_("It is not said which agency this is."), field="other", remedy=N_("Choose one, or write it."))
    return {"text": data["text"], "candidates": data.get("candidates", []), "paths": paths, "nobody": nobody}


def _target(data: Mapping[str, Any], book: Book, _asked: tuple[str, ...]) -> dict[str, Any]:
    text, value = clean(str(data.get("text") or "")), clean(str(data.get("value") or ""))
    direction, measure = str(data.get("direction") or ""), str(data.get("measure") or "")
    if not text:
        raise Refusal(N_("A target needs its words."), field="text")
    if direction not in DIRECTIONS:
        raise Refusal(N_("It is not said which way is better."), field="direction")
    if day_in(value) is None:
        numbers(value, direction)
    if measure and measure not in MEASURES:
        raise Refusal(N_("This cannot be measured."), field="measure")
    agency = book.check(str(data.get("agency") or ""), "agency")
    if agency and len(book.paths(agency)) != 1:
        raise Refusal(N_("One agency answers for a target."), field="agency", remedy=N_("Name one."))
    kept = {"section": clean(str(data.get("section") or "")), "unit": clean(str(data.get("unit") or ""))[:60]}
    return {**kept, "text": text, "value": value, "direction": direction, "agency": agency, "measure": measure}


def _task(data: Mapping[str, Any], book: Book, asked: tuple[str, ...]) -> dict[str, Any]:
    lines = ("appendix", "group", "group_title", "no", "title", "deadline_text")
    kept: dict[str, Any] = {name: clean(str(data.get(name) or "")) for name in lines}
    kept |= {name: clean_lines(str(data.get(name) or "")) for name in ("objective", "result", "notes")}
    if not kept["title"]:
        raise Refusal(N_("A task needs a title."), field="title")
    lead = book.check(str(data.get("lead") or ""), "lead", asked)
    if not lead:
        raise Refusal(N_("No agency leads this task."), field="lead", remedy=N_("Name one, or leave the task out."))
    money(str(data.get("budget") or ""))
    return {
        **kept,
        "lead": lead,
        "coordinating": book.check(str(data.get("coordinating") or ""), "coordinating", asked),
        "deadline": str(data.get("deadline") or ""),
        "recurring": bool(data.get("recurring")) or finding.recurring(kept["deadline_text"]),
        "budget": clean_lines(str(data.get("budget") or "")),
        "covers": str(data.get("covers") or ""),
    }


_CHECKS: Mapping[ItemKind, Callable[[Mapping[str, Any], Book, tuple[str, ...]], dict[str, Any]]] = {
    ItemKind.HEAD: _head,
    ItemKind.NAME: _name,
    ItemKind.TARGET: _target,
    ItemKind.TASK: _task,
}
