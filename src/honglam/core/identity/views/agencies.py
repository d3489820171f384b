"""Pages of agencies: the studio's, where they are changed, and the portal's, where everybody looks them up."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.forms import MultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from honglam.base.errors import Missing
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.identity import agency_forms, api
from honglam.core.identity.agency_forms import CREATE, VERBS, Verb
from honglam.core.identity.agency_pages import EDIT, PAGE, PUBLIC_PAGE, VIEW, sentence, sheet
from honglam.core.identity.agency_tables import LINKED
from honglam.core.identity.contracts import TYPE_WORDS, Agency, AgencyType, Effect
from honglam.kit import forms, pages, tables
from honglam.kit.access import permission, public, viewer_of
from honglam.kit.htmx import varying, wants_part

PUBLIC_FACTS = "which agencies there are is a public fact"


@require_safe
@permission(VIEW)
def agencies(request: HttpRequest) -> HttpResponseBase:
    """Show the agencies of today."""
    return _list(request, gone=False)


@require_safe
@permission(VIEW)
def gone(request: HttpRequest) -> HttpResponseBase:
    """Show the agencies of the past."""
    return _list(request, gone=True)


@require_safe
@permission(VIEW)
def agency(request: HttpRequest, path: str) -> HttpResponse:
    """Show one agency."""
    return pages.render(request, PAGE, sheet(path, "studio-identity:agency"))


@permission(EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """Ask what the new agency is."""
    return _ask(request, CREATE, "", {"parent": request.GET.get("parent", "")[:200]})


@permission(EDIT)
def create_confirm(request: HttpRequest) -> HttpResponse:
    """Show what will be made, and make it."""
    return _confirm(request, CREATE, "")


@permission(EDIT)
def change(request: HttpRequest, path: str, verb: str) -> HttpResponse:
    """Ask how the agency changes."""
    chosen, found = _verb(verb), _needed(path)
    return _ask(request, chosen, found.path, chosen.initial(found))


@permission(EDIT)
def confirm(request: HttpRequest, path: str, verb: str) -> HttpResponse:
    """Show what the change does, and do it."""
    return _confirm(request, _verb(verb), _needed(path).path)


@require_safe
@public(PUBLIC_FACTS)
def portal(request: HttpRequest) -> HttpResponse:
    """Show the province's agencies by kind; with a word, those that it may mean."""
    asked = clean(request.GET.get("q", ""))[:200]
    found = api.find_agencies(text=asked) if asked else ()
    shown = [(a, TYPE_WORDS[a.type], _followers(a)) for a in found]
    context = {"q": asked, "found": shown, "kinds": list(_by_kind())}
    return varying(render(request, "identity/agencies_found.html" if wants_part(request) else _PORTAL, context))


@require_safe
@public(PUBLIC_FACTS)
def portal_agency(request: HttpRequest, path: str) -> HttpResponse:
    """Show one agency in plain words."""
    return pages.render(request, PUBLIC_PAGE, sheet(path, "identity:agency"))


_PORTAL = "identity/agencies_portal.html"
_ORDER = (
    AgencyType.COMMITTEE,
    AgencyType.COUNCIL,
    AgencyType.DEPARTMENT,
    AgencyType.AGENCY,
    AgencyType.PARTY,
    AgencyType.ORGANISATION,
    AgencyType.SERVICE_UNIT,
    AgencyType.SCHOOL,
    AgencyType.COMMUNE,
)


def _followers(agency: Agency) -> tuple[Agency, ...]:
    """Return who has the work of an agency that is gone."""
    return api.successors(path=agency.path).heirs if agency.valid_to else ()


def _by_kind() -> Iterator[tuple[str, list[Agency]]]:
    shown = [a for a in api.agencies() if a.type in _ORDER]
    shown.sort(key=lambda a: (_ORDER.index(a.type), a.path))
    for kind, members in groupby(shown, key=lambda a: a.type):
        yield TYPE_WORDS[kind], list(members)


def _list(request: HttpRequest, *, gone: bool) -> HttpResponseBase:
    context = {"may_edit": viewer_of(request).may(EDIT), "gone": gone}
    fetch = partial(api.list_agencies, gone=gone)
    return tables.respond(request, LINKED, fetch, template="identity/agencies.html", context=context)


def _verb(verb: str) -> Verb:
    if verb not in VERBS:
        raise Missing(N_("There is nothing at this address."))
    return VERBS[verb]


def _needed(path: str) -> Agency:
    return api.agency_history(path=path).agency


def _ask(request: HttpRequest, verb: Verb, path: str, initial: dict[str, Any]) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()

    def show(data: dict[str, Any]) -> str:
        api.preview_agency_change(change=verb.change(path, data), viewer=viewer, now=now)
        typed = {name: request.POST.getlist(name) for name in verb.form.base_fields}
        return f"{_place(verb, path, 'confirm')}?{urlencode(typed, doseq=True)}"

    return forms.respond(
        request, verb.form, show, title=_title(verb, path), action=_("See what it does"), initial=initial
    )


def _confirm(request: HttpRequest, verb: Verb, path: str) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    effects: tuple[Effect, ...] = ()
    if request.method == "GET":
        typed = verb.form(request.GET)
        if not typed.is_valid():
            return redirect(_place(verb, path, "change"))
        effects = api.preview_agency_change(change=verb.change(path, typed.cleaned_data), viewer=viewer, now=now)

    def do(data: dict[str, Any]) -> str:
        done = api.change_agency(change=verb.change(path, data), viewer=viewer, now=now)
        return reverse("studio-identity:agency", args=[path or done[0].path])

    context = {"sentences": [sentence(effect) for effect in effects], "back": _place(verb, path, "change")}
    return forms.respond(
        request,
        agency_forms.hidden(verb.form),
        do,
        title=_title(verb, path),
        action=_("Do it"),
        initial=_typed(request, verb),
        template="identity/agency_confirm.html",
        context=context,
    )


def _typed(request: HttpRequest, verb: Verb) -> dict[str, Any]:
    """Return what the address line carries of a form, for its hidden inputs."""
    return {
        name: request.GET.getlist(name) if isinstance(field, MultipleChoiceField) else request.GET.get(name, "")
        for name, field in verb.form.base_fields.items()
    }


def _title(verb: Verb, path: str) -> str:
    return f"{verb.title}: {_needed(path).name}" if path else str(verb.title)


def _place(verb: Verb, path: str, step: str) -> str:
    if verb is CREATE:
        return reverse(
            "studio-identity:agency-create-confirm" if step == "confirm" else "studio-identity:agency-create"
        )
    return reverse(f"studio-identity:agency-{step}", args=[path, verb.id])
