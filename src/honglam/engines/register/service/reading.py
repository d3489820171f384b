"""One record as the viewer may see it: now, at a moment, with what is personal when they say what they need it for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity import api as identity
from honglam.engines.register.contracts import Field, Record, Register, Target, TargetKind, Type
from honglam.engines.register.contracts.keeping import Look
from honglam.engines.register.service import checking, checking_names, history, masking, reach, suggesting
from honglam.engines.register.service.history import Version
from honglam.engines.register.service.writing_rows import Stored, load
from honglam.kit.access import require

PURPOSE_LETTERS = 500
_LOOKS = 50


def record(*, register: Register, id_: UUID, viewer: Viewer, as_of: datetime | None = None) -> Record:
    """Return a record; what is personal is masked.

    Args:
        register: its definition.
        id_: its key.
        viewer: who asks.
        as_of: how it stood at this moment.

    Raises:
        Forbidden: the viewer may see no record of this register.
        Missing: there is none, it did not stand then, or it is not theirs to know of.
    """
    viewer = reach.see(register, viewer)
    found = _version(register, id_, as_of)
    if not viewer.may(register.access.view, found.row.agency):
        raise reach.missing()
    return told(register, found)


def _version(register: Register, id_: UUID, as_of: datetime | None) -> Version:
    if as_of is not None:
        past = history.at(register, id_, as_of)
        if past is None:
            raise reach.missing()
        return past
    now = load(register, [id_]).get(id_)
    if now is None:
        raise reach.missing()
    return Version(now)


def told(register: Register, found: Version, shown: frozenset[str] = frozenset()) -> Record:
    """Return a version of a record in words, masked but for the fields that are shown."""
    row = found.row
    values, names = masking.masked(register, row.values, shown=shown)
    words = checking.words(register, values)
    return Record(
        id=row.id,
        register=register.id,
        version=row.version,
        values=values,
        masked=names,
        words=words,
        label=checking_names.label_of(register, words) or str(row.id)[:8],
        agency=row.agency,
        commune=row.commune or "",
        at=row.at,
        act=row.act,
        valid_from=row.values.get("valid_from"),
        valid_to=row.values.get("valid_to"),
        gone=found.gone,
    )


def reveal(  # noqa: PLR0913  (what is asked, by whom and why)
    *,
    register: Register,
    id_: UUID,
    viewer: Viewer,
    purpose: str,
    fields: Collection[str] = (),
    as_of: datetime | None = None,
) -> Record:
    """Return a record with what is personal; the ledger keeps who read what and why, and the person can see it.

    Args:
        register: its definition.
        id_: its key.
        viewer: who asks.
        purpose: a reference to a dossier or a task, or a sentence.
        fields: names of the fields that are needed; all when empty.
        as_of: how it stood at this moment.

    Raises:
        Forbidden: the viewer may not see what is personal, or not of this agency.
        Missing: as `record`.
        Refusal: no purpose is given.
    """
    said = purposeful(purpose)
    viewer = reach.see(register, viewer)
    found = _version(register, id_, as_of)
    if not viewer.may(register.access.view, found.row.agency):
        raise reach.missing()
    require(viewer, register.access.personal, found.row.agency)
    all_ = masking.personal(register.fields)
    wanted = frozenset(name for name in all_ if not fields or name in fields or name.partition(".")[0] in fields)
    note(register, [found.row], wanted, said)
    return told(register, found, wanted)


def purposeful(purpose: str) -> str:
    """Return a purpose as the ledger keeps it.

    Raises:
        Refusal: nothing is said.
    """
    said = clean(purpose)[:PURPOSE_LETTERS]
    if not said:
        raise Refusal(
            N_("Say what you need it for: the person can read this."),
            field="purpose",
            remedy=N_("Give the code of a dossier or a task, or a sentence."),
        )
    return said


def note(register: Register, rows: Collection[Stored], fields: Collection[str], purpose: str) -> None:
    """Write down that personal data of records was read; whose data it is, their mirror shows it."""
    for row in rows:
        audit.read(
            thing=f"{register.id}:{row.id}",
            person=person_of(register, row),
            fields=sorted(_title(register, name) for name in fields),
            purpose=purpose,
            agency=row.agency,
        )


def _title(register: Register, name: str) -> str:
    group, dot, inner = name.partition(".")
    field = register.field(group)
    if not dot:
        return field.title
    return next((f"{field.title}: {each.title}" for each in field.fields if each.name == inner), name)


def person_of(register: Register, row: Stored) -> str:
    """Return the account of the person whom a record is about; its own mark when they have none."""
    number = row.values.get(register.subject) if register.subject else None
    account = identity.person_by_number(number=number) if number else ""
    return account or f"{register.id}:{row.id}"


def looks(*, register: Register, id_: UUID, viewer: Viewer) -> tuple[Look, ...]:
    """Return who read what is personal in a record, the newest first.

    Raises:
        Missing: as `record`.
    """
    viewer = reach.see(register, viewer)
    row = load(register, [id_]).get(id_)
    if row is None or not viewer.may(register.access.view, row.agency):
        raise reach.missing()
    found = audit.readings(thing=f"{register.id}:{id_}", limit=_LOOKS)
    return tuple(
        Look(
            at=each.at,
            who_name=each.actor_name,
            agency=checking_names.agency(each.actor_agency),
            fields=each.fields,
            purpose=each.purpose,
        )
        for each in found
    )


def find(*, register: Register, text: str, viewer: Viewer, limit: int = 10) -> tuple[tuple[UUID, str], ...]:
    """Return key and label of the records that a text may mean, of those that the viewer reaches.

    Raises:
        Forbidden: the viewer may see no record of this register.
    """
    if not reach.seen_by(register, viewer).may(register.access.view):
        raise Forbidden(register.access.view)
    target = Target(kind=TargetKind.REGISTER, register=register.id)
    asked = Field(n=0, name="record", type=Type.REFERENCE, title="", target=target)
    return tuple((UUID(key), label) for key, label in suggesting.suggest(asked, text=text, viewer=viewer, limit=limit))
