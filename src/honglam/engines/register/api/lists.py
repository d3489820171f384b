"""Lists of records: rows, what a typed name may mean, saved views."""

from __future__ import annotations

from honglam.base.access import Viewer
from honglam.engines.register.contracts import Register, View, ViewScope
from honglam.engines.register.service import current, listing, reach, suggesting, viewing
from honglam.kit import tables


def rows(*, register: str, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the records of a register, which `table` describes.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may see no records of it.
    """
    return listing.rows(current.definition(register), query=query, viewer=viewer)


def table(*, register: str, viewer: Viewer) -> tables.Table:
    """Return the list of a register as this viewer may use it. Raises as `rows`."""
    return listing.table_of(_open(register, viewer), viewer)


def definition(*, register: str, viewer: Viewer) -> Register:
    """Return a register whose records the viewer may see. Raises as `rows`."""
    return _open(register, viewer)


def suggest(*, register: str, field: str, text: str, viewer: Viewer) -> list[tuple[str, str]]:
    """Return key and name of what a reference may be meant to be, the likeliest first; none for another field.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may see no records of it.
    """
    known = _open(register, viewer)
    group, _dot, name = field.rpartition(".")
    fields = known.field(group).fields if group and group in {each.name for each in known.groups} else known.fields
    found = next((each for each in (*fields, listing.AGENCY) if each.name == name), None)
    return suggesting.suggest(found, text=text, viewer=viewer) if found else []


def views(*, register: str, viewer: Viewer) -> tuple[View, ...]:
    """Return the saved views that the viewer sees, by name. Raises as `rows`."""
    return viewing.views(_open(register, viewer), viewer)


def save_view(*, register: str, name: str, query: str, scope: ViewScope, viewer: Viewer) -> View:
    """Keep a view of a list under a name; one of the viewer's own with this name is replaced.

    Raises:
        Refusal: it has no name, there are too many, or the query cannot be meant.
    """
    return viewing.save(current.definition(register), name=name, query=query, scope=scope, viewer=viewer)


def remove_view(*, register: str, view: int, viewer: Viewer) -> None:
    """Remove a view of the viewer's own.

    Raises:
        Missing: they have none such.
    """
    viewing.remove(current.definition(register), view=view, viewer=viewer)


def _open(register: str, viewer: Viewer) -> Register:
    known = current.definition(register)
    reach.see(known, viewer)
    return known
