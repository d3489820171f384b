"""Reading the ledger: for inspectors, and for the person whom the data is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.audit import service
from honglam.core.audit.contracts import READ, Act, Entry, Glimpse, Root
from honglam.core.audit.hooks import agency_names
from honglam.core.audit.models import Entry as Row
from honglam.core.audit.models import Head
from honglam.core.audit.tables import reaches_all, table_for
from honglam.kit import tables

EXPORTED = "audit.entries.exported"


def entries(query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list."""
    return tables.answer(Row.objects.all(), table_for(viewer), query, viewer)


def newest(kind: str, limit: int) -> tuple[Entry, ...]:
    """Return the newest entries about things of a kind."""
    rows = Row.objects.filter(thing_kind=kind, person="").order_by("-pk")[:limit]
    return tuple(service.entry_of(row) for row in rows)


def readings(thing: str, limit: int) -> tuple[Entry, ...]:
    """Return who read a person's data in one thing, the newest first."""
    kind, _colon, number = thing.partition(":")
    rows = Row.objects.filter(thing_kind=kind, thing_id=number, verb=READ).order_by("-pk")[:limit]
    return tuple(service.entry_of(row) for row in rows)


def note_export(asked: Mapping[str, str]) -> None:
    """Write down that somebody takes entries away as a file."""
    service.write([Act(EXPORTED, "ledger:all", after={"filters": dict(asked)})])


def entry(number: int, viewer: Viewer) -> Entry:
    """Return one entry within the viewer's reach; that a person's data was shown stands on the ledger itself."""
    row = Row.objects.filter(pk=number).first()
    if row is None or not (reaches_all(viewer) or viewer.may("audit.view", row.agency)):
        raise Missing(
            N_("There is no entry with this number, or its time is over."),
            remedy=N_("Look for it in the list of the ledger."),
        )
    found = service.entry_of(row)
    if found.person:
        shown: Mapping[str, object] = {**(found.before or {}), **(found.after or {})}
        act = Act(READ, f"entry:{number}", found.agency, person=found.person, fields=tuple(shown))
        service.write_reading(act)
    return found


def mirror(person: str, before: int | None, limit: int) -> tuple[Glimpse, ...]:
    """Return who read a person's data, the newest first."""
    rows = Row.objects.filter(person=person, verb=READ).exclude(actor=person).order_by("-id")
    found = list(rows.filter(pk__lt=before)[:limit] if before else rows[:limit])
    names = agency_names(row.actor_agency for row in found)
    return tuple(
        Glimpse(row.pk, row.at, row.actor_kind, names.get(row.actor_agency, ""), tuple(row.fields), row.purpose)
        for row in found
    )


def roots(before: date | None, limit: int) -> tuple[Root, ...]:
    """Return the published roots, the newest first."""
    rows = Head.objects.filter(day__isnull=False).order_by("-day")
    found = rows.filter(day__lt=before)[:limit] if before else rows[:limit]
    return tuple(Root(row.day, row.size, bytes(row.root).hex(), row.at, row.key) for row in found if row.day)
