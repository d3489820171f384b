"""A form: Django's validation, our one-column layout with sections, help, errors and a summary that takes focus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.utils.functional import Promise

from honglam.base.errors import Invalid, Refusal
from honglam.kit.forms.fields import Date, Moment, Number, said

_SHORT = (Number, Date, Moment)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form: its id, its title and the names of its inputs."""

    id: str
    title: str | Promise
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section with its inputs, as the template shows it."""

    section: Section
    fields: list[BoundField]

    @property
    def wrong(self) -> bool:
        """Whether an input in it has an error."""
        return any(field.errors for field in self.fields)


class Form(forms.Form):
    """The base of every form.

    Class attributes:
        id: names the form in drafts; empty when it keeps none.
        sections: the parts in which inputs stand; one without a title when not given.
    """

    id: ClassVar[str] = ""
    sections: ClassVar[tuple[Section, ...]] = ()
    required_css_class = "is-required"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        named = {name for section in self.sections for name in section.fields}
        if self.sections and named != set(self.fields):
            raise ValueError(f"{type(self).__name__}: its sections and its inputs differ: {named ^ set(self.fields)}")
        for field in self.fields.values():
            _dress(field)

    def get_context(self) -> dict[str, Any]:
        """Return what the templates need."""
        return {**super().get_context(), "sections": self.shown, "many": len(self.sections) > 1}

    @property
    def shown(self) -> list[ShownSection]:
        """The sections with their inputs."""
        sections = self.sections or (Section("all", "", tuple(self.fields)),)
        return [ShownSection(section, [self[name] for name in section.fields]) for section in sections]

    @property
    def multipart(self) -> bool:
        """Whether files are sent."""
        return self.is_multipart()

    @property
    def mistakes(self) -> Iterator[tuple[str, str]]:
        """The address of each wrong input and what is wrong with which, for the summary."""
        for name, errors in self.errors.items():
            field = None if name == NON_FIELD_ERRORS else self[name]
            for error in errors:
                yield (field.id_for_label, f"{field.label}: {error}") if field else ("", str(error))

    def refuse(self, refusal: Refusal) -> None:
        """Show what the domain refused: at the input that it names, else above the form."""
        for part in refusal.refusals if isinstance(refusal, Invalid) else (refusal,):
            self.add_error(part.field if part.field in self.fields else None, said(part))


def _dress(field: forms.Field) -> None:
    """Give a widget the classes of the look."""
    widget = field.widget
    known = str(widget.attrs.get("class", ""))
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        style, widget.template_name = "form-check-input", "kit/forms/boxes.html"
    elif isinstance(widget, forms.CheckboxInput):
        style = "form-check-input"
    elif isinstance(widget, forms.Select):
        style = "form-select"
    elif isinstance(widget, forms.HiddenInput):
        return
    else:
        style = "form-control is-short" if isinstance(field, _SHORT) else "form-control"
    widget.attrs["class"] = f"{known} {style}".strip()
