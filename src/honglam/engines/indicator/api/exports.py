"""The door of exports: workbooks, papers, and SDMX-CSV for machines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from honglam.base.access import Viewer
from honglam.engines.indicator.contracts import Scope
from honglam.engines.indicator.contracts.boards import Asked, Made
from honglam.engines.indicator.service import boards, exporting

FORMS = tuple(exporting.WRITERS)


def board(*, form: str, asked: Asked, viewer: Viewer, now: datetime) -> Made:
    """Return the board as a file: `xlsx`, `docx` or `pdf`.

    Raises:
        Refusal: there are too many indicators for one file.
        Missing: there is no such form.
    """
    return exporting.board(form=form, asked=asked, viewer=viewer, now=now)


def sight(  # noqa: PLR0913  (what a page of an indicator is)
    *, form: str, code: str, scope: Scope | None = None, on: date | None = None, viewer: Viewer | None, now: datetime
) -> Made:
    """Return the page of one indicator as a file; without a viewer, as everybody may see it.

    Raises:
        Missing: there is no such form, or no such indicator that may be seen.
    """
    found = boards.sight(code=code, scope=scope, on=on, viewer=viewer, now=now)
    return exporting.sight(form=form, found=found, now=now)


def sdmx(
    *, asked: Asked | None = None, codes: tuple[str, ...] = (), on: date | None = None, viewer: Viewer | None
) -> Iterator[str]:
    """Yield SDMX-CSV 2.0 with the published figures that a viewer may see, in pieces of some 64 KiB.

    Args:
        asked: only of this heading, agency or scope.
        codes: only of these indicators.
        on: what counted at the end of this day.
        viewer: who asks; None: everybody, who gets what is public.
    """
    return exporting.sdmx(asked=asked or Asked(), codes=codes, on=on, viewer=viewer)
