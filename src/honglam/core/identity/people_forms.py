"""Forms of people, posts, roles and delegations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Scope
from honglam.base.text import sort_key
from honglam.core.identity import api
from honglam.core.identity.contracts import Acting, AgencyType, PostEntry
from honglam.core.identity.words import ACTING_WORDS, SCOPE_WORDS
from honglam.kit import forms, naming

Choices = list[tuple[str, Any]]


def agency_choices() -> Choices:
    """Return the agencies of today by path, deeper ones set in."""
    return [(a.path, f"{'– ' * a.path.count('.')}{a.name}") for a in api.agencies()]


def unit_choices() -> Choices:
    """Return the internal units of today, with the agency above."""
    named = {a.path: a.name for a in api.agencies()}
    units = api.agencies(types=[AgencyType.UNIT])
    return [("", _("None")), *((a.path, f"{a.name} ({named.get(a.path.rpartition('.')[0], '')})") for a in units)]


def role_choices() -> Choices:
    """Return the roles that give something."""
    return [(role.id, role.name) for role in api.roles() if not role.ended]


def permission_choices() -> Choices:
    """Return the permissions that rooms declare."""
    found = [(code, naming.right(code)) for code in api.permissions()]
    return sorted(found, key=lambda each: sort_key(each[1]))


def position_choices() -> Choices:
    """Return the catalogue of positions."""
    return [("", _("Not stated")), *((p.key, p.name) for p in api.positions())]


class _Boxes(django_forms.MultipleChoiceField):
    widget = django_forms.CheckboxSelectMultiple


class ChangePersonForm(forms.Form):
    """What is known of an officer."""

    name = forms.Text(label=_("Full name"), max_length=120, help_text=_("Family name, middle name and given name."))
    username = forms.Text(
        label=_("User name"), required=False, max_length=60, help_text=_("Empty: one is made from the name.")
    )
    staff_code = forms.Text(
        label=_("Staff code"), required=False, max_length=40, help_text=_("Code in the staff register.")
    )
    phone = forms.Text(label=_("Phone"), required=False, max_length=30, help_text=_("Like 0912 345 678."))
    email = forms.Text(label=_("E-mail address"), required=False, max_length=254)
    personal_number = forms.Text(
        label=_("Personal number"), required=False, max_length=20, help_text=_("Twelve digits, from the identity card.")
    )


class PersonForm(ChangePersonForm):
    """A new officer."""

    home = django_forms.ChoiceField(label=_("Agency"), choices=agency_choices)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.Text(label=_("Reason"), max_length=200)


class PurposeForm(forms.Form):
    """For what personal fields are needed."""

    purpose = forms.Text(
        label=_("For what do you need these data?"),
        max_length=200,
        help_text=_("A dossier's code or a short sentence. It is written down, and the person can read it."),
    )


class MoveForm(forms.Form):
    """Another main post."""

    agency = django_forms.ChoiceField(label=_("Agency"), choices=agency_choices)
    unit = django_forms.ChoiceField(label=_("Internal unit"), choices=unit_choices, required=False)
    position = django_forms.ChoiceField(label=_("Position"), choices=position_choices, required=False)
    acting = django_forms.ChoiceField(
        label=_("How the post is held"),
        choices=[(a.value, ACTING_WORDS[a]) for a in Acting],
        required=False,
    )
    roles = _Boxes(label=_("Roles"), choices=role_choices, help_text=_("You can give only what you hold yourself."))
    valid_from = forms.Date(label=_("First day"), help_text=_("Day/month/year."))
    valid_to = forms.Date(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))
    basis = forms.Text(label=_("Decision number"), required=False, max_length=120)


class PostForm(MoveForm):
    """One more post."""

    main = django_forms.BooleanField(label=_("This is the main post"), required=False)


class EndPostForm(forms.Form):
    """The end of a post."""

    last = forms.Date(label=_("Last day"), help_text=_("Today at the earliest acts tomorrow."))
    reason = forms.Text(label=_("Reason"), max_length=200)


class RolesForm(forms.Form):
    """Roles of a post."""

    roles = _Boxes(label=_("Roles"), choices=role_choices, help_text=_("You can give only what you hold yourself."))


class ComposeForm(forms.Form):
    """A role of the province's own."""

    key = forms.Text(label=_("Id"), max_length=40, help_text=_("Small letters, digits, underscores; never changes."))
    name = forms.Text(label=_("Name"), max_length=120)
    scope = django_forms.ChoiceField(label=_("How far it reaches"), choices=[(s.value, SCOPE_WORDS[s]) for s in Scope])
    permissions = _Boxes(label=_("Permissions"), choices=permission_choices)


class SeparationForm(forms.Form):
    """Two permissions that stay apart."""

    first = django_forms.ChoiceField(label=_("One permission"), choices=permission_choices)
    second = django_forms.ChoiceField(label=_("The other permission"), choices=permission_choices)
    reason = forms.Text(label=_("Why one person may not hold both"), max_length=200)


class EmergencyForm(forms.Form):
    """A role taken because it cannot wait."""

    role = django_forms.ChoiceField(label=_("Role"), choices=role_choices)
    agency = django_forms.ChoiceField(label=_("Agency"), choices=agency_choices)
    hours = forms.Number(label=_("Hours"), least=1, most=8, whole=True)
    reason = forms.Text(
        label=_("Why it cannot wait"), max_length=300, help_text=_("Those who answer for the agency are told at once.")
    )


class AskForm(forms.Form):
    """Who may do what, where."""

    permission = django_forms.ChoiceField(label=_("Permission"), choices=permission_choices)
    agency = django_forms.ChoiceField(label=_("Agency"), choices=agency_choices)


def with_choices(form: type[forms.Form], **choices: Iterable[tuple[Any, Any]]) -> type[forms.Form]:
    """Return the form with choices that depend on who sees it."""
    made = {name: list(each) for name, each in choices.items()}

    class Chosen(form):  # type: ignore[misc, valid-type]  # a form for one page
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            for name, each in made.items():
                self.fields[name].choices = each

    return Chosen


class HandOverForm(forms.Form):
    """Who takes a post over."""

    receiver = django_forms.TypedChoiceField(label=_("Who takes it over"), coerce=int)
    first = forms.Date(label=_("First day of the new holder"), help_text=_("Day/month/year."))
    basis = forms.Text(label=_("Decision number"), required=False, max_length=120)


class DelegateForm(forms.Form):
    """Rights of one's own post, lent to a colleague."""

    receiver = django_forms.TypedChoiceField(label=_("To whom"), coerce=int)
    permissions = _Boxes(label=_("Which rights"), required=False, help_text=_("None chosen: all rights of the post."))
    first = forms.Date(label=_("First day"), help_text=_("Day/month/year."))
    last = forms.Date(label=_("Last day"))
    reason = forms.Text(label=_("Reason"), max_length=300, help_text=_("Like: on leave, on a business trip."))


def post_entry(data: dict[str, Any]) -> PostEntry:
    """Return what was typed of a post as the api takes it."""
    return PostEntry(
        agency=data["agency"],
        unit=data["unit"],
        position=data["position"],
        roles=tuple(data["roles"]),
        main=data.get("main", True),
        acting=Acting(data["acting"]),
        basis=data["basis"],
        valid_from=data["valid_from"],
        valid_to=data["valid_to"],
    )
