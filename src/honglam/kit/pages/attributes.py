"""One line of a record: what it is called, where its value comes from and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from honglam.base.money import format_number, format_vnd
from honglam.kit.nav import Text
from honglam.kit.statuses import STATUSES
from honglam.kit.templatetags.kit import badge, status, when


class Kind(StrEnum):
    """How a value is written."""

    TEXT = "text"
    LINES = "lines"  # text of several lines
    CODE = "code"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"  # a day, or a moment with its time: exactly, and as people say it
    FLAG = "flag"
    STATUS = "status"  # a name of kit.statuses
    LIST = "list"
    PLACE = "place"  # something with lat and lon
    MAIL = "mail"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One line.

    Attributes:
        id: name of the record's attribute, dots lead further (`owner.name`).
        title: what people call it.
        kind: how it is written.
        value: reads it from the record, where a name is not enough.
        unit: after a number.
        decimals: digits after the comma; as many as there are when None.
        link: name of the page that it opens; `link_key` reads the key for it.
        link_key: attribute of the record that is the key in the address.
        permission: who sees the line; everybody who sees the page when empty.
        help: a word of explanation.
    """

    id: str
    title: Text | Promise
    kind: Kind = Kind.TEXT
    value: Callable[[Any], Any] | None = None
    unit: Text | Promise = ""
    decimals: int | None = None
    link: str = ""
    link_key: str = ""
    permission: str = ""
    help: Text | Promise = ""

    def read(self, record: Any) -> Any:
        """Return the value; a part that is not there (an owner who is None) gives None."""
        return self.value(record) if self.value else follow(record, self.id)

    def write(self, record: Any) -> str:
        """Return the value as HTML; empty when there is none."""
        value = self.read(record)
        if value is None or value in ("", ()):
            return ""
        written = _WRITERS[self.kind](self, value)
        if self.link and (key := follow(record, self.link_key or "id")) is not None:
            return format_html('<a href="{}">{}</a>', reverse(self.link, args=[key]), written)
        return written


def follow(record: Any, path: str) -> Any:
    """Return what a dotted path leads to in dataclasses and mappings; None where a part is missing."""
    for name in path.split("."):
        if record is None:
            return None
        record = record.get(name) if isinstance(record, Mapping) else getattr(record, name)
    return record


def _text(_attribute: Attribute, value: Any) -> str:
    return format_html("{}", value)


def _lines(_attribute: Attribute, value: Any) -> str:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in str(value).splitlines()))


def _code(_attribute: Attribute, value: Any) -> str:
    return format_html("<code>{}</code>", value)


def _number(attribute: Attribute, value: Any) -> str:
    written = format_number(Decimal(str(value)), decimals=attribute.decimals)
    return format_html("{} {}", written, attribute.unit) if attribute.unit else format_html("{}", written)


def _money(_attribute: Attribute, value: Any) -> str:
    return format_html("{}", format_vnd(int(value)))


def _date(_attribute: Attribute, value: date | datetime) -> str:
    return when(value)


def _flag(_attribute: Attribute, value: Any) -> str:
    return format_html("{}", _("Yes") if value else _("No"))


def _status(_attribute: Attribute, value: Any) -> str:
    return status(str(value)) if str(value) in STATUSES else badge(str(value))


def _list(_attribute: Attribute, value: Iterable[Any]) -> str:
    return format_html('<ul class="hl-plain">{}</ul>', format_html_join("", "<li>{}</li>", ((item,) for item in value)))


def _place(_attribute: Attribute, value: Any) -> str:
    written = f"{value.lat:.5f}, {value.lon:.5f}".replace(".", ",").replace(", ", "; ", 1)
    return format_html('<span class="hl-place" data-lat="{}" data-lon="{}">{}</span>', value.lat, value.lon, written)


def _mail(_attribute: Attribute, value: Any) -> str:
    return format_html('<a href="mailto:{}">{}</a>', value, value)


def _phone(_attribute: Attribute, value: Any) -> str:
    number = "".join(letter for letter in str(value) if letter.isdigit() or letter == "+")
    return format_html('<a href="tel:{}">{}</a>', number, value)


_WRITERS: dict[Kind, Callable[[Attribute, Any], str]] = {
    Kind.TEXT: _text,
    Kind.LINES: _lines,
    Kind.CODE: _code,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.FLAG: _flag,
    Kind.STATUS: _status,
    Kind.LIST: _list,
    Kind.PLACE: _place,
    Kind.MAIL: _mail,
    Kind.PHONE: _phone,
}
