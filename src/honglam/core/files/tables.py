"""The list of files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.core.files.contracts import State
from honglam.kit.tables import Column, Table
from honglam.kit.tables import Kind as Holds

STATES = (
    (State.READY.value, _("Ready")),
    (State.QUARANTINE.value, _("Waits for the scanner")),
    (State.INFECTED.value, _("Virus found")),
    (State.DAMAGED.value, _("Damaged")),
)

FILES = Table(
    id="files.files",
    title=_("Files"),
    order="-uploaded_at",
    search=("name", "uploaded_name"),
    scope="agency",
    permission="files.view",
    empty=_("Files that people attach to dossiers, records and reports are listed here."),
    columns=(
        Column(id="name", title=_("Name"), help=_("Name of the file"), filter=True, link="studio-files:file"),
        Column(
            id="ending",
            title=_("Type"),
            help=_("The ending that goes with it."),
            kind=Holds.CODE,
            source="blob__ending",
            filter=True,
        ),
        Column(
            id="media_type",
            title=_("Media type"),
            help=_("Media type, by its content"),
            kind=Holds.CODE,
            filter=True,
            shown=False,
        ),
        Column(
            id="bytes",
            title=_("Size"),
            help=_("Bytes"),
            source="size",
            kind=Holds.NUMBER,
            decimals=0,
            unit="B",
            filter=True,
        ),
        Column(id="owner_kind", title=_("Belongs to"), help=_("Kind of its owner"), kind=Holds.CODE, filter=True),
        Column(
            id="owner_id", title=_("Of which"), help=_("Id of its owner"), kind=Holds.CODE, filter=True, shown=False
        ),
        Column(id="agency", title=_("Agency"), help=_("Path of the agency"), kind=Holds.CODE, filter=True),
        Column(
            id="state",
            title=_("State"),
            help=_("How its content stands"),
            kind=Holds.CHOICE,
            source="blob__state",
            choices=STATES,
            filter=True,
        ),
        Column(id="uploaded_name", title=_("Sent by"), help=_("Who sent it"), kind=Holds.PERSON),
        Column(id="uploaded_at", title=_("Received at"), help=_("When it was received"), kind=Holds.MOMENT),
    ),
)
