"""A form from a JSON Schema (2020-12) object: the schema asks, the form reads, the schema judges.

    form_class = form_of(procedure.form, id="errand")
    form = form_class(request.POST, request.FILES)
    if form.is_valid():
        api.open_case(form=form.values, files=form.files_by_name, …)

What the form accepts the schema accepts, because the last word is the schema's; what it refuses stands at an input, in
the reader's language. See docs/reference/kit-pages.md for the keys.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from honglam.base.errors import Refusal
from honglam.base.money import format_number
from honglam.base.time import format_date, format_moment
from honglam.kit.forms.fields import said as as_error
from honglam.kit.forms.form import Form, Section
from honglam.kit.forms.schema_fields import field_of, plain
from honglam.kit.forms.schema_reading import (
    Leaf,
    NoForm,
    Part,
    Schema,
    choices_of,
    mark,
    read,
    resolved,
    said,
)
from honglam.kit.forms.schema_words import NEEDED, refusals

__all__ = ["Answered", "NoForm", "SchemaForm", "answers", "flat", "form_of", "refusals"]

Names = Mapping[str, Callable[[str], str]]  # by format


class SchemaForm(Form):
    """A form that a schema has made.

    Class attributes:
        schema: who judges.
        leaves: its inputs by name.
        parts: its sections.
    """

    schema: ClassVar[Schema] = {}
    leaves: ClassVar[Mapping[str, Leaf]] = {}
    parts: ClassVar[tuple[Part, ...]] = ()

    def clean(self) -> dict[str, Any]:
        """Let the schema judge what the inputs have read."""
        read_so_far: dict[str, Any] = super().clean() or self.cleaned_data
        for refusal in refusals(self.schema, self.values):
            name = self._input(refusal.field or "")
            if name not in self.errors:
                self.add_error(name or None, as_error(refusal))
        return read_so_far

    @property
    def values(self) -> dict[str, Any]:
        """What was entered, as the schema calls it; without what was left empty. JSON, with files as ids."""
        whole: dict[str, Any] = {}
        for part in self.parts:
            inside = {
                leaf.key: value
                for leaf in self.leaves.values()
                if leaf.part == part.name
                and leaf.name in self.cleaned_data
                and (value := plain(leaf, self.cleaned_data[leaf.name])) is not None
            }
            _put(whole, part, inside)
        return whole

    @property
    def files_by_name(self) -> dict[str, tuple[UUID, ...]]:
        """The files that were received for it, by the dotted name of their property."""
        return {
            leaf.name: tuple(self.cleaned_data.get(leaf.name, ())) for leaf in self.leaves.values() if leaf.is_files
        }

    def refuse(self, refusal: Refusal) -> None:
        """Show what the domain refused at the input that it names, or at the first of the section that it names."""
        for part in getattr(refusal, "refusals", (refusal,)):
            place = part.field or ""
            known = place and any(_inside(name, place) or _inside(place, name) for name in self.leaves)
            self.add_error((self._input(place) or None) if known else None, as_error(part))

    def _input(self, place: str) -> str:
        """Return the input for a place in the value: itself, what holds it, else the first within it."""
        if place in self.leaves:
            return place
        holder = next((name for name in self.leaves if _inside(place, name)), "")
        within = next((name for name in self.leaves if _inside(name, place)), "")
        return holder or within or next(iter(self.leaves), "")


def form_of(schema: Schema, *, id: str = "") -> type[SchemaForm]:  # noqa: A002  (the form's own word for it)
    """Return the form that asks for what a schema describes.

    Args:
        schema: of type `object`.
        id: names the form in drafts; empty when it keeps none.

    Raises:
        NoForm: a property is of a kind that no input takes; it names the property.
    """
    return _made(json.dumps(schema, sort_keys=False, ensure_ascii=False), id)


def flat(schema: Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value of the schema as `initial` for its form."""
    return {leaf.name: _show(leaf, value) for leaf, value in _held(schema, values)}


@dataclass(frozen=True, slots=True)
class Answered:
    """One thing that was entered, as people read it.

    Attributes:
        name: dotted name of the property.
        part: title of its section; empty for the form itself.
        label: what was asked.
        text: what was answered; may hold several lines.
        files: ids, where files were asked for.
    """

    name: str
    part: str
    label: str
    text: str
    files: tuple[str, ...] = ()


def answers(schema: Schema, values: Mapping[str, Any], names: Names | None = None) -> tuple[Answered, ...]:
    """Return what was entered, in the order of the form, to be read: choices by their titles, days as dd/MM/yyyy.

    What the form does not know is left out, and what it marks with `x-machine`: keys that say nothing to people. A
    schema for which there is no form gives nothing.

    Args:
        schema: of the form.
        values: what was entered.
        names: what a value of a format is called (`agency`: its name); others are shown as they are.
    """
    try:
        titles = {part.name: str(said(part.schema, "title")) if part.name else "" for part in read(schema).parts}
        held = [(leaf, value) for leaf, value in _held(schema, values) if leaf.schema.get("x-machine") is not True]
        return tuple(_answered(leaf, value, titles[leaf.part], names or {}) for leaf, value in held)
    except NoForm:
        return ()


@lru_cache(maxsize=256)
def _made(text: str, name: str) -> type[SchemaForm]:
    schema = json.loads(text)
    found = read(schema)
    body: dict[str, Any] = {leaf.name: _dressed(leaf, schema) for leaf in found.leaves}
    sections = tuple(_sections(found.parts, found.leaves))
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    body |= {
        "id": name,
        "schema": schema,
        "leaves": {leaf.name: leaf for leaf in found.leaves},
        "parts": tuple(found.parts),
        "sections": sections,
        "__module__": __name__,
    }
    return type(f"SchemaForm_{digest}", (SchemaForm,), body)


def _dressed(leaf: Leaf, root: Schema) -> forms.Field:
    field = field_of(leaf, root)
    field.error_messages["required"] = gettext_lazy(NEEDED)
    if leaf.whens:
        field.widget.attrs["data-when"] = mark(leaf.whens)
    field.awaited = bool(leaf.whens)  # type: ignore[attr-defined]
    return field


def _sections(parts: list[Part], leaves: list[Leaf]) -> Iterator[Section]:
    several = len({leaf.part for leaf in leaves}) > 1
    for part in parts:
        names = tuple(leaf.name for leaf in leaves if leaf.part == part.name)
        if names:
            # What stands in no section needs a name only beside those that do.
            title = said(part.schema, "title", part.name) if part.name else gettext_lazy("What it says")
            title = title if several else ""
            yield Section(part.name.replace(".", "-") or "all", title, names)


def _put(whole: dict[str, Any], part: Part, inside: dict[str, Any]) -> None:
    """Put the values of a section where they belong; a section that need not be there and is empty is left out."""
    if not part.name:
        whole.update(inside)
        return
    # A box without a tick is no answer by itself.
    if not part.needed and all(value is False for value in inside.values()):
        return
    place = whole
    for step in part.name.split("."):
        place = place.setdefault(step, {})
    place.update(inside)


def _inside(place: str, whole: str) -> bool:
    return not whole or place == whole or place.startswith(f"{whole}.")


def _held(schema: Schema, values: Mapping[str, Any]) -> Iterator[tuple[Leaf, Any]]:
    for leaf in read(schema).leaves:
        value: Any = values
        for step in leaf.name.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is not None:
            yield leaf, value


def _show(leaf: Leaf, value: Any) -> Any:
    """Return a JSON value as its field holds it."""
    format_ = leaf.schema.get("format")
    if isinstance(value, str) and format_ in {"date", "date-time"}:
        try:
            return date.fromisoformat(value) if format_ == "date" else datetime.fromisoformat(value)
        except ValueError:
            return value
    return value


def _answered(leaf: Leaf, value: Any, part: str, names: Names) -> Answered:
    label = str(said(leaf.schema, "title", leaf.key))
    if leaf.is_files:
        ids = tuple(str(each) for each in value) if isinstance(value, list | tuple) else ()
        return Answered(leaf.name, part, label, "", ids)
    items = leaf.schema.get("items", {}) if leaf.kind == "array" else leaf.schema
    if called := names.get(str(items.get("format", ""))):
        several = value if isinstance(value, list) else [value]
        return Answered(leaf.name, part, label, "\n".join(called(str(each)) for each in several))
    return Answered(leaf.name, part, label, _text(leaf, value))


def _text(leaf: Leaf, value: Any) -> str:
    items = leaf.schema.get("items", {}) if leaf.kind == "array" else leaf.schema
    titles = {json.dumps(each): str(title) for each, title in choices_of(resolved(leaf.schema, items))}
    if isinstance(value, list):
        return "\n".join(titles.get(json.dumps(each), str(each)) for each in value)
    if (title := titles.get(json.dumps(value))) is not None and not isinstance(value, bool):
        return title
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    shown = _show(leaf, value)
    if isinstance(shown, datetime):
        return format_moment(shown)
    if isinstance(shown, date):
        return format_date(shown)
    written = format_number(value) if isinstance(value, int) else _decimal(value)
    unit = str(leaf.schema.get("x-unit", ""))
    return f"{written} {unit}".strip()


def _decimal(value: Any) -> str:
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)
