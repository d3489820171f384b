"""Forms that change agencies. Each knows which change what was typed in it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from honglam.core.identity import api
from honglam.core.identity.agency_tables import TYPES
from honglam.core.identity.contracts import (
    Agency,
    AgencyChange,
    AgencyName,
    AgencyType,
    CreateAgency,
    DissolveAgency,
    MergeAgencies,
    MoveAgency,
    NameKind,
    RenameAgency,
    SetCodes,
    SetNames,
    SplitAgency,
)
from honglam.core.places import api as places
from honglam.kit import forms

_LEGAL = _("Number of the document, like 12/NQ-HĐND.")
_SEEN = _("I have the official text before me")


def agency_choices() -> list[tuple[str, str]]:
    """Return the agencies of today by path, deeper ones set in."""
    return [(a.path, f"{'– ' * (a.level - 1)}{a.name}") for a in api.agencies()]


def _one_of() -> list[tuple[str, Any]]:
    """Return the agencies of today, none of them chosen."""
    return [("", _("Choose one")), *agency_choices()]


def _or_none() -> list[tuple[str, Any]]:
    return [("", _("None")), *agency_choices()]


class _Based(forms.Form):
    """A change that rests on a document."""

    on = forms.Date(label=_("First day"), help_text=_("Day/month/year; the state before ends on the day before it."))
    legal = forms.Text(label=_("Legal basis"), max_length=120, help_text=_LEGAL)
    verified = django_forms.BooleanField(label=_SEEN, required=False)


class _PostsForm(_Based):
    posts_to = django_forms.ChoiceField(
        label=_("Open posts go to"),
        choices=_or_none,
        required=False,
        help_text=_("Needed when somebody still holds a post there; the posts end and begin anew on the first day."),
    )


class CreateForm(_Based):
    """A new agency."""

    parent = django_forms.ChoiceField(label=_("Below"), choices=_one_of)
    key = forms.Text(
        label=_("Key"),
        max_length=20,
        help_text=_("Last part of its path: letters without accents, digits, hyphens. It never changes."),
    )
    name = forms.Text(label=_("Name"), max_length=200)
    name_en = forms.Text(label=_("English name"), max_length=200, required=False)
    abbreviation = forms.Text(label=_("Abbreviation"), max_length=40, required=False)
    type = django_forms.ChoiceField(label=_("Type"), choices=TYPES, initial=AgencyType.UNIT.value)
    code = forms.Text(
        label=_("Identifier"),
        max_length=35,
        required=False,
        help_text=_("Like H27.15 or 000.00.15.H27; empty while it is not known."),
    )
    codes_verified = django_forms.BooleanField(label=_("The identifier stands in the published list"), required=False)
    everywhere = django_forms.BooleanField(label=_("It acts in the whole province"), required=False)
    communes = django_forms.MultipleChoiceField(
        label=_("Communes in which it acts"),
        choices=lambda: [(c.code, c.name) for c in places.communes()],
        required=False,
        help_text=_("Only those beyond its place in the tree."),
    )
    field_order = ["parent", "key", "name", "name_en", "abbreviation", "type"]


class RenameForm(_Based):
    """A new name."""

    name = forms.Text(label=_("New name"), max_length=200)
    name_en = forms.Text(label=_("English name"), max_length=200, required=False)
    abbreviation = forms.Text(label=_("Abbreviation"), max_length=40, required=False)
    field_order = ["name", "name_en", "abbreviation"]


class MergeForm(_PostsForm):
    """This agency, and others with it, go into one."""

    others = django_forms.MultipleChoiceField(
        label=_("Ends together with it"), choices=agency_choices, required=False, help_text=_("Its units, for example.")
    )
    into = django_forms.ChoiceField(label=_("Its work goes to"), choices=_one_of)
    field_order = ["into", "others", "posts_to"]


class SplitForm(_PostsForm):
    """This agency is followed by several."""

    main = django_forms.ChoiceField(label=_("Main successor"), choices=_one_of)
    into = django_forms.MultipleChoiceField(label=_("All successors"), choices=agency_choices)
    field_order = ["main", "into", "posts_to"]


class DissolveForm(_PostsForm):
    """This agency ends."""

    to = django_forms.ChoiceField(label=_("Its work goes to"), choices=_or_none, required=False)
    note = forms.Text(
        label=_("Where its work goes"),
        max_length=300,
        required=False,
        help_text=_("Needed when no one agency follows; people who ask for it are told this."),
    )
    field_order = ["to", "note", "posts_to"]


class MoveForm(_Based):
    """This agency stands below another."""

    parent = django_forms.ChoiceField(label=_("Below"), choices=_one_of)
    field_order = ["parent"]


class CodesForm(forms.Form):
    """The identifier."""

    code = forms.Text(
        label=_("Identifier"),
        max_length=35,
        required=False,
        help_text=_("Like H27.15 or 000.00.15.H27; empty while it is not known."),
    )
    codes_verified = django_forms.BooleanField(label=_("The identifier stands in the published list"), required=False)


class NamesForm(forms.Form):
    """Other names."""

    aliases = forms.Lines(label=_("Other names"), required=False, help_text=_("One on each line."))
    abbreviations = forms.Lines(label=_("Abbreviations"), required=False, help_text=_("One on each line."))


def _names(data: dict[str, Any]) -> tuple[AgencyName, ...]:
    parts = (("aliases", NameKind.ALIAS), ("abbreviations", NameKind.ABBREVIATION))
    return tuple(AgencyName(line, kind) for name, kind in parts for line in data[name].splitlines() if line)


def _lines(agency: Agency) -> dict[str, Any]:
    names = api.agency_history(path=agency.path).names
    return {
        word: "\n".join(name.text for name in names if name.kind is kind)
        for word, kind in (("aliases", NameKind.ALIAS), ("abbreviations", NameKind.ABBREVIATION))
    }


@dataclass(frozen=True, slots=True)
class Verb:
    """A way to change an agency: its form, its words, and what was typed in it as a change."""

    id: str
    form: type[forms.Form]
    title: str | Promise
    icon: str
    change: Callable[[str, dict[str, Any]], AgencyChange]
    initial: Callable[[Agency], dict[str, Any]] = lambda _agency: {}


def _basis(data: dict[str, Any]) -> dict[str, Any]:
    return {"on": data["on"], "legal": data["legal"], "verified": data["verified"]}


VERBS = {
    verb.id: verb
    for verb in (
        Verb(
            "rename",
            RenameForm,
            _("Rename"),
            "edit",
            lambda path, data: RenameAgency(path=path, **data),
            lambda agency: {"name": agency.name, "name_en": agency.name_en, "abbreviation": agency.abbreviation},
        ),
        Verb(
            "merge",
            MergeForm,
            _("Merge into another"),
            "git-merge",
            lambda path, data: MergeAgencies(
                paths=(*data["others"], path), into=data["into"], posts_to=data["posts_to"], **_basis(data)
            ),
        ),
        Verb(
            "split",
            SplitForm,
            _("Split"),
            "arrows-split",
            lambda path, data: SplitAgency(
                path=path, into=(data["main"], *data["into"]), posts_to=data["posts_to"], **_basis(data)
            ),
        ),
        Verb("close", DissolveForm, _("Close"), "circle-x", lambda path, data: DissolveAgency(path=path, **data)),
        Verb(
            "move", MoveForm, _("Move below another"), "arrow-right", lambda path, data: MoveAgency(path=path, **data)
        ),
        Verb(
            "codes",
            CodesForm,
            _("Set the identifier"),
            "id",
            lambda path, data: SetCodes(path=path, **data),
            lambda agency: {
                "code": agency.code_qd20 or agency.code_qcvn102,
                "codes_verified": agency.codes_verified,
            },
        ),
        Verb(
            "names",
            NamesForm,
            _("Set other names"),
            "list",
            lambda path, data: SetNames(path=path, names=_names(data)),
            _lines,
        ),
    )
}
CREATE = Verb(
    "create",
    CreateForm,
    _("Add an agency"),
    "plus",
    lambda _path, data: CreateAgency(**data | {"type": AgencyType(data["type"]), "communes": tuple(data["communes"])}),
)


def hidden(form: type[forms.Form]) -> type[forms.Form]:
    """Return the form with all its inputs hidden: what was typed waits for the confirmation."""

    def hide(self: Any, *args: Any, **options: Any) -> None:
        form.__init__(self, *args, **options)
        for field in self.fields.values():
            field.widget = field.hidden_widget()

    return type(f"Hidden{form.__name__}", (form,), {"__init__": hide})
