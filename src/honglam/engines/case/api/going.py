"""The door for those who go to where cases lie."""

from __future__ import annotations

from collections.abc import Iterable

from honglam.base.access import Viewer
from honglam.engines.case.contracts.going import Going
from honglam.engines.case.service.desk import going as places


def going(*, procedure: str, elements: Iterable[str], viewer: Viewer, most: int = 60) -> tuple[Going, ...]:
    """Return open tasks of some steps of a procedure whose cases have a place, where the viewer may do them.

    Those that are due first come first.
    """
    return places.going(procedure=procedure, elements=elements, viewer=viewer, most=most)
