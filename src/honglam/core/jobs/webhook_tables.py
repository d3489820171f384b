"""The list of webhooks, for the studio and machines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.kit.tables import Column, Kind, Table

WEBHOOKS = Table(
    id="jobs.webhooks",
    title=_("Webhooks"),
    order="name",
    search=("name", "address"),
    scope="agency",
    permission="jobs.webhooks",
    empty=_("Addresses of other systems that are told at once of what happens here stand here. Make the first one."),
    columns=(
        Column(id="name", title=_("Name"), help=_("What people call it"), link="studio-jobs:webhook", filter=True),
        Column(id="address", title=_("Address"), help=_("Where events are sent"), sort=False),
        Column(id="agency", title=_("Agency"), help=_("Whose events it is told of"), kind=Kind.CODE, filter=True),
        Column(id="enabled", title=_("Switched on"), help=_("Whether it is called"), kind=Kind.FLAG, filter=True),
        Column(
            id="failing_since",
            title=_("Failing since"),
            help=_("Since when no call was taken"),
            kind=Kind.MOMENT,
            sort=False,
        ),
        Column(id="last_at", title=_("Last called"), help=_("When it was last called"), kind=Kind.MOMENT, sort=False),
        Column(id="last_code", title=_("Answer"), help=_("The status it answered then"), kind=Kind.NUMBER, sort=False),
    ),
)
