"""The door of definitions: which registers there are, what a change would do, and doing it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden
from honglam.engines.register.contracts import Astray, Effect, Publication, Register, Uploaded
from honglam.engines.register.service import (
    current,
    deploying,
    dictionary_writing,
    documents,
    journal,
    loading,
    owning,
    settling,
    watching,
)

DEFINE = "register.define"
_PROVINCE = "H27"  # answers for what names nobody


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
    _may(viewer, register)
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
    _may(viewer, register)
    return deploying.publish(register, based_on=based_on, confirmed=confirmed, by=viewer, now=now)


def read_document(*, content: bytes, name: str) -> Register:
    """Return the register that a file defines: TOML, YAML, JSON, or an Excel data dictionary.

    Args:
        content: the file.
        name: of the file; it tells the form where the content does not.

    Returns:
        The register with the numbers of the deployed one of the same id where they follow from the names.

    Raises:
        DefinitionRefused: with all faults, also where it is not clear whether a field is new.
        Refusal: it is of no form that we read, or too large.
    """
    return owning.followed(documents.read(content, name))


def uploaded(*, content: bytes, name: str) -> Uploaded:
    """Return what a file says, with all its faults, all that was guessed, and a marked copy of a spreadsheet.

    Raises:
        Refusal: it is of no form that we read, or too large.
    """
    return documents.uploaded(content, name)


def document(*, register: str, form: str) -> bytes:
    """Return the definition of a deployed register as `toml`, `yaml`, `json`, `xlsx` or `table-schema`.

    Raises:
        Missing: there is no such register.
        Refusal: there is no such form.
    """
    return documents.document(current.definition(register), form)


def dictionary_template() -> bytes:
    """Return the Excel data dictionary to begin with: an example, drop-downs, and what each column means."""
    return dictionary_writing.template()


def preview_as_operator(*, register: Register) -> Effect:
    """As `preview`, for who has the machine's command line. Raises DefinitionRefused."""
    return deploying.preview(register)


def publish_as_operator(*, register: Register, based_on: int, confirmed: bool, now: datetime) -> Register:
    """As `publish`, for who has the machine's command line; the journal says that nobody signed in did it."""
    return deploying.publish(register, based_on=based_on, confirmed=confirmed, by=None, now=now)


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
    """Build indexes, validate checks and fill columns as a publication asked; return whether all could be done."""
    return settling.settle(register, told)


def moved(*, error: BaseException) -> bool:
    """Tell whether something failed because a publication changed a table under it, and forget what was remembered.

    Whoever did it outside a transaction may do it once more: the definition is looked up anew.
    """
    found = current.moved(error)
    if found:
        current.forget()
    return found


def astray() -> Astray:
    """Return whether the tables are as their definitions say, by a look into PostgreSQL's catalogue."""
    return watching.astray()


def unsettled() -> tuple[str, ...]:
    """Return the registers for which `settle` has work."""
    return settling.unsettled()


def _may(viewer: Viewer, register: Register | None = None) -> None:
    """Let who may define registers of the agency that answers for this one, now and afterwards.

    Raises:
        Forbidden: they may not.
    """
    if not viewer.may(DEFINE):
        raise Forbidden(DEFINE)
    if register is not None:
        owners = {register.owner, *(each.owner for each in current.listed() if each.id == register.id)}
        if not all(viewer.may(DEFINE, agency=owner or _PROVINCE) for owner in owners):
            raise Forbidden(DEFINE)
