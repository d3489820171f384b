"""The list of the ledger's entries."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from honglam.base.access import Kind as Account
from honglam.base.access import Viewer
from honglam.kit.naming import verbs
from honglam.kit.tables import Column, Kind, Table

ACCOUNTS = (
    (Account.OFFICER.value, _("Officer")),
    (Account.CITIZEN.value, _("Citizen")),
    (Account.BUSINESS.value, _("Business")),
    (Account.SYSTEM.value, _("The platform itself")),
    (Account.ANONYMOUS.value, _("Not signed in")),
)

ENTRIES = Table(
    id="audit.entries",
    title=_("Ledger"),
    order="-id",
    scope="agency",
    permission="audit.view",
    empty=_(
        "Whatever is changed, and every reading of a person's data, will stand here. Widen the filters to see more."
    ),
    columns=(
        Column(
            id="id",
            title=_("Number"),
            help=_("Number of the entry"),
            kind=Kind.NUMBER,
            decimals=0,
            link="studio-audit:entry",
        ),
        Column(id="at", title=_("When"), help=_("When it was written"), kind=Kind.MOMENT, filter=True, sort=False),
        Column(id="actor_name", title=_("Who"), help=_("Name of who acted"), filter=True, sort=False),
        Column(
            id="actor_kind",
            title=_("Sort of account"),
            help=_("The sort of account that acted"),
            kind=Kind.CHOICE,
            choices=ACCOUNTS,
            filter=True,
            shown=False,
            sort=False,
        ),
        Column(
            id="actor",
            title=_("Account"),
            help=_("Id of the account that acted"),
            kind=Kind.CODE,
            filter=True,
            shown=False,
            sort=False,
        ),
        Column(
            id="verb",
            title=_("What was done"),
            help=_("Its verb"),
            kind=Kind.CHOICE,
            choices=tuple(sorted(verbs().items())),
            filter=True,
            sort=False,
        ),
        Column(
            id="thing_kind",
            title=_("Sort of thing"),
            help=_("To what"),
            kind=Kind.CODE,
            filter=True,
            shown=False,
            sort=False,
        ),
        Column(id="thing_id", title=_("Thing"), help=_("Number of the thing"), kind=Kind.CODE, filter=True, sort=False),
        Column(
            id="agency",
            title=_("Agency"),
            help=_("Path of the agency that the thing belongs to"),
            kind=Kind.CODE,
            filter=True,
            sort=False,
        ),
        Column(
            id="person",
            title=_("Person"),
            help=_("Id of the person whom the data is about"),
            kind=Kind.CODE,
            filter=True,
            sort=False,
        ),
        Column(id="purpose", title=_("Why"), help=_("Case, task or sentence"), sort=False),
        Column(
            id="address",
            title=_("From where"),
            help=_("Network address"),
            kind=Kind.CODE,
            filter=True,
            shown=False,
            sort=False,
        ),
        Column(
            id="request",
            title=_("Request id"),
            help=_("Id of the request, as in the log"),
            kind=Kind.CODE,
            filter=True,
            shown=False,
            sort=False,
        ),
    ),
)
# Also what belongs to no agency: the platform's own acts and those of citizens.
EVERYTHING = replace(ENTRIES, id="audit.everything", scope="", permission="")


def reaches_all(viewer: Viewer) -> bool:
    """Tell whether a viewer sees the whole province's ledger: a path without a dot is its root."""
    return any("." not in path for path in viewer.reach("audit.view"))


def table_for(viewer: Viewer) -> Table:
    """Return the list as this viewer may see it."""
    return EVERYTHING if reaches_all(viewer) else ENTRIES
