"""Forms of report campaigns: what is asked, row by row, and what an agency fills in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from honglam.kit.forms import Date, Form, Lines, Number, Section, Text
from honglam.packs.plan.contracts.campaigns import Answer, Field, FieldKind

_KINDS = ((FieldKind.NUMBER.value, _("number")), (FieldKind.TEXT.value, _("words")))
_NEW_ROWS, _MORE_ROWS = 8, 4


class _Rows(Form):
    """What is asked, one row for each field; empty rows are left out."""

    count: ClassVar[int]

    @property
    def rows(self) -> Iterator[tuple[int, dict[str, BoundField]]]:
        """Return the inputs of each row by what they are, with its number for people."""
        for number in range(self.count):
            yield number + 1, {part: self[f"{part}_{number}"] for part in ("label", "unit", "kind", "note", "key")}

    @property
    def asked(self) -> tuple[Field, ...]:
        """Return what stands in the rows."""
        parts = ("label", "unit", "kind", "note", "key")
        rows = ({part: self.cleaned_data[f"{part}_{number}"] for part in parts} for number in range(self.count))
        return tuple(Field(**row | {"kind": FieldKind(row["kind"] or FieldKind.NUMBER)}) for row in rows)

    def clean(self) -> dict[str, Any]:
        """Return what was sent, with the fields as one thing."""
        data: dict[str, Any] = super().clean() or {}
        return data | ({} if self.errors else {"fields": self.asked})


class NewForm(_Rows):
    """A new campaign."""

    title = Text(label=_("What it is about"), max_length=300)
    purpose = Lines(
        label=_("What it is for"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
        help_text=_("For example the act on which it rests."),
    )
    agencies = Lines(
        label=_("Who is asked"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=8000,
        help_text=_("Several apart by “;”. The name of a group, like “UBND các xã, phường”, means all in it today."),
    )
    deadline = Date(label=_("Deadline"))


class ChangeForm(_Rows):
    """Another deadline, or a new version of the form."""

    deadline = Date(label=_("Deadline"))
    seen = forms.IntegerField(widget=forms.HiddenInput)


class FillForm(Form):
    """What an agency answers."""

    current: ClassVar[str]
    remark = Lines(
        label=_("Remarks"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=4000,
        help_text=_("What is unknown stays empty; say here why. Do not write 0 for what nobody has counted."),
    )
    send = forms.BooleanField(
        label=_("Send it now; without the tick it stays a draft that nobody else sees"), required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Say once when the form or the answer has changed since the page was opened; what was typed stays."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("seen") != self.current:
            self.data = {**self.data.dict(), "seen": self.current}  # type: ignore[attr-defined]  # a QueryDict here
            raise ValidationError(
                _("The form or the answer has changed meanwhile. Look through what stands here, then save.")
            )
        return data


class ReturnForm(Form):
    """Why an answer is returned."""

    reason = Lines(label=_("What has to be mended"), max_length=2000)


def new_form(agencies: Sequence[tuple[str, str]], sent: Mapping[str, Any]) -> type[NewForm]:
    """Return the form of a new campaign, with the agencies for which the viewer may ask."""
    agency = forms.ChoiceField(label=_("Agency that asks"), choices=agencies)
    made: type[NewForm] = _with_rows(NewForm, _NEW_ROWS, sent, agency=agency)
    return made


def change_form(fields: Sequence[Field], sent: Mapping[str, Any]) -> type[ChangeForm]:
    """Return the form in which a campaign is changed."""
    made: type[ChangeForm] = _with_rows(ChangeForm, len(fields) + _MORE_ROWS, sent)
    return made


def initial_of(fields: Sequence[Field]) -> dict[str, Any]:
    """Return what stands in the rows at first."""
    parts = ("label", "unit", "kind", "note", "key")
    return {f"{part}_{number}": getattr(each, part) for number, each in enumerate(fields) for part in parts}


def fill_form(answer: Answer) -> type[FillForm]:
    """Return the form that an agency fills in."""
    inputs = {field.key: _input(field) for field in answer.fields}
    sections = (
        Section("asked", _("Questions of the form"), tuple(inputs)),
        Section("send", _("Remarks and sending"), ("remark", "send", "seen")),
    )
    more = {"sections": sections, "current": mark_of(answer)}
    return type("Filled", (FillForm,), {**inputs, **more})


def mark_of(answer: Answer) -> str:
    """Return on which version and saving a page is built."""
    return f"{answer.campaign.version}.{answer.saved}"


def _input(field: Field) -> forms.Field:
    said: dict[str, Any] = {"label": f"{field.label} ({field.unit})" if field.unit else field.label}
    said |= {"required": False, "help_text": field.note}
    made = Number(**said) if field.kind is FieldKind.NUMBER else Lines(max_length=4000, widget=_rows(3), **said)
    made.awaited = True  # type: ignore[union-attr]  # the template: a draft may lack it, what is sent may not
    return made


def _rows(count: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": count})


def _with_rows(base: Any, count: int, sent: Mapping[str, Any], **more: Any) -> Any:
    """Return a form class with rows: as many as were sent, if those are more."""
    while f"label_{count}" in sent:
        count += 1
    rows: dict[str, Any] = {}
    for number in range(count):
        place = {"number": number + 1}
        rows |= {
            f"label_{number}": Text(label=_("Field %(number)d") % place, required=False, max_length=200),
            f"unit_{number}": Text(label=_("Unit of field %(number)d") % place, required=False, max_length=40),
            f"kind_{number}": forms.ChoiceField(
                label=_("Kind of field %(number)d") % place, choices=_KINDS, required=False
            ),
            f"note_{number}": Text(label=_("Note on field %(number)d") % place, required=False, max_length=500),
            f"key_{number}": forms.CharField(widget=forms.HiddenInput, required=False, max_length=60),
        }
    return type(base.__name__, (base,), {**rows, **more, "count": count})
