"""The input for each type of field. They hand on what was typed; the register judges it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from shapely import Point, to_wkt
from shapely.geometry.base import BaseGeometry

from honglam.base.money import format_number
from honglam.base.time import format_date, format_moment
from honglam.engines.register.contracts import Field, Register, Shape, Type
from honglam.kit.attachments import FilesField
from honglam.kit.nav import Text

FILES = "register.files"  # the use of files, as `service.filing` declares it
_LINES_FROM = 499  # a text that may be longer than this is given several lines
_BLANKS = 2  # rows of a group that stand empty for a browser without scripts
_MARKS: Mapping[Type, tuple[str, str]] = {  # type of the input, keyboard of phones
    Type.INTEGER: ("text", "numeric"),
    Type.YEAR: ("text", "numeric"),
    Type.DECIMAL: ("text", "decimal"),
    Type.MONEY: ("text", "text"),
    Type.DATE: ("text", "numeric"),
    Type.PERSONAL_NUMBER: ("text", "numeric"),
    Type.PHONE: ("tel", "tel"),
    Type.EMAIL: ("email", "email"),
    Type.URL: ("url", "url"),
}
_SHORT = frozenset(
    {Type.INTEGER, Type.YEAR, Type.DECIMAL, Type.DATE, Type.PARTIAL_DATE, Type.PERSONAL_NUMBER, Type.PHONE}
)
_WRITTEN: Mapping[Type, Text | Promise] = {
    Type.DATE: gettext_lazy("dd/mm/yyyy"),
    Type.PARTIAL_DATE: gettext_lazy("1975, 04/1975 or 30/04/1975"),
    Type.DATETIME: gettext_lazy("17:00 23/11/2026"),
}


class Raw(forms.Field):
    """An input whose value is judged elsewhere."""

    whole = False  # it is checked only when the form is sent, not each time that a part of it changes
    awaited = False

    def clean(self, value: Any) -> Any:
        """Return what was typed."""
        return value


class Reference(forms.TextInput):
    """A typed name with, beside it, the key of what was chosen by that name."""

    template_name = "register/widgets/reference.html"

    def __init__(self, address: str, name_of: Callable[[Any], str]) -> None:
        super().__init__(attrs={"autocomplete": "off", "maxlength": 300})
        self.address, self.name_of = address, name_of

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the key of what was chosen, and what was typed where that has changed since."""
        del files
        typed = data.get(name, "")
        return data.get(f"{name}.key", "") if typed and typed == data.get(f"{name}.was", "") else typed

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template shows: a name for a key."""
        known = self.name_of(value) if value else ""
        key = str(value) if known else ""
        return super().get_context(name, known or value, attrs) | {"address": self.address, "key": key, "was": known}


class Place(forms.Textarea):
    """Coordinates, or a shape as text; a point can be put on our map."""

    template_name = "register/widgets/place.html"

    def __init__(self, *, point: bool) -> None:
        super().__init__(attrs={"rows": 1 if point else 4, "spellcheck": "false"})
        self.point = point

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template shows."""
        return super().get_context(name, value, attrs) | {"point": self.point}


class Group(forms.Widget):
    """Rows of a repeated group."""

    template_name = "register/widgets/group.html"
    use_fieldset = True

    def __init__(self, register: Register, field: Field, name_of: Callable[[Field, Any], str]) -> None:
        super().__init__()
        self.field = field
        self.inputs = {each.name: input_of(register, each, name_of, group=field.name) for each in field.fields}

    def id_for_label(self, id_: str) -> str:
        """There is no one input that the label could name."""
        del id_
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        """Return the rows in which something stands."""
        marked = re.compile(rf"{re.escape(name)}-(\d{{1,4}})-")
        numbers = {int(found[1]) for key in data if (found := marked.match(key))}
        rows = []
        for number in sorted(numbers):
            prefix = f"{name}-{number}"
            row = {k: f.widget.value_from_datadict(data, files, f"{prefix}-{k}") for k, f in self.inputs.items()}
            if any(row.values()) and not data.get(f"{prefix}-gone"):
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """A group without rows is sent as nothing; it is there all the same."""
        del data, files, name
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template shows: the rows, some empty ones, and one from which new ones are made."""
        known = [each for each in value or () if isinstance(each, Mapping)]
        rows = [self._row(name, str(n), row) for n, row in enumerate([*known, *({} for _blank in range(_BLANKS))])]
        return super().get_context(name, value, attrs) | {
            "rows": rows,
            "heads": [each.label for each in self.inputs.values()],
            "blank": self._row(name, "__n__", {}),
            "known": len(known),
            "title": self.field.title,
        }

    def _row(self, name: str, number: str, row: Mapping[str, Any]) -> dict[str, Any]:
        cells = []
        for key, field in self.inputs.items():
            html_name = f"{name}-{number}-{key}"
            attrs = {"id": f"id_{html_name}", "class": _dress(field.widget), "aria-label": str(field.label)}
            written = field.widget.render(html_name, typed(self._inner(key), row.get(key)), attrs)
            cells.append((field.label, f"id_{html_name}", written))
        return {"cells": cells, "gone": f"{name}-{number}-gone", "number": number}

    def _inner(self, name: str) -> Field:
        return next(each for each in self.field.fields if each.name == name)


def _dress(widget: forms.Widget) -> str:
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def input_of(
    register: Register, field: Field, name_of: Callable[[Field, Any], str], *, kept: Any = None, group: str = ""
) -> forms.Field:
    """Return the input that asks for a field.

    Args:
        register: to which it belongs.
        field: what is asked.
        name_of: what a key of a reference is called; empty when it is not known.
        kept: the value that the record has: a closed code stays a choice where it is chosen already.
        group: name of the group in which the field stands.
    """
    title = said(field.title, field.title_en)
    options: dict[str, Any] = {
        "label": f"{title} ({field.unit})" if field.unit else title,
        "help_text": _help(field),
        "required": False,
    }
    if field.type is Type.FILE and not group:
        made: forms.Field = FilesField(use=FILES, **options)
    elif field.type is Type.GROUP:
        made = Raw(widget=Group(register, field, name_of), **options)
        made.whole = True
    else:
        made = Raw(widget=_widget(register, field, name_of, kept, group), **options)
    made.awaited = field.required or bool(field.when)  # type: ignore[attr-defined]
    return made


def said(vi: str, en: str) -> str:
    """Return a title of a definition in the language of the page."""
    return en if en and (get_language() or "vi").startswith("en") else vi


def _help(field: Field) -> str:
    parts = [field.help, _("Written like this: %(hint)s.") % {"hint": field.hint} if field.hint else ""]
    if field.type is Type.GEOMETRY and field.shape is Shape.POINT:
        parts.append(_("Latitude and longitude in degrees, or X and Y of VN-2000 in metres."))
    elif field.type is Type.GEOMETRY:
        parts.append(_("Corners one after the other in WGS 84 or VN-2000, or GeoJSON, or WKT."))
    return " ".join(part for part in parts if part)


def _widget(
    register: Register, field: Field, name_of: Callable[[Field, Any], str], kept: Any, group: str
) -> forms.Widget:
    if field.type is Type.CODE:
        open_ = [each for each in field.codes if not each.closed or each.code == kept]
        return forms.Select(choices=[("", "–"), *((e.code, said(e.title, e.title_en)) for e in open_)])
    if field.type is Type.BOOLEAN:
        return forms.Select(choices=[("", "–"), ("true", _("Yes")), ("false", _("No"))])
    if field.type is Type.REFERENCE:
        place = f"{group}.{field.name}" if group else field.name
        return Reference(
            reverse("desk-register:suggest", args=[register.id, place]), lambda value: name_of(field, value)
        )
    if field.type is Type.GEOMETRY:
        return Place(point=field.shape is Shape.POINT)
    if field.type is Type.TEXT and (field.max_length or 0) > _LINES_FROM:
        return forms.Textarea(attrs={"rows": 4, "maxlength": field.max_length})
    return _line(field)


def _line(field: Field) -> forms.Widget:
    kind, keyboard = _MARKS.get(field.type, ("text", "text"))
    attrs: dict[str, Any] = {"inputmode": keyboard} if keyboard != "text" else {}
    if field.type in _SHORT:
        attrs["class"] = "is-short"
    if field.type in _WRITTEN:
        attrs["placeholder"] = _WRITTEN[field.type]
    if field.max_length:
        attrs["maxlength"] = field.max_length
    made = forms.TextInput(attrs=attrs)
    made.input_type = kind
    return made


def typed(field: Field, value: Any) -> Any:
    """Return a value as people type it; what was typed stays as it was."""
    if value is None or isinstance(value, bool):
        return "" if value is None else "true" if value else "false"
    if isinstance(value, date):  # a moment is one
        return format_moment(value) if isinstance(value, datetime) else format_date(value)
    if isinstance(value, Point):  # latitude first, as maps on phones give it
        return f"{value.y:.6f}, {value.x:.6f}"
    if isinstance(value, BaseGeometry):
        return to_wkt(value, rounding_precision=7)
    if isinstance(value, int | Decimal):
        return str(value) if field.type is Type.YEAR else format_number(Decimal(value))
    return str(value) if isinstance(value, UUID) else value
