"""The page of one webhook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Viewer
from honglam.core.jobs.contracts import Call, Ended, Webhook
from honglam.kit import pages
from honglam.kit.pages import Action, Attribute, AttributesPanel, Kind, OwnPanel

RIGHT = "jobs.webhooks"
ENDED = {
    Ended.FAILING: _("The platform, because nothing was taken there for three days"),
    Ended.GONE: _("The platform, because it answered that nothing is wanted there any more"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the page."""

    webhook: Webhook
    calls: tuple[Call, ...]


def _calls(sheet: Sheet, viewer: Viewer) -> dict[str, Any]:
    return {"webhook": sheet.webhook, "calls": sheet.calls, "may_edit": viewer.may(RIGHT, sheet.webhook.entry.agency)}


def _page(name: str) -> Any:
    return lambda sheet: reverse(f"studio-jobs:{name}", args=[sheet.webhook.id])


WEBHOOK = pages.Page(
    id="jobs.webhook",
    title=lambda sheet: sheet.webhook.entry.name,
    left=(
        AttributesPanel(
            id="facts",
            title=_("About it"),
            attributes=(
                Attribute(id="webhook.entry.address", title=_("Address"), kind=Kind.CODE),
                Attribute(id="webhook.entry.types", title=_("Events"), kind=Kind.LIST),
                Attribute(id="webhook.entry.agency", title=_("Agency"), kind=Kind.CODE),
                Attribute(id="webhook.owner_name", title=_("Who answers for it")),
            ),
        ),
    ),
    right=(
        AttributesPanel(
            id="state",
            title=_("How it stands"),
            attributes=(
                Attribute(id="webhook.enabled", title=_("Switched on"), kind=Kind.FLAG),
                Attribute(
                    id="ended",
                    title=_("Switched off by"),
                    value=lambda sheet: ENDED[sheet.webhook.ended_why] if sheet.webhook.ended_why else "",
                ),
                Attribute(id="webhook.failing_since", title=_("Failing since"), kind=Kind.DATE),
                Attribute(id="webhook.last_at", title=_("Last called"), kind=Kind.DATE),
                Attribute(id="webhook.last_code", title=_("Answer"), kind=Kind.NUMBER),
                Attribute(id="webhook.made_at", title=_("Made"), kind=Kind.DATE),
            ),
        ),
    ),
    wide=(
        OwnPanel(
            id="calls",
            title=_("Last calls"),
            own_template="jobs/calls.html",
            reason="each line has a button to make the call again, with the answer beside",
            read=_calls,
        ),
    ),
    actions=(
        Action(title=_("Change"), href=_page("change-webhook"), icon="pencil", permission=RIGHT),
        Action(title=_("Send a test call"), href=_page("try-webhook"), icon="send", permission=RIGHT),
        Action(title=_("Make a new secret"), href=_page("renew-webhook"), icon="key", permission=RIGHT),
        Action(
            title=_("Switch off"),
            href=_page("webhook-off"),
            permission=RIGHT,
            when=lambda sheet: sheet.webhook.enabled,
        ),
        Action(
            title=_("Switch on"),
            href=_page("webhook-on"),
            permission=RIGHT,
            when=lambda sheet: not sheet.webhook.enabled,
        ),
        Action(title=_("Remove the webhook"), href=_page("remove-webhook"), icon="trash", permission=RIGHT),
    ),
)
