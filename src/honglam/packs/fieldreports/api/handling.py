"""What officers can do with a report beyond the steps of its case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing
from honglam.base.events import Envelope
from honglam.core.files.contracts import Box, Hiding
from honglam.engines.case import api as cases
from honglam.engines.case.hooks import Change
from honglam.packs.fieldreports.contracts import Beside, Handled
from honglam.packs.fieldreports.service import beside as looking
from honglam.packs.fieldreports.service import handling


def handled(*, code: str, viewer: Viewer, now: datetime) -> Handled:
    """Return what the desk shows of a report besides its case.

    Raises:
        Missing: there is none, or the viewer may not see it.
    """
    return handling.handled(sheet=cases.sheet(code=code, viewer=viewer, now=now), viewer=viewer)


def known(*, key: str) -> bool:
    """Tell whether a report of this name was taken already."""
    return handling.known(key)


def beside(*, code: str, viewer: Viewer, now: datetime) -> tuple[Beside, ...]:
    """Return open reports nearby that may be about the same and that the viewer may see. Raises as `handled`."""
    return looking.beside(sheet=cases.sheet(code=code, viewer=viewer, now=now), viewer=viewer, now=now)


def hiding(*, code: str, file_id: UUID, viewer: Viewer, now: datetime) -> Hiding:
    """Return what of a picture is hidden, or proposed to be.

    Raises:
        Missing: as `handled`, or the report has no such picture.
        Forbidden: the viewer's agencies had the report and have it no longer.
    """
    sheet = cases.sheet(code=code, viewer=viewer, now=now)
    return handling.hiding(sheet=sheet, file_id=file_id, viewer=viewer)


def hide(*, code: str, file_id: UUID, boxes: Iterable[Box], viewer: Viewer, now: datetime) -> None:
    """Make the picture that everybody may see. Raises as `hiding`, and Refusal for a box outside of the picture."""
    sheet = cases.sheet(code=code, viewer=viewer, now=now)
    handling.hide(sheet=sheet, file_id=file_id, boxes=boxes, viewer=viewer, now=now)


def add_after(  # noqa: PLR0913  (the facts of a picture)
    *, code: str, name: str, source: IO[bytes], taken: Mapping[str, Any], viewer: Viewer, now: datetime
) -> None:
    """Add a picture of how it is now; `taken` says when and where, as the device gives it (`at`, `lon`, `lat`).

    Raises:
        Missing, Forbidden: as `hiding`.
        Refusal: it is no picture, or too large.
    """
    sheet = cases.sheet(code=code, viewer=viewer, now=now)
    handling.add_after(sheet=sheet, name=name, source=source, taken=taken, viewer=viewer, now=now)


def merge(*, code: str, other: str, viewer: Viewer, now: datetime) -> None:
    """Say that another report is a duplicate of this one; who sent it is told with this one from then on.

    Raises:
        Missing, Forbidden: as `hiding`, for either.
        Conflict: the other is not being verified any more.
        Refusal: this one is itself a duplicate.
    """
    sheet = cases.sheet(code=code, viewer=viewer, now=now)
    handling.merge(sheet=sheet, code=other, viewer=viewer, now=now)


def unmerge(*, code: str, reason: str, viewer: Viewer, now: datetime) -> None:
    """Take a duplicate up again as a report of its own.

    Raises:
        Missing, Forbidden: as `hiding`.
        Conflict: it is none.
        Refusal: no reason is given, or it was taken up again too often.
    """
    handling.unmerge(sheet=cases.sheet(code=code, viewer=viewer, now=now), reason=reason, viewer=viewer, now=now)


def withdraw(*, code: str, reason: str, viewer: Viewer, now: datetime) -> None:
    """Take a report back from the public.

    Raises:
        Missing, Forbidden: as `hiding`.
        Refusal: no reason is given, or it is not published.
    """
    handling.withdraw(sheet=cases.sheet(code=code, viewer=viewer, now=now), reason=reason, viewer=viewer, now=now)


def file_stored(*, envelope: Envelope) -> None:
    """Hear of a new file: in a picture of a report, faces and number plates are looked for."""
    data = envelope.data
    with suppress(Missing, Conflict):  # taken away meanwhile; or it waits for the scanner, and is looked at when opened
        handling.propose(
            file_id=UUID(str(data["file"])), owner_kind=str(data["owner_kind"]), code=str(data["owner_id"])
        )


def check(code: str, element: str, outcome: Mapping[str, Any]) -> None:
    """Refuse what the forms of the steps cannot know."""
    handling.check(code, element, outcome)


def follow(change: Change) -> None:
    """Keep what the steps of a report say to this pack."""
    handling.follow(change)
