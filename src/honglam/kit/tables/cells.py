"""How a value is written: for people on a page, and for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from honglam.base.money import format_number, format_vnd
from honglam.base.time import format_date, format_moment
from honglam.kit.statuses import STATUSES
from honglam.kit.tables.describe import NUMERIC, Column, Kind
from honglam.kit.templatetags.kit import badge

_WHOLE = frozenset({Kind.CODE, Kind.DATE, Kind.MOMENT})  # what is not broken into lines
NOTHING = '<span class="hl-none" aria-hidden="true">–</span>'
_NO_WORDS: Mapping[Any, Any] = MappingProxyType({})
_FEW = frozenset({Kind.FLAG, Kind.CHOICE, Kind.STATUS})  # few values, many cells
_SPREADSHEET_ACTS_ON = ("=", "+", "-", "@", "\t", "\r")


def vietnamese() -> bool:
    """Tell whether the page is written in Vietnamese."""
    return (get_language() or "vi").startswith("vi")


Words = Mapping[Any, Any]  # what people call values of a column; see `Column.words`


def named(column: Column, values: Iterable[Any]) -> Words:
    """Return what people call these values, asked for all of them at once; empty where a value speaks for itself."""
    wanted = {} if column.words is None else dict.fromkeys(each for each in values if each is not None)
    return column.words(list(wanted)) if column.words is not None and wanted and not column.masked else {}


def text(column: Column, value: Any, words: Words = _NO_WORDS) -> str:
    """Return a value as people read it; numbers and dates as Vietnam writes them, on every page. Empty for none."""
    if value is None or value == "":
        return ""
    if column.masked or (words and value in words):
        return str(words.get(value, value))
    if column.kind is Kind.FLAG:
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return format_moment(value) if isinstance(value, datetime) else format_date(value)
    if column.kind in {Kind.NUMBER, Kind.MONEY}:
        return number(column, value)
    return str(_word(column, value))


def number(column: Column, value: Any) -> str:
    """Return a number with its unit."""
    exact = Decimal(str(value))
    if column.kind is Kind.MONEY and exact == exact.to_integral_value():
        return format_vnd(int(exact))
    written = format_number(exact, decimals=column.decimals)
    unit = "đồng" if column.kind is Kind.MONEY else str(column.unit)
    return f"{written} {unit}" if unit else written


def _word(column: Column, value: Any) -> Any:
    for known, word in column.choices:
        if known == str(value):
            return word
    status = STATUSES.get(str(value)) if column.kind is Kind.STATUS else None
    return status.word if status else value


class Pen:
    """Writes the cells of one column of one page."""

    def __init__(self, column: Column, *, first: bool = False, words: Words = _NO_WORDS) -> None:
        self.column, self.words = column, words
        name = "is-number" if column.kind in NUMERIC else "is-whole" if column.kind in _WHOLE else ""
        dressed = f' class="{name}"' if name else ""
        tag = 'th scope="row"' if first else "td"
        self._open = f'<{tag} data-label="{escape(column.title)}"{dressed}>'
        self._close = "</th>" if first else "</td>"
        self._known: dict[Any, str] = {}

    def cell(self, value: Any, key: str) -> str:
        """Return one cell as safe HTML; `key` is the row's, for links."""
        if self.column.kind not in _FEW or self.column.link:
            return f"{self._open}{html(self.column, value, key, self.words)}{self._close}"
        if value not in self._known:
            self._known[value] = f"{self._open}{html(self.column, value, words=self.words)}{self._close}"
        return self._known[value]


def html(column: Column, value: Any, key: str = "", words: Words = _NO_WORDS) -> str:
    """Return a value as safe HTML: a status with its colour, icon and word, a link, or plain text."""
    written = text(column, value, words)
    if not written and not (column.link and key):
        return NOTHING
    written = written or _("(no name)")  # the way to the thing stays open
    if column.kind is Kind.STATUS:
        known = STATUSES.get(str(value))
        return badge(written, known.tone, known.icon) if known else badge(written)
    if column.link and key:
        return f'<a href="{reverse(column.link, args=[*column.link_args, key])}">{escape(written)}</a>'
    return escape(written)


def spreadsheet(column: Column, value: Any, words: Words = _NO_WORDS) -> str:
    """Return a value for CSV: numbers without groups, and no text that a spreadsheet would take for a formula."""
    if value is None:
        return ""
    if column.kind in {Kind.NUMBER, Kind.MONEY} and not (words and value in words):
        plain = f"{Decimal(str(value)):f}"
        return plain.replace(".", ",") if vietnamese() else plain
    written = text(column, value, words)
    return f"'{written}" if written.startswith(_SPREADSHEET_ACTS_ON) else written
