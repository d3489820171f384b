"""The door of definitions: which registers there are, what a change would do, and doing it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden
from honglam.engines.register.contracts import Effect, Publication, Register
from honglam.engines.register.service import current, deploying, journal, loading, settling

DEFINE = "register.define"


def find(*, register: str) -> Register:
    """Return a deployed register.

    Raises:
        Missing: there is none of this id.
    """
    return current.definition(register)


def listed(*, group: str = "", owner: str = "") -> tuple[Register, ...]:
    """Return the deployed registers, of one sector or of one owner (path) when it is named, by sector and title."""
    found = current.listed()
    return tuple(r for r in found if (not group or r.group == group) and (not owner or r.owner == owner))


def preview(*, register: Register, viewer: Viewer, now: datetime) -> Effect:  # noqa: ARG001  (every door has its moment)
    """Return what publishing a definition would do: its steps in words, what would be lost, what stands against it.

    Raises:
        Forbidden: the viewer may not define registers.
        DefinitionRefused: a field cannot be followed from the deployed definition to this one.
    """
    _may(viewer)
    return deploying.preview(register)


def publish(*, register: Register, based_on: int, confirmed: bool, viewer: Viewer, now: datetime) -> Register:
    """Bring a definition into force and return it as it is deployed; when nothing changes, nothing is done.

    Args:
        register: with numbered fields.
        based_on: the deployed version that it was made from, 0 for a new register (`Effect.based_on`).
        confirmed: that what would be out of sight was seen and is meant.
        viewer: who publishes.
        now: the present moment.

    Raises:
        Forbidden: the viewer may not define registers.
        Conflict: another version is deployed by now, or the tables are too busy.
        DefinitionRefused: rows stand against it, or a field cannot be followed.
        Refusal: with code `not-confirmed`: something would be out of sight; or it would change a pack's own fields.
    """
    _may(viewer)
    return deploying.publish(register, based_on=based_on, confirmed=confirmed, by=viewer, now=now)


def journal_of(*, register: str, viewer: Viewer) -> tuple[Publication, ...]:
    """Return the publications of a register, the newest first.

    Raises:
        Forbidden: the viewer may not define registers.
    """
    _may(viewer)
    return journal.of(register)


def load_shipped(*, now: datetime) -> None:
    """Deploy the registers that packs bring; those that have not changed cost nothing.

    Raises:
        Refusal: definitions cannot be used; it says everything that is wrong with any of them.
    """
    loading.load_shipped(now=now)


def settle(*, register: str, told: Callable[[int, int], None]) -> bool:
    """Build indexes, validate checks and fill columns as a publication asked; return whether all of it could be done."""
    return settling.settle(register, told)


def unsettled() -> tuple[str, ...]:
    """Return the registers for which `settle` has work."""
    return settling.unsettled()


def _may(viewer: Viewer) -> None:
    if not viewer.may(DEFINE):
        raise Forbidden(DEFINE)
