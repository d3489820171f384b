"""Pages of sharing records with other agencies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from honglam.base.access import Viewer
from honglam.engines.register.api import lists, pages, records
from honglam.engines.register.contracts.keeping import Share
from honglam.engines.register.record_forms import EndForm, share_form
from honglam.engines.register.views.desk_words import crumbs
from honglam.kit import forms
from honglam.kit.access import signed_in, viewer_of

RIGHT = "register.share"


@signed_in
def shares(request: HttpRequest, register: str) -> HttpResponse:
    """Show what is shared with whom, until when; who may share gives a new one here."""
    viewer, now = viewer_of(request), timezone.now()
    definition = lists.definition(register=register, viewer=viewer)
    agencies = pages.agencies()
    mine = [(path, name) for path, name in agencies if viewer.may(RIGHT, path)]

    def save(data: dict[str, Any]) -> str:
        records.share(register=register, viewer=viewer, now=now, **data)
        messages.success(request, _("The records are shared."))
        return reverse("desk-register:shares", args=[register])

    shown = {"shares": _named(register, viewer, now), "may_share": bool(mine)}
    return forms.respond(
        request,
        share_form(agencies=agencies, mine=mine),
        save,
        title=_("Sharing"),
        action=_("Share"),
        initial={"agency": next((path for path, _name in mine if path == definition.owner), "")},
        context={**crumbs(definition, _("Sharing")), **shown},
        template="register/records_shares.html",
    )


def _named(register: str, viewer: Viewer, now: datetime) -> list[tuple[Share, str, str, bool]]:
    """Return the shares with the names of their agencies, and whether the viewer may end each."""
    return [
        (
            each,
            pages.agency_name(path=each.agency),
            pages.agency_name(path=each.to),
            not each.ended and viewer.may(RIGHT, each.agency),
        )
        for each in records.shares(register=register, viewer=viewer, now=now)
    ]


@signed_in
def end(request: HttpRequest, register: str, share: int) -> HttpResponse:
    """End a share before its time, saying why."""
    viewer, now = viewer_of(request), timezone.now()
    definition = lists.definition(register=register, viewer=viewer)

    def save(data: dict[str, Any]) -> str:
        records.end_share(register=register, share=share, reason=data["reason"], viewer=viewer, now=now)
        messages.success(request, _("The share is ended."))
        return reverse("desk-register:shares", args=[register])

    return forms.respond(
        request,
        EndForm,
        save,
        title=_("End this share"),
        action=_("End it"),
        context=crumbs(definition, _("End this share")),
        template="register/form.html",
    )
