"""The door of what the desk shows of figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from honglam.base.access import Viewer
from honglam.base.periods import Period
from honglam.engines.indicator.contracts import Scope, Value
from honglam.engines.indicator.contracts.desk import Cell, Due, Heap, Late, Read
from honglam.engines.indicator.service import desking, importing, verifying
from honglam.engines.indicator.service import due as due_service
from honglam.engines.indicator.service import scopes as scope_service
from honglam.engines.indicator.service.entering import ENTER
from honglam.engines.indicator.service.verifying import VIEW
from honglam.kit import tables


def due(*, viewer: Viewer, now: datetime) -> tuple[Due, ...]:
    """Return the figures that the viewer's agencies still have to submit, the oldest first."""
    return due_service.due(viewer=viewer, right=ENTER, now=now)


def overdue(*, viewer: Viewer, now: datetime) -> tuple[Due, ...]:
    """Return the figures that are late at the agencies whose figures the viewer sees, the oldest first."""
    return tuple(each for each in due_service.due(viewer=viewer, right=VIEW, now=now) if each.late)


def late_by_agency(*, found: Iterable[Due]) -> tuple[Late, ...]:
    """Return with whom late figures lie, those with the most first."""
    return due_service.late_by_agency(found)


def grid(*, period: Period, viewer: Viewer, code: str = "") -> tuple[Cell, ...]:
    """Return the figures of a period that the viewer enters, of one indicator or of all that are taken so often."""
    return due_service.grid(period=period, viewer=viewer, right=ENTER, code=code)


def figure_table(*, heap: Heap, viewer: Viewer) -> tables.Table:
    """Return the list of figures as this viewer has it."""
    return desking.table(heap=heap, viewer=viewer)


def figures(*, query: tables.Query, viewer: Viewer, heap: Heap) -> tables.Answer:
    """Answer a question about the list of figures."""
    return desking.listed(query=query, viewer=viewer, heap=heap)


def counts(*, viewer: Viewer) -> Mapping[Heap, int]:
    """Return how much lies on each heap, up to 100."""
    return desking.counts(viewer=viewer)


def names(*, scopes: Iterable[Scope]) -> Mapping[Scope, str]:
    """Return what people call scopes."""
    return scope_service.named(scopes)


def doable(*, value: Value, viewer: Viewer) -> tuple[str, ...]:
    """Return the steps that a viewer may do with a figure: `submit`, `verify`, `publish`, `give_back`, `take_back`."""
    return verifying.doable(value=value, viewer=viewer)


# Spreadsheets


def template(*, period: Period, viewer: Viewer, code: str = "") -> bytes:
    """Return a spreadsheet with a row for each figure of a period that the viewer enters, and what stands there."""
    return importing.template(grid(period=period, viewer=viewer, code=code))


def keep_sheet(*, body: bytes, name: str, viewer: Viewer, now: datetime) -> UUID:
    """Keep a spreadsheet for a day and return its id; nothing is entered yet.

    Raises:
        Refusal: it is no XLSX, holds more than a list can, or has no table with our headings.
    """
    return importing.keep(body=body, name=name, viewer=viewer, now=now)


def read_sheet(*, file_id: UUID, viewer: Viewer, now: datetime) -> tuple[str, tuple[Read, ...]]:
    """Return the name of a spreadsheet and what would become of each of its lines.

    Raises:
        Missing: it is gone, or somebody else sent it.
    """
    return importing.read(file_id=file_id, viewer=viewer, now=now)


def sheet_with_errors(*, file_id: UUID, viewer: Viewer, now: datetime) -> tuple[str, bytes]:
    """Return name and content of a copy with the mistakes written in. Raises as `read_sheet`."""
    return importing.with_errors(file_id=file_id, viewer=viewer, now=now)


def import_sheet(*, file_id: UUID, only_good: bool, viewer: Viewer, now: datetime) -> tuple[Read, ...]:
    """Enter the figures of a spreadsheet as drafts and say of each line what became of it; again, it changes nothing.

    Raises:
        Missing: as `read_sheet`.
        Refusal: lines are wrong and `only_good` is not set.
    """
    return importing.run(file_id=file_id, only_good=only_good, viewer=viewer, now=now)
