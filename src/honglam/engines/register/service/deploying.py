"""A definition comes into force: one transaction, or nothing.

Publications stand in line by an advisory lock. What they would lose and what stands against them is counted before any
table is locked; then all tables of the register are locked together, never waiting longer than readers may wait behind
us, again and again until it succeeds. Indexes, validation and filling follow by a job (`settling`), which goes on by
itself after a crash.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import OperationalError, connection, transaction

from honglam.base.access import Viewer
from honglam.base.errors import Conflict
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.jobs import api as jobs
from honglam.engines.register.contracts import (
    DefinitionRefused,
    Effect,
    Fault,
    Lock,
    PublicationState,
    Register,
    Step,
    StepKind,
)
from honglam.engines.register.events import RegisterPublished
from honglam.engines.register.models import Definition, Publication, Stamp
from honglam.engines.register.service import (
    altering,
    current,
    declaring_numbers,
    naming,
    planning,
    settling,
    shaping,
    weighing,
)

_LINE = 0x686C0006  # "hl", 6: publications one after the other
_LOCK_MILLISECONDS = 100  # how long readers may stand behind us at each try
_TRIES = 40
_SMALL = 2_000  # rows; below, indexes are built at once: that is quicker than to notice it


def preview(register: Register) -> Effect:
    """Return what publishing would do, counted on the rows that there are. Nothing is changed.

    Raises:
        DefinitionRefused: as `planning.plan`.
    """
    row = Definition.objects.filter(id=register.id).first()
    old = current.of_document(row.document) if row else None
    new = replace(register, version=(old.version if old else 0) + 1)
    rows, changes = weighing.weighed(old, new, planning.changes(old, new))
    return Effect(register=new, based_on=old.version if old else 0, steps=tuple(c.step for c in changes), rows=rows)


def publish(  # noqa: PLR0913  (who, what, on what ground, when)
    register: Register, *, based_on: int, confirmed: bool, by: Viewer | None, now: datetime, shipped: str = ""
) -> Register:
    """Bring a definition into force; return it as it is deployed. When nothing changes, nothing is done.

    Args:
        register: with numbered fields.
        based_on: the deployed version that it was made from, 0 for a new register.
        confirmed: that what would be out of sight was seen and is meant.
        by: who publishes; None for what a pack brings.
        now: the present moment.
        shipped: digest of the pack's own document.

    Raises:
        Conflict: another version is deployed by now, or the tables are too busy.
        DefinitionRefused: as `planning.plan`.
        StandsAgainst: rows stand against it.
        NotConfirmed: something would be out of sight.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LINE])
        row = Definition.objects.select_for_update().filter(id=register.id).first()
        old = current.of_document(row.document) if row else None
        _same_ground(old, based_on)
        # Whether records were invented is a fact of the rows: no document takes it away.
        synthetic = register.synthetic or bool(old and old.synthetic)
        new = replace(register, version=based_on + 1, synthetic=synthetic)
        if old and old.origin and by:
            _own_fields_only(old, new)
        changes = planning.changes(old, new)
        if old and not changes:
            Definition.objects.filter(id=register.id).update(shipped=shipped or row.shipped if row else shipped)
            return old
        rows, changes = weighing.weighed(old, new, changes)
        weighing.judge(changes, confirmed=confirmed)
        tables = any(each.step.kind is not StepKind.WORDS for each in changes)
        line = _write(old, new, [each.step for each in changes], by=by, now=now, shipped=shipped)
        shaping.model_of(new)  # built before anybody waits
        if old and any(each.step.lock is Lock.MOMENT for each in changes):
            _lock(old)
        if tables and (fills := altering.run(old, new, changes)):
            Publication.objects.filter(id=line.id).update(fills=fills)
        if tables and rows < _SMALL:
            settling.settle(new.id)
    return new


def _same_ground(old: Register | None, based_on: int) -> None:
    if (old.version if old else 0) == based_on:
        return
    if old and not based_on:
        message = N_("There is a register “%(register)s” already.")
        remedy = N_("Open it and change it, or choose another name.")
    else:
        message = N_("“%(register)s” has been published anew since this change was begun.")
        remedy = N_("Look at what changes against the present version, and publish again.")
    raise Conflict(message, remedy=remedy, params={"register": old.title if old else ""})


def _own_fields_only(old: Register, new: Register) -> None:
    """Refuse a change of a pack's own fields: the pack's next version would undo it.

    Raises:
        DefinitionRefused: with each field that would change.
    """
    after = {each.n: each for each in new.fields}
    message = N_("“%(name)s” belongs to the pack “%(pack)s”, and is changed by it alone.")
    remedy = N_("Leave it as it is, and add a field of your own beside it.")
    faults = tuple(
        Fault(field.name, message, remedy, {"name": field.name, "pack": old.origin})
        for field in old.fields
        if field.n < declaring_numbers.LOCAL_FROM and after.get(field.n) != field
    )
    if faults:
        raise DefinitionRefused(faults)


def _lock(register: Register) -> None:
    """Lock the register's tables against everybody, for the few milliseconds until the commit.

    Raises:
        Conflict: they were busy for half a minute.
    """
    tables = [naming.table(register.id), *(naming.table(register.id, each.name) for each in register.groups)]
    names = ", ".join(naming.quoted(name) for table in tables for name in (table, f"{table}_history"))
    for attempt in range(_TRIES):
        # A savepoint, because a lock that was not given breaks the transaction.
        with suppress(OperationalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {_LOCK_MILLISECONDS}")  # of all locks together
            cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
            cursor.execute("SET LOCAL statement_timeout = 0")
            return
        time.sleep(min(0.05 * (attempt + 1), 1))
    raise Conflict(
        N_("The register is busy: a long report or an import is at work on it."),
        remedy=N_("Publish again in a few minutes. Nothing was changed."),
    )


def _write(  # noqa: PLR0913  (a line of the journal has so many parts)
    old: Register | None,
    new: Register,
    steps: list[Step],
    *,
    by: Viewer | None,
    now: datetime,
    shipped: str,
) -> Publication:
    after = current.to_document(new)
    tables = any(step.kind is not StepKind.WORDS for step in steps)
    Definition.objects.update_or_create(
        id=new.id,
        defaults={
            "version": new.version,
            "stamp": uuid4(),
            "document": after,
            "origin": new.origin,
            "changed_at": now,
            "settled": not tables,
        }
        | ({"shipped": shipped} if shipped else {}),
    )
    Stamp.objects.update_or_create(only=1, defaults={"value": uuid4()})
    line = Publication.objects.create(
        register=new.id,
        version=new.version,
        at=now,
        by=by.id if by else "",
        by_name=by.name if by else "",
        before=current.to_document(old) if old else None,
        after=after,
        steps=[_as_json(step) for step in steps],
        state=PublicationState.FOLLOWED if tables else PublicationState.DONE,
    )
    _tell(old, new, steps, now)
    if tables:
        jobs.enqueue(name="register.settle", arguments={"register": new.id}, key=f"register.settle:{new.id}")
    current.forget()
    return line


def _tell(old: Register | None, new: Register, steps: list[Step], now: datetime) -> None:
    audit.record(
        verb="register.definition.published",
        thing=f"register:{new.id}",
        agency=new.owner if "." in new.owner else "",
        before={"version": old.version} if old else None,
        after={"version": new.version, "title": new.title, "steps": [f"{s.kind} {s.field}".strip() for s in steps]},
    )
    event = RegisterPublished(register=new.id, version=new.version, agency=new.owner)
    jobs.publish(event=event, source="/register", now=now)


def _as_json(step: Step) -> dict[str, Any]:
    facts = {"kind": step.kind.value, "field": step.field, "old": step.old, "says": step.says}
    return {key: value for key, value in facts.items() if value} | {"params": dict(step.params)}
