"""The input for each kind of property, and what it has read as JSON."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.functional import Promise, lazystr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from honglam.kit.attachments import FilesField
from honglam.kit.forms.fields import Date, Lines, Moment, Number, Text
from honglam.kit.forms.schema_reading import Leaf, Schema, choices_of, resolved, said
from honglam.kit.forms.schema_words import read_phone

_LINE_MOST = 500  # letters of one line, and of a text, where the schema names no limit: nobody types more by hand
_TEXT_MOST = 20_000
_LINE_FROM = 200  # a text that may be longer than this is given several lines
_RADIOS = 6  # up to so many choices are all seen at once


def field_of(leaf: Leaf, root: Schema) -> forms.Field:
    """Return the input that asks for a leaf."""
    schema = leaf.schema
    options: dict[str, Any] = {
        "required": leaf.needed and leaf.kind != "boolean",
        "label": _label(leaf),
        "help_text": said(schema, "description"),
        "initial": _initial(leaf),
        "disabled": schema.get("readOnly") is True,
    }
    if leaf.is_files:
        return FilesField(use=str(schema["use"]), **options)
    if leaf.kind == "array":
        items = resolved(root, schema.get("items", {}))
        choices = choices_of(items)
        return _Several(choices, **options) if choices else _Rows(items, **options)
    if leaf.kind == "boolean":
        return forms.BooleanField(**options)
    if choices := choices_of(schema):
        return _One(choices, **options)
    return _typed(leaf, options)


def plain(leaf: Leaf, value: Any) -> Any:
    """Return what an input has read as JSON; None when it was left empty."""
    if leaf.kind == "boolean":
        # A box that may stay empty and, once there, must be true: an empty one is no answer, not a wrong one.
        asks_true = leaf.schema.get("const") is True or leaf.schema.get("enum") == [True]
        return value if value or (leaf.needed or not asks_true) else None
    if value is None or value == "":
        return None
    if isinstance(value, tuple | list):
        items = [str(each) if isinstance(each, UUID) else each for each in value]
        return items if items or leaf.needed else None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _typed(leaf: Leaf, options: dict[str, Any]) -> forms.Field:
    schema, format_ = leaf.schema, leaf.schema.get("format", "")
    if leaf.kind in {"integer", "number"}:
        return Number(whole=leaf.kind == "integer", **options)
    if format_ == "date":
        return Date(**options)
    if format_ == "date-time":
        return Moment(**options)
    if format_ == "phone":
        return _limited(_Phone(**options), None, 40)
    most = schema.get("maxLength")
    if format_ == "textarea" or (format_ == "" and isinstance(most, int) and most > _LINE_FROM):
        return _limited(Lines(widget=forms.Textarea(attrs={"rows": 5}), **options), most, _TEXT_MOST)
    field = _limited(Text(**options), most, _LINE_MOST)
    if kind := {"email": "email", "uri": "url"}.get(format_):
        field.widget.input_type = kind
    return field


def _limited(field: forms.CharField, most: object, otherwise: int) -> forms.CharField:
    """Let an input take so many letters, in the words of the schema: one sentence for one rule."""
    limit = most if isinstance(most, int) else otherwise
    field.widget.attrs["maxlength"] = limit
    field.validators.append(MaxLengthValidator(limit, gettext_lazy("Write at most %(limit_value)s letters.")))
    return field


def _label(leaf: Leaf) -> str | Promise:
    title, unit = said(leaf.schema, "title", leaf.key), str(leaf.schema.get("x-unit", ""))
    return lazystr(_WithUnit(title, unit)) if unit else title


class _WithUnit:
    def __init__(self, title: str | Promise, unit: str) -> None:
        self.title, self.unit = title, unit

    def __str__(self) -> str:
        return f"{self.title} ({self.unit})"


def _initial(leaf: Leaf) -> Any:
    value = leaf.schema.get("default", leaf.schema.get("const") if leaf.schema.get("readOnly") else None)
    if not isinstance(value, str):
        return value
    try:
        if leaf.schema.get("format") == "date":
            return date.fromisoformat(value)
        if leaf.schema.get("format") == "date-time":
            return datetime.fromisoformat(value)
    except ValueError:
        return None
    return value


class _Phone(Text):
    """A telephone number, kept in E.164 so that one person is one number."""

    def to_python(self, value: Any) -> str:
        """Return the number; what is none stays as it was typed, for the schema to refuse."""
        typed = super().to_python(value)
        return read_phone(typed) or typed

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask phones for the keyboard with digits."""
        return super().widget_attrs(widget) | {"inputmode": "tel", "autocomplete": "tel"}


class _One(forms.ChoiceField):
    """One of the values of the schema, whatever type they have."""

    def __init__(self, values: tuple[tuple[Any, str | Promise], ...], **options: Any) -> None:
        self.meant = {_word(value): value for value, _title in values}
        few = len(values) <= _RADIOS
        empty = [] if few and options["required"] else [("", lazystr(_None()))]
        choices = [*empty, *((_word(value), title) for value, title in values)]
        options["initial"] = _word(options["initial"]) if options["initial"] is not None else None
        super().__init__(choices=choices, widget=forms.RadioSelect if few else forms.Select, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored value."""
        return value if value is None or isinstance(value, str) else _word(value)

    def clean(self, value: Any) -> Any:
        """Return the value that was meant."""
        return self.meant.get(_chosen(super().clean, value))


class _None:
    def __str__(self) -> str:
        return _("Not chosen")


class _Several(forms.MultipleChoiceField):
    """Some of the values of the schema."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, values: tuple[tuple[Any, str | Promise], ...], **options: Any) -> None:
        self.meant = {_word(value): value for value, _title in values}
        options["initial"] = [_word(value) for value in options["initial"] or ()]
        super().__init__(choices=[(_word(value), title) for value, title in values], **options)

    def prepare_value(self, value: Any) -> Any:
        """Show stored values."""
        return [each if isinstance(each, str) else _word(each) for each in value or ()]

    def clean(self, value: Any) -> list[Any]:
        """Return the values that were meant, each once."""
        return [self.meant[each] for each in dict.fromkeys(_chosen(super().clean, value))]


class _Rows(Lines):
    """A list of texts or numbers, one in each line."""

    def __init__(self, items: Schema, **options: Any) -> None:
        initial = options.pop("initial") or ()
        super().__init__(initial="\n".join(map(str, initial)), **options)
        self.reader = Number(required=False, whole=items.get("type") == "integer") if _is_number(items) else None
        _limited(self, None, _TEXT_MOST)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored list line by line."""
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        """Return the lines that are not empty."""
        rows: list[Any] = [row for row in str(super().clean(value)).split("\n") if row]
        if self.reader is None:
            return rows
        return [int(found) if found == int(found) else float(found) for found in map(self.reader.clean, rows)]


def _is_number(items: Schema) -> bool:
    return items.get("type") in {"integer", "number"}


def _word(value: Any) -> str:
    """Return a value as the word of its choice."""
    return value if isinstance(value, str) else json.dumps(value)


def _chosen(clean: Any, value: Any) -> Any:
    try:
        return clean(value)
    except ValidationError as error:
        if error.code == "invalid_choice" or any(each.code == "invalid_choice" for each in error.error_list):
            raise ValidationError(_("Choose one of what is offered."), code="invalid_choice") from None
        raise
