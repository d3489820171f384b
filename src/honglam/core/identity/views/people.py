"""The studio's pages of people and their posts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from honglam.base.access import Viewer
from honglam.core.identity import api, people_forms
from honglam.core.identity.contracts import Person, PersonEntry
from honglam.core.identity.people_pages import PERSON, Sheet
from honglam.core.identity.people_tables import PEOPLE
from honglam.kit import forms, pages, tables
from honglam.kit.access import permission, viewer_of


@require_safe
@permission("identity.view")
def people(request: HttpRequest) -> HttpResponseBase:
    """Show the officers of the agencies that the viewer looks after."""
    context = {"may_edit": viewer_of(request).may("identity.edit")}
    return tables.respond(request, PEOPLE, api.people, template="identity/people.html", context=context)


@require_safe
@permission("identity.view")
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show an officer: posts, delegations, rights."""
    viewer = viewer_of(request)
    found = api.person(person_id=person_id, viewer=viewer, now=timezone.now())
    return pages.render(request, PERSON, sheet(found, viewer))


@never_cache
@permission("identity.personal")
def reveal(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask for what personal data are needed, and show them on the page that answers; no address leads to them."""
    viewer, now = viewer_of(request), timezone.now()
    form = people_forms.PurposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = api.reveal_person(person_id=person_id, viewer=viewer, purpose=form.cleaned_data["purpose"], now=now)
        return pages.render(request, PERSON, sheet(found, viewer))
    api.person(person_id=person_id, viewer=viewer, now=now)
    return forms.respond(
        request, people_forms.PurposeForm, lambda _data: "", title=_("Show personal data"), action=_("Show")
    )


@permission("identity.edit")
def add_person(request: HttpRequest) -> HttpResponse:
    """Add an officer."""

    def save(data: dict[str, Any]) -> str:
        home = data.pop("home")
        return _address(api.add_person(entry=PersonEntry(**data), home=home, viewer=viewer_of(request)))

    initial = {"home": viewer_of(request).agency}
    return forms.respond(request, people_forms.PersonForm, save, title=_("Add a person"), initial=initial)


@permission("identity.edit")
def change_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Change what is known of an officer; personal data stay empty in the form and are kept when nothing is typed."""
    viewer = viewer_of(request)
    known = api.person(person_id=person_id, viewer=viewer, now=timezone.now())

    def save(data: dict[str, Any]) -> str:
        api.change_person(person_id=person_id, entry=PersonEntry(**data), viewer=viewer)
        return _address(person_id)

    initial = {"name": known.name, "username": known.username, "staff_code": known.staff_code}
    return forms.respond(request, people_forms.ChangePersonForm, save, title=known.name, initial=initial)


@permission("identity.edit")
def close_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Close an account."""
    viewer, now = viewer_of(request), timezone.now()
    known = api.person(person_id=person_id, viewer=viewer, now=now)

    def save(data: dict[str, Any]) -> str:
        api.close_person(person_id=person_id, reason=data["reason"], viewer=viewer, now=now)
        return _address(person_id)

    title = _("Close the account of %(name)s") % {"name": known.name}
    return forms.respond(request, people_forms.ReasonForm, save, title=title, action=_("Close the account"))


@permission("identity.edit")
def reopen_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Open a closed account again, with the reason that the ledger keeps."""
    viewer = viewer_of(request)
    known = api.person(person_id=person_id, viewer=viewer, now=timezone.now())

    def save(data: dict[str, Any]) -> str:
        api.reopen_person(person_id=person_id, reason=data["reason"], viewer=viewer)
        return _address(person_id)

    title = _("Open the account of %(name)s again") % {"name": known.name}
    return forms.respond(request, people_forms.ReasonForm, save, title=title, action=_("Open the account again"))


@permission("identity.edit")
def add_post(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give an officer one more post."""
    viewer, now = viewer_of(request), timezone.now()
    known = api.person(person_id=person_id, viewer=viewer, now=now)

    def save(data: dict[str, Any]) -> str:
        api.add_post(person_id=person_id, entry=people_forms.post_entry(data), viewer=viewer, now=now)
        return _address(person_id)

    initial = {"agency": known.home, "valid_from": timezone.localdate(), "main": not _has_main(known)}
    title = _("A post for %(name)s") % {"name": known.name}
    return forms.respond(request, people_forms.PostForm, save, title=title, initial=initial)


@permission("identity.edit")
def move(request: HttpRequest, person_id: int) -> HttpResponse:
    """Move an officer to another main post; the present one ends the day before."""
    viewer, now = viewer_of(request), timezone.now()
    known = api.person(person_id=person_id, viewer=viewer, now=now)

    def save(data: dict[str, Any]) -> str:
        api.move_person(person_id=person_id, entry=people_forms.post_entry(data), viewer=viewer, now=now)
        return _address(person_id)

    title = _("Move %(name)s") % {"name": known.name}
    initial = {"agency": known.home, "valid_from": timezone.localdate()}
    return forms.respond(request, people_forms.MoveForm, save, title=title, initial=initial, action=_("Move"))


@permission("identity.edit")
def end_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """End a post, today unless another day is given."""
    viewer = viewer_of(request)
    owner, _post = api.post(post_id=post_id, viewer=viewer, now=timezone.now())

    def save(data: dict[str, Any]) -> str:
        api.end_post(post_id=post_id, viewer=viewer, **data)
        return _address(owner)

    initial = {"last": timezone.localdate()}
    return forms.respond(
        request, people_forms.EndPostForm, save, title=_("End the post"), action=_("End the post"), initial=initial
    )


@permission("identity.edit")
def hand_over(request: HttpRequest, post_id: int) -> HttpResponse:
    """Give a post with its roles to somebody else from a day on."""
    viewer, now = viewer_of(request), timezone.now()
    owner, post = api.post(post_id=post_id, viewer=viewer, now=now)

    def save(data: dict[str, Any]) -> str:
        api.hand_over_post(post_id=post_id, viewer=viewer, now=now, **data)
        return _address(data["receiver"])

    form = people_forms.with_choices(people_forms.HandOverForm, receiver=api.colleagues(agency=post.agency, but=owner))
    return forms.respond(request, form, save, title=_("Hand the post over"), action=_("Hand over"))


@permission("identity.edit")
def post_roles(request: HttpRequest, post_id: int) -> HttpResponse:
    """Give a post other roles."""
    viewer, now = viewer_of(request), timezone.now()
    owner, post = api.post(post_id=post_id, viewer=viewer, now=now)

    def save(data: dict[str, Any]) -> str:
        api.set_post_roles(post_id=post_id, roles=data["roles"], viewer=viewer, now=now)
        return _address(owner)

    return forms.respond(
        request, people_forms.RolesForm, save, title=_("Roles of the post"), initial={"roles": list(post.roles)}
    )


@require_POST
@permission("identity.edit")
def withdraw_delegation(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """Withdraw somebody's delegation."""
    giver = api.withdraw_delegation(delegation_id=delegation_id, viewer=viewer_of(request), now=timezone.now())
    return redirect(_address(giver))


def sheet(found: Person, viewer: Viewer, *, own: bool = False) -> Sheet:
    """Return everything on the page of an officer."""
    now = timezone.now()
    return Sheet(
        person=found,
        given=api.delegations_given(account_id=found.id),
        received=api.delegations_received(account_id=found.id),
        rights=api.rights_of(person=found.id, viewer=viewer, now=now),
        roles={role.id: role.name for role in api.roles()},
        today=timezone.localdate(now),
        own=own,
    )


def _has_main(known: Person) -> bool:
    return any(post.main and post.current for post in known.posts)


def _address(person_id: int) -> str:
    return reverse("studio-identity:person", args=[person_id])
