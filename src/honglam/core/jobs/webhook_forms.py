"""Forms of webhooks."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from honglam.core.jobs import api
from honglam.core.jobs.contracts import WebhookEntry
from honglam.kit import forms


class WebhookForm(forms.Form):
    """What is entered of a webhook."""

    name = forms.Text(label=_("Name"), max_length=120, help_text=_("What people call the system that is told."))
    address = forms.Text(
        label=_("Address"), max_length=500, help_text=_("Where events are sent by POST, whole and with https.")
    )
    agency = forms.Text(
        label=_("Agency"), max_length=200, help_text=_("Path; only events of this agency and those below it are sent.")
    )
    types = django_forms.MultipleChoiceField(
        label=_("Events"),
        choices=lambda: [(name, name) for name, _said in api.event_types()],
        widget=django_forms.CheckboxSelectMultiple,
        help_text=_("A star stands for all events of a room. What each says stands in the reference of events."),
    )


class ConfirmForm(forms.Form):
    """Nothing is entered: who sends it means it."""


def entry(data: dict[str, Any]) -> WebhookEntry:
    """Return what was entered."""
    return WebhookEntry(data["name"], data["address"], tuple(data["types"]), data["agency"])


def initial(known: WebhookEntry) -> dict[str, Any]:
    """Return what the form shows of a webhook."""
    return {"name": known.name, "address": known.address, "types": list(known.types), "agency": known.agency}
