"""The studio's pages of notices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from honglam.core.notices import api
from honglam.core.notices.contracts import State
from honglam.core.notices.forms import PriceForm
from honglam.core.notices.pages import PAGE
from honglam.core.notices.tables import OUTGOING
from honglam.kit import forms, pages, tables
from honglam.kit.access import permission, viewer_of

_TABS = (
    ("list", _("Outgoing")),
    ("channels", _("Channels")),
    ("templates", _("Templates")),
    ("costs", _("Costs")),
)


def _tabs(chosen: str) -> list[tuple[str, Any, bool]]:
    return [(reverse(f"studio-notices:{name}"), word, name == chosen) for name, word in _TABS]


@require_safe
@permission("notices.view")
def outgoing(request: HttpRequest) -> HttpResponseBase:
    """Show the messages that left."""
    context = {"tabs": _tabs("list")}
    return tables.respond(request, OUTGOING, api.outgoing_list, template="notices/outgoing.html", context=context)


@require_safe
@permission("notices.view")
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """Show one message and what became of it."""
    viewer = viewer_of(request)
    found = api.message(message_id=message_id, viewer=viewer)
    may = found.state is State.FAILED and viewer.may("notices.edit")
    return pages.render(request, PAGE, found, template="notices/message.html", context={"may_resend": may})


@require_POST
@permission("notices.edit")
def resend(request: HttpRequest, message_id: int) -> HttpResponse:
    """Send a failed message once more."""
    api.resend(message_id=message_id, viewer=viewer_of(request), now=timezone.now())
    return redirect("studio-notices:message", message_id)


@require_safe
@permission("notices.view")
def channels(request: HttpRequest) -> HttpResponse:
    """Show how the channels stand."""
    context = {"tabs": _tabs("channels"), "channels": api.health(now=timezone.now())}
    return render(request, "notices/channels.html", context)


@require_safe
@permission("notices.view")
def costs(request: HttpRequest) -> HttpResponse:
    """Show what SMS cost, by agency and month."""
    viewer = viewer_of(request)
    context = {
        "tabs": _tabs("costs"),
        "costs": api.costs(viewer=viewer),
        "prices": api.prices(),
        "may_edit": viewer.may("notices.edit"),
    }
    return render(request, "notices/costs.html", context)


@permission("notices.edit")
def price(request: HttpRequest) -> HttpResponse:
    """Enter a price."""

    def save(data: dict[str, Any]) -> str:
        api.set_price(**data, viewer=viewer_of(request), now=timezone.now())
        return reverse("studio-notices:costs")

    return forms.respond(request, PriceForm, save, title=_("Price of an SMS segment"))


@require_safe
@permission("notices.view")
def templates(request: HttpRequest) -> HttpResponse:
    """Show all templates."""
    return render(request, "notices/templates.html", {"tabs": _tabs("templates"), "previews": api.previews()})


@require_safe
@permission("notices.view")
def template(request: HttpRequest, template: str) -> HttpResponse:
    """Show one template in both languages, on the page and as it leaves the platform."""
    return render(request, "notices/template.html", {"preview": api.preview(template=template)})
