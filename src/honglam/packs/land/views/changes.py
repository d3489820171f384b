"""Pages by which parcels change: parse, permit, one call, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from honglam.kit import forms
from honglam.kit.access import permission, viewer_of
from honglam.packs.land import api
from honglam.packs.land.contracts import Carry
from honglam.packs.land.forms import MergeForm, SplitForm, TransferForm, UndoForm

_PAGE = "desk-land:parcel"
_both = require_http_methods(["GET", "POST"])


@_both
@permission("land.edit")
def split(request: HttpRequest, parcel: UUID) -> HttpResponse:
    """Cut a parcel along a line."""

    def save(data: dict[str, Any]) -> str:
        change = api.changing.split(
            parcel=parcel,
            line=data["line"],
            carry=Carry(data["carry"]),
            document=data["document"],
            viewer=viewer_of(request),
            now=timezone.now(),
        )
        count = len(change.made)
        messages.success(request, ngettext("%(n)d parcel was made.", "%(n)d parcels were made.", count) % {"n": count})
        return reverse(_PAGE, args=[parcel])

    return _form(request, SplitForm, save, parcel, _("Split the parcel"), _("Split the parcel"))


@_both
@permission("land.edit")
def merge(request: HttpRequest, parcel: UUID) -> HttpResponse:
    """Make one parcel of neighbours."""

    def save(data: dict[str, Any]) -> str:
        viewer = viewer_of(request)
        others = api.parcels.neighbours(parcel=parcel, numbers=data["others"], viewer=viewer)
        change = api.changing.merge(
            parcels=[parcel, *others], document=data["document"], viewer=viewer, now=timezone.now()
        )
        return reverse(_PAGE, args=[change.made[0]])

    return _form(request, MergeForm, save, parcel, _("Merge parcels"), _("Merge parcels"))


@_both
@permission("land.edit")
def transfer(request: HttpRequest, right: UUID) -> HttpResponse:
    """Give a right to somebody else."""

    def save(data: dict[str, Any]) -> str:
        viewer = viewer_of(request)
        party = api.parcels.party(number=data["number"], viewer=viewer)
        parcel = api.changing.transfer(
            right=right, party=party, document=data["document"], viewer=viewer, now=timezone.now()
        )
        return reverse(_PAGE, args=[parcel])

    return forms.respond(request, TransferForm, save, title=_("Transfer the right"), action=_("Transfer the right"))


@_both
@permission("land.edit")
def undo(request: HttpRequest, change: UUID) -> HttpResponse:
    """Take a split or a merger back."""

    def save(data: dict[str, Any]) -> str:
        back = api.changing.undo(
            change=str(change), document=data["document"], viewer=viewer_of(request), now=timezone.now()
        )
        return reverse(_PAGE, args=[back[0]])

    return forms.respond(request, UndoForm, save, title=_("Undo the change"), action=_("Undo"))


@require_POST
@permission("land.edit")
def measure(request: HttpRequest) -> HttpResponse:
    """Ask for the clean-up lists of a commune to be worked out anew."""
    api.cleaning.ask_measure(commune=request.POST.get("commune", "")[:10], viewer=viewer_of(request))
    messages.success(request, _("The lists of this commune are being worked out anew; it takes some seconds."))
    return redirect("desk-land:cleaning")


def _form(  # noqa: PLR0913, PLR0917  (what such a page shows)
    request: HttpRequest,
    form: type[forms.Form],
    save: Callable[[dict[str, Any]], str],
    parcel: UUID,
    title: str,
    action: str,
) -> HttpResponse:
    """Show the form beside the parcel that it is about."""
    found = api.parcels.dossier(parcel=parcel, viewer=viewer_of(request), now=timezone.now())
    context = {"dossier": found, "corners": api.parcels.corners(parcel=found.parcel)}
    return forms.respond(request, form, save, title=title, action=action, template="land/change.html", context=context)
