"""The list of clients, for the studio."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.kit.tables import Column, Kind, Table

# Value as the package keeps it → what people read.
USES = (
    ("authorization-code", _("People sign in at it")),
    ("client-credentials", _("It asks in its own name")),
)

CLIENTS = Table(
    id="identity.clients",
    title=_("Other systems"),
    order="name",
    search=("name", "client_id"),
    scope="agency__path",
    permission="identity.clients",
    empty=_("Systems at which people sign in with their account here stand here. Register the first one."),
    columns=(
        Column(id="name", title=_("Name"), help=_("What people call it"), link="studio-identity:client", filter=True),
        Column(
            id="use",
            title=_("Use"),
            help=_("Whether people sign in at it, or it asks in its own name"),
            kind=Kind.CHOICE,
            source="authorization_grant_type",
            choices=USES,
            filter=True,
            sort=False,
        ),
        Column(
            id="agency_name",
            title=_("Agency"),
            help=_("Which agency is answerable"),
            source="agency__name",
            filter=True,
        ),
        Column(id="enabled", title=_("Switched on"), help=_("Whether it may do anything"), kind=Kind.FLAG, filter=True),
        Column(id="used_at", title=_("Last used"), help=_("When it last got a token"), kind=Kind.MOMENT, sort=False),
        Column(
            id="client_id",
            title=_("Client id"),
            help=_("The name by which it introduces itself"),
            kind=Kind.CODE,
            shown=False,
        ),
    ),
)
