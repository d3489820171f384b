"""The door of exports: records that somebody takes away as a file."""

from __future__ import annotations

from datetime import datetime

from honglam.base.access import Viewer
from honglam.engines.register.contracts.exports import Export, Form
from honglam.engines.register.service.exporting import asking


def ask(  # noqa: PLR0913  (what an export is)
    *,
    register: str,
    form: Form,
    viewer: Viewer,
    now: datetime,
    search: str = "",
    personal: bool = False,
    reason: str = "",
) -> Export:
    """Ask for an export; a job writes it, and the ledger keeps who asked and what for.

    Args:
        register: its id.
        form: of the file.
        viewer: who asks; only records that they may see are in it.
        now: the moment.
        search: filters, as the address of the list has them.
        personal: personal data too; then only records over which the viewer has that right.
        reason: what they are needed for.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may see no records of it, or not what is personal in them.
        Refusal: a filter cannot be meant, no reason is given for personal data, or too many are under way.
    """
    return asking.ask(
        register=register, form=form, search=search, personal=personal, reason=reason, viewer=viewer, now=now
    )


def run(*, export: int, now: datetime) -> int:
    """Write an export; return how many records are in it. The job's verb."""
    return asking.run(export=export, now=now)


def listed(*, register: str, viewer: Viewer) -> tuple[Export, ...]:
    """Return the viewer's own exports of a register, the newest first. Raises as `ask`."""
    return asking.listed(register=register, viewer=viewer)


def export(*, export: int, viewer: Viewer) -> Export:
    """Return one of the viewer's own exports, by its number.

    Raises:
        Missing: there is none such, or it is somebody else's.
    """
    return asking.one(export=export, viewer=viewer)


def forms(*, register: str, viewer: Viewer) -> tuple[Form, ...]:
    """Return the forms in which a register can be taken away. Raises as `ask`."""
    return asking.forms(register=register, viewer=viewer)


def left_out(*, register: str) -> tuple[str, ...]:
    """Return the titles of the fields that are in a file only for a reason."""
    return asking.left_out(register=register)


def tidy(*, now: datetime) -> int:
    """Remove the files whose time is over; return how many."""
    return asking.tidy(now=now)


def may_read(*, key: str, viewer: Viewer) -> bool:
    """Tell whether the file of an export is this viewer's."""
    return asking.may_read(key=key, viewer=viewer)


def may_write(*, key: str, viewer: Viewer) -> bool:
    """Tell whether this viewer writes or removes the file of an export."""
    return asking.may_write(key=key, viewer=viewer)
