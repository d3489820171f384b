"""The form of a record, made from the definition: sections, conditions, inputs; the register judges what is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from honglam.base.errors import Conflict, Refusal
from honglam.engines.register.contracts import Field, Record, Register, Type, Wrong
from honglam.engines.register.record_inputs import input_of, said, typed
from honglam.kit.forms.form import Form, Section
from honglam.kit.forms.schema_reading import mark

Judge = Callable[[Mapping[str, Any]], Sequence[Wrong]]
REASON, VERSION = "_reason", "_version"
_REASON_LETTERS = 500
_VALID = ("valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form is about: a register, the record that is changed, and how things are called."""

    register: Register
    record: Record | None
    judge: Judge
    name_of: Callable[[Field, Any], str]
    seen: Record | None = None  # the version that was shown, where the record has another one by now


class RecordForm(Form):
    """The form of one record.

    Class attributes:
        asked: what it is about.
    """

    asked: ClassVar[Asked]

    def clean(self) -> dict[str, Any]:
        """Let the register judge what was typed."""
        super().clean()
        if not self.errors:
            for wrong in self.asked.judge(self.given):
                self.blame(wrong)
        return self.cleaned_data

    @property
    def given(self) -> dict[str, Any]:
        """What was typed, by field; of a record that is there only what differs from what was shown."""
        found = {}
        for field in fields_of(self.asked.register):
            if field.name in self.cleaned_data:
                value = _plain(field, self.cleaned_data[field.name])
                if self._is_new(field, value):
                    found[field.name] = value
        return found

    def _is_new(self, field: Field, value: Any) -> bool:
        shown = self.asked.seen or self.asked.record
        if shown is None:
            return True
        if field.name in shown.masked or field.type is Type.FILE:
            return value not in ("", [], None)
        return _differs(field, value, shown.values.get(field.name))

    def refuse(self, refusal: Refusal) -> None:
        """Show what was refused. After a conflict what was typed stays, and the rest is as the record is now."""
        super().refuse(refusal)
        record = self.asked.record
        if not isinstance(refusal, Conflict) or record is None:
            return
        typed_names, data = set(self.given), cast("QueryDict", self.data).copy()
        for name, value in initial_of(self.asked.register, record).items():
            if name in typed_names:
                continue
            for key in [key for key in data if key.startswith((f"{name}-", f"{name}."))]:
                del data[key]
            rows = value if isinstance(value, list) else ()
            data.update({f"{name}-{n}-{key}": cell for n, row in enumerate(rows) for key, cell in row.items()})
            data[name] = "" if rows else value
        self.data = data

    def blame(self, wrong: Wrong) -> None:
        """Show what is wrong at its input; of a group, in which row."""
        name, _dot, inner = wrong.field.partition(".")
        text = wrong_words(wrong)
        if wrong.item is not None:
            text = _("Row %(number)s, %(field)s: %(text)s") % {
                "number": wrong.item + 1,
                "field": self._inner(name, inner),
                "text": text,
            }
        self.add_error(name if name in self.fields else None, ValidationError(text, code="invalid"))

    def _inner(self, group: str, name: str) -> str:
        for field in self.asked.register.groups:
            for each in field.fields:
                if (field.name, each.name) == (group, name):
                    return said(each.title, each.title_en)
        return name


def wrong_words(wrong: Wrong) -> str:
    """Return what is wrong and what to do, in the language of the page."""
    sentences = " ".join(_(text) for text in (wrong.message, wrong.remedy) if text)
    return sentences % wrong.params if wrong.params else sentences


def form_of(asked: Asked) -> type[RecordForm]:
    """Return the form of a record, or of a new one."""
    register, record = asked.register, asked.record
    inputs = {field.name: _input(asked, field) for field in fields_of(register)}
    sections = list(_sections(register))
    if record is not None:
        inputs[REASON] = forms.CharField(
            label=_("Reason for the change"),
            required=False,
            max_length=_REASON_LETTERS,
            help_text=_("It stands in the history of the record."),
        )
        inputs[VERSION] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        sections.append(Section("reason", _("Change"), (REASON, VERSION)))
    body = {
        **inputs,
        "id": f"register-{register.id}-{record.id if record else 'new'}",
        "sections": tuple(sections) if len(sections) > 1 else (),
        "asked": asked,
        "__module__": __name__,
    }
    return type("RecordForm", (RecordForm,), body)


def initial_of(register: Register, record: Record) -> dict[str, Any]:
    """Return what the form of a record shows at first; what is masked is not in it."""
    values = {**record.values, "valid_from": record.valid_from, "valid_to": record.valid_to}
    found = {
        field.name: shown(field, values.get(field.name))
        for field in fields_of(register)
        if field.name not in record.masked and field.type is not Type.FILE
    }
    return {**found, VERSION: record.version}


def shown(field: Field, value: Any) -> Any:
    """Return a value as its input shows it; of a group the rows."""
    if field.type is Type.GROUP:
        return [{each.name: typed(each, row.get(each.name)) for each in field.fields} for row in value or ()]
    return typed(field, value)


def fields_of(register: Register) -> tuple[Field, ...]:
    """Return what a form asks: the fields, and from when to when the record holds."""
    if not register.validity:
        return register.fields
    words = {"valid_from": _("In force from"), "valid_to": _("In force to")}
    when = tuple(Field(n=0, name=n, type=Type.DATE, title=words[n], section=_("In force")) for n in _VALID)
    return (*register.fields, *when)


def _input(asked: Asked, field: Field) -> forms.Field:
    record = asked.record
    kept = record.values.get(field.name) if record else None
    made = input_of(asked.register, field, asked.name_of, kept=kept)
    if record is None and field.default:
        made.initial = field.default
    if record is not None and field.name in record.masked:
        made.help_text = _("There is a value that is not shown. Leave this empty to keep it.")
    if field.required and not field.when and not (record is not None and field.name in record.masked):
        made.widget.attrs["required"] = True
    if field.when:
        made.widget.attrs["data-when"] = mark((tuple((name, values) for name, values in field.when.items()),))
    return made


def _sections(register: Register) -> list[Section]:
    """Return the parts of the form, in the order in which their first fields stand."""
    found: dict[str, list[str]] = {}
    for field in fields_of(register):
        found.setdefault(field.section, []).append(field.name)
    general = _("What it says")
    return [Section(f"part{n}", title or general, tuple(names)) for n, (title, names) in enumerate(found.items())]


def _plain(field: Field, value: Any) -> Any:
    if field.type is Type.FILE:
        return str(value[0]) if value else ""
    return value


def _differs(field: Field, given: Any, kept: Any) -> bool:
    if field.type is Type.GROUP:
        filled = [row for row in shown(field, kept) if any(row.values())]
        return [_texts(row) for row in given or ()] != [_texts(row) for row in filled]
    return _text(given) != _text(typed(field, kept))


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in row.items()}


def _text(value: Any) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
