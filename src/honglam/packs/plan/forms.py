"""Forms of the import: the document, and what a person says of each finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from honglam.kit.forms import Date, Form, Lines, Number, Text
from honglam.kit.uploads import DOCUMENT, PDF, FileField, FileKind
from honglam.packs.plan.contracts import ItemKind

PLAIN = FileKind(_("text"), ("txt", "md", "html", "htm"))
_AGENCIES = _("Several apart by “;”.")
_CHOICES = django_forms.ChoiceField
NOBODY = "-"  # the choice that a name is none of our agencies


class SendForm(Form):
    """A document, and whose plan it is."""

    file = FileField(label=_("Document"), kinds=(DOCUMENT, PDF, PLAIN), help_text=_("Of a plan, as it was issued"))
    agency = _CHOICES(label=_("Whose plan it is"))
    amends = _CHOICES(
        label=_("It changes a confirmed plan"), required=False, help_text=_("Choose it when this is an amendment.")
    )
    parent = _CHOICES(
        label=_("It is made under another plan"), required=False, help_text=_("For example that of the province.")
    )


def send_form(choices: Mapping[str, list[tuple[Any, Any]]]) -> type[SendForm]:
    """Return the form with what the viewer can choose."""

    class Chosen(SendForm):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            for name, known in choices.items():
                self.fields[name].choices = known  # type: ignore[attr-defined]

    return Chosen


class HeadForm(Form):
    """What stands at the head of the document."""

    number = Text(label=_("Number"), max_length=60, required=False)
    date = Date(label=_("Day of issue"), required=False)
    year = Number(label=_("Year"), least=2000, most=2100, whole=True, required=False)
    title = Text(label=_("Title"), max_length=500, required=False)
    issuer = Text(label=_("Issued by"), max_length=200, required=False)
    signer = Text(label=_("Signed by"), max_length=120, required=False)
    responsible = Text(label=_("Agency that answers for targets that name nobody"), max_length=300, required=False)


class AmendmentForm(HeadForm):
    """The same of a document that changes a plan."""

    whole = django_forms.BooleanField(
        label=_("It replaces the whole plan: what it does not name is taken away"), required=False
    )


class NameForm(Form):
    """Whom a printed name means."""

    choice = _CHOICES(label=_("It means"), widget=django_forms.RadioSelect, required=False)
    other = Text(label=_("Or its full name"), max_length=500, required=False, help_text=_AGENCIES)


class TargetForm(Form):
    """A target."""

    text = Lines(label=_("Target"), max_length=4000, widget=django_forms.Textarea(attrs={"rows": 3}))
    direction = _CHOICES(
        label=_("To reach"),
        choices=((">=", _("at least")), ("<=", _("at most")), ("=", _("exactly")), ("range", _("between"))),
    )
    value = Text(label=_("Value"), max_length=40, help_text=_("A number, a range 15-20, or a day 2026-12-31"))
    unit = Text(label=_("Unit"), max_length=60, required=False)
    section = Text(label=_("Section"), max_length=300, required=False)
    agency = Text(label=_("Agency that answers for it"), max_length=300, required=False)
    measure = _CHOICES(label=_("Where its figures come from"), required=False)


class TaskForm(Form):
    """A row of an appendix."""

    title = Lines(label=_("Task"), max_length=4000, widget=django_forms.Textarea(attrs={"rows": 2}))
    lead = Text(label=_("Lead agency"), max_length=3000, help_text=_AGENCIES)
    deadline = Date(label=_("Deadline"), required=False)
    deadline_text = Text(label=_("Deadline as printed"), max_length=200, required=False)
    recurring = django_forms.BooleanField(label=_("It is done again and again"), required=False)
    coordinating = Text(label=_("Coordinating agencies"), max_length=3000, required=False, help_text=_AGENCIES)
    result = Lines(label=_("Result"), required=False, widget=django_forms.Textarea(attrs={"rows": 2}))
    budget = Lines(
        label=_("Budget, million đồng"),
        required=False,
        help_text=_("A line for each source: “Ngân sách tỉnh: 1.200”"),
        widget=django_forms.Textarea(attrs={"rows": 2}),
    )
    objective = Lines(label=_("Objective"), required=False, widget=django_forms.Textarea(attrs={"rows": 2}))
    appendix = Text(label=_("Appendix"), max_length=60, required=False)
    group = Text(label=_("Group"), max_length=60, required=False)
    group_title = Text(label=_("Title of the group"), max_length=500, required=False)
    no = Text(label=_("Number"), max_length=20, required=False)
    covers = _CHOICES(label=_("Task of the plan above that it carries out"), required=False)
    notes = Lines(label=_("Notes"), required=False, widget=django_forms.Textarea(attrs={"rows": 2}))


class SentenceForm(Form):
    """Anything that stays as it is printed."""

    text = Lines(label=_("Text"), max_length=8000)


_FORMS: Mapping[ItemKind, type[Form]] = {
    ItemKind.HEAD: HeadForm,
    ItemKind.NAME: NameForm,
    ItemKind.TARGET: TargetForm,
    ItemKind.TASK: TaskForm,
}


def finding_form(
    kind: ItemKind, said: Any, initial: Mapping[str, Any], choices: Mapping[str, list[tuple[str, Any]]], *, amends: bool
) -> Form:
    """Return the form of a finding.

    Args:
        kind: of the finding.
        said: what was sent; None shows what is kept.
        initial: what is kept.
        choices: for the inputs that have some; an input without is left out.
        amends: the document changes a plan.
    """
    found = AmendmentForm if kind is ItemKind.HEAD and amends else _FORMS.get(kind, SentenceForm)
    form = found(said, initial=_shown(initial), prefix=None)
    for name in ("choice", "measure", "covers"):
        if name not in form.fields:
            continue
        if known := choices.get(name):
            form.fields[name].choices = known  # type: ignore[attr-defined]
        else:
            del form.fields[name]
    return form


def data_of(form: Form, kind: ItemKind) -> dict[str, Any]:
    """Return what was sent as findings keep it."""
    found = {name: value.isoformat() if isinstance(value, date) else value for name, value in form.cleaned_data.items()}
    if kind is ItemKind.NAME:
        chosen = found.pop("choice", "")
        found["paths"] = [chosen] if chosen and chosen != NOBODY else []
        found["nobody"] = chosen == NOBODY
    return {name: "" if value is None else value for name, value in found.items()}


def _shown(initial: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(initial)
    for name in ("date", "deadline"):
        if shown.get(name):
            shown[name] = date.fromisoformat(shown[name])
    if shown.get("paths"):
        shown["choice"] = shown["paths"][0]
    elif shown.get("nobody"):
        shown["choice"] = NOBODY
    return shown
