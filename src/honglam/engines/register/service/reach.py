"""How far somebody sees in a register: by their own rights, and by what other agencies share with theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db import connection

from honglam.base.access import Grant, Viewer, covers
from honglam.base.errors import Forbidden, Missing
from honglam.base.words import N_
from honglam.engines.register.contracts import Register

# The clock of the database decides, so that a share ends in every process at the same moment.
_IN_FORCE = 'SELECT agency, "to", personal FROM register_share WHERE register = %s AND ends_at > clock_timestamp()'


def seen_by(register: Register, viewer: Viewer) -> Viewer:
    """Return the viewer with the rights that shares give them: over the records of other agencies, for `kit.tables`.

    A share opens records to those who may see records of this register at all, and what is personal to those who may
    see that; it gives nobody a right that they hold nowhere.
    """
    access = register.access
    if not viewer.agency or not viewer.may(access.view) or viewer.may(access.view, _top(viewer.agency)):
        return viewer
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, [register.id])
        shares = cursor.fetchall()
    given = {Grant(right, path) for path, right in _rights(register, viewer, shares)}
    return replace(viewer, grants=viewer.grants | given) if given else viewer


def _rights(register: Register, viewer: Viewer, shares: Iterable[tuple[str, str, bool]]) -> Iterable[tuple[str, str]]:
    for agency, to, personal in shares:
        if covers(to, viewer.agency):
            yield agency, register.access.view
            if personal and viewer.may(register.access.personal):
                yield agency, register.access.personal


def _top(agency: str) -> str:
    return agency.partition(".")[0]


def see(register: Register, viewer: Viewer) -> Viewer:
    """Return the viewer as `seen_by`, or refuse whoever may see no record of this register.

    Raises:
        Forbidden: they hold no right to see its records anywhere.
    """
    seen = seen_by(register, viewer)
    if not seen.may(register.access.view):
        raise Forbidden(register.access.view)
    return seen


def missing() -> Missing:
    """Return the answer to whoever asks for a record that is not there, or is not theirs to know of."""
    return Missing(
        N_("There is no such record, or it belongs to an agency whose records you may not see."),
        remedy=N_("Look for it in the list."),
    )
