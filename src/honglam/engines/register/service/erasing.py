"""Erasing: by the rule of retention each night, and because a person asked.

To anonymise empties what is personal in a record and in everything that is kept of it: its history, its groups, what
was proposed for it. To erase takes the record away with its history; of that only a line without values stays, so that
the feed of changes can tell that it is gone. The ledger holds that it was done, and never held the values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.text import clean
from honglam.base.time import VIETNAM, format_date, parse_partial_date
from honglam.base.words import N_
from honglam.core.files import api as files
from honglam.engines.register.contracts import Act, ActKind, Field, Register, Type
from honglam.engines.register.models import Proposal
from honglam.engines.register.service import filing, masking, naming, reach, relating
from honglam.engines.register.service.shaping import history_of, model_of
from honglam.engines.register.service.writing_acts import Line, begin, finish
from honglam.engines.register.service.writing_rows import BATCH, Stored, delete, load, objects, to_columns, update
from honglam.kit.access import require

log = structlog.get_logger("honglam.register")
_TEXTS = frozenset({Type.TEXT, Type.PERSONAL_NUMBER, Type.PHONE, Type.EMAIL, Type.URL, Type.CODE, Type.PARTIAL_DATE})
_MARK = "đã xoá"  # stands where something is needed that was erased
_FIRST: dict[Type, Any] = {
    Type.DATE: date(1900, 1, 1),
    Type.DATETIME: datetime(1900, 1, 1, tzinfo=VIETNAM),
    Type.YEAR: 1900,
    Type.INTEGER: 0,
    Type.DECIMAL: Decimal(0),
    Type.MONEY: Decimal(0),
    Type.BOOLEAN: False,
}
_DATED = frozenset({Type.DATE, Type.DATETIME})


def erase(*, register: Register, id_: UUID, reason: str, viewer: Viewer, now: datetime) -> None:
    """Empty what is personal in a record, because the person asked.

    Raises:
        Missing: there is none, or the viewer may not see it.
        Forbidden: the viewer may not see what is personal of this agency, or not verify there.
        Refusal: no reason is given, nothing in it is personal, or the law keeps it.
    """
    said = clean(reason)
    if not said:
        raise Refusal(N_("Say who asked for it, and how."), field="reason")
    if not masking.personal(register.fields):
        raise Refusal(N_("Nothing in these records is personal."))
    viewer = reach.see(register, viewer)
    with transaction.atomic():
        row = load(register, [id_], lock=True).get(id_)
        if row is None or not viewer.may(register.access.view, row.agency):
            raise reach.missing()
        require(viewer, register.access.personal, row.agency)
        require(viewer, register.access.verify, row.agency)
        _lawful(register, row, now)
        _anonymise(register, [row], viewer, now, said)


def _lawful(register: Register, row: Stored, now: datetime) -> None:
    rule = register.retention
    last = _last_day(register, row)
    if rule.years and rule.legal and last is not None and now.astimezone(VIETNAM).date() <= last:
        raise Refusal(
            N_("The law keeps this record until %(day)s: %(legal)s."),
            remedy=N_("Tell the person so. After that day it is emptied by itself."),
            params={"day": format_date(last), "legal": rule.legal},
        )


def _last_day(register: Register, row: Stored) -> date | None:
    since = row.values.get(register.retention.since) if register.retention.since else row.at
    if isinstance(since, str):
        since = parse_partial_date(since).latest()
    elif isinstance(since, int):
        since = date(since, 12, 31)
    elif isinstance(since, datetime):
        since = since.astimezone(VIETNAM).date()
    if since is None:
        return None
    year = min(since.year + register.retention.years, 9999)
    # The 29th of February ends on the 28th.
    return since.replace(year=year, day=28 if (since.month, since.day) == (2, 29) else since.day)


def by_rule(*, register: Register, now: datetime) -> int:
    """Erase or anonymise what is older than the rule of a register allows; return how many records. Idempotent.

    Records to which others refer are anonymised instead of erased. One that cannot be emptied stops no other.

    Raises:
        Conflict: some could not be emptied; all others were.
    """
    rule = register.retention
    hidden = masking.personal(register.fields)
    if not rule.years or (rule.then == "anonymise" and not hidden):
        return 0
    reason = f"{rule.years} năm. {rule.legal}".strip()
    done, last, left = 0, UUID(int=0), 0
    while ids := _over(register, now, last):
        last = ids[-1]
        try:
            done += _keep(register, ids, now, reason)
        except (DatabaseError, Refusal):
            for each in ids:
                try:
                    done += _keep(register, [each], now, reason)
                except (DatabaseError, Refusal):
                    log.exception("a record was not emptied", register=register.id, record=str(each))
                    left += 1
    if left:
        raise Conflict(
            N_("%(left)d records of “%(register)s” could not be erased or emptied; %(done)d were."),
            remedy=N_("The log says which and why. Correct the definition or the records; the next night tries again."),
            params={"left": left, "done": done, "register": register.title},
        )
    return done


@transaction.atomic
def _keep(register: Register, ids: Sequence[UUID], now: datetime, reason: str) -> int:
    """Erase or anonymise some records whose time is over, all or none, and return how many."""
    erases = register.retention.then == "erase"
    rows = list(load(register, ids, lock=True).values())
    held = relating.referred(register, ids) if erases else {}
    going = [row for row in rows if erases and row.id not in held]
    hidden = masking.personal(register.fields)
    staying = [row for row in rows if row not in going and hidden and not _empty(register, row)]
    if going:
        _erase(register, going, trace.SYSTEM, now, reason)
    if staying:
        _anonymise(register, staying, trace.SYSTEM, now, reason)
    return len(going) + len(staying)


def _over(register: Register, now: datetime, after: UUID) -> list[UUID]:
    """Return the next records whose time is over."""
    rule, today = register.retention, now.astimezone(VIETNAM).date()
    if not rule.since:
        since: sql.Composable = sql.SQL("(at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date")
    else:
        field = register.field(rule.since)
        column = sql.Identifier(field.name)
        if field.type is Type.YEAR:
            since = sql.SQL("make_date({}, 12, 31)").format(column)
        elif field.type is Type.PARTIAL_DATE:
            # A month ends with its last day: `2024-02` on the 29th.
            since = sql.SQL(
                "CASE length({0}) WHEN 4 THEN ({0} || '-12-31')::date WHEN 10 THEN {0}::date"
                " ELSE (({0} || '-01')::date + interval '1 month - 1 day')::date END"
            ).format(column)
        elif field.type in _DATED:
            since = sql.SQL("({} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date").format(column)
            since = column if field.type is Type.DATE else since
        else:
            return []
    statement = sql.SQL(
        "SELECT id FROM {} WHERE id > {} AND {} + make_interval(years => {}) < {} ORDER BY id LIMIT {}"
    ).format(
        sql.SQL(naming.quoted(naming.table(register.id))),
        sql.Literal(after),
        since,
        sql.Literal(rule.years),
        sql.Literal(today),
        sql.Literal(BATCH),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]


def _empty(register: Register, row: Stored) -> bool:
    """Tell whether nothing personal is left in a record."""
    for field in register.fields:
        value = row.values.get(field.name)
        if field.personal and value not in (None, "", []) and value != _nothing(field, row.id):
            return False
        inner = [each for each in field.fields if each.personal]
        if inner and any(
            item.get(each.name) not in {None, "", _nothing(each, row.id)} for item in value or () for each in inner
        ):
            return False
    return True


def _anonymise(register: Register, rows: Sequence[Stored], viewer: Viewer, now: datetime, reason: str) -> Act:
    """Empty what is personal, now and in the past."""
    acting = begin(register, ActKind.ERASE, viewer, now, reason=reason)
    fields = [each for each in register.fields if each.personal]
    groups = [each for each in register.groups if not each.personal and any(inner.personal for inner in each.fields)]
    _drop_files(register, fields, rows, now, reason)
    for row in rows:
        row.act, row.at = acting.row.pk, now
        for field in fields:
            row.values[field.name] = _nothing(field, row.id) if row.values.get(field.name) is not None else None
        for group in groups:
            row.values[group.name] = [_bare(group, item, row.id) for item in row.values.get(group.name) or ()]
    update(register, rows, [each.name for each in (*fields, *groups)])
    _empty_past(register, [row.id for row in rows], fields, groups)
    acting.add(
        Line(id=row.id, verb="erased", agency=row.agency, after={each.name: None for each in fields}) for row in rows
    )
    return finish(acting, now)


def _nothing(field: Field, id_: UUID) -> Any:
    """Return what stands for what was erased: nothing, or a mark where something is needed."""
    if field.type is Type.GROUP:
        return []
    if not field.required:
        return None
    if field.type not in _TEXTS:
        return _blank(field)
    mark = f"{_MARK} {id_.hex[-8:]}"
    return mark if field.max_length is None or len(mark) <= field.max_length else id_.hex[-field.max_length :]


def _blank(field: Field) -> Any:
    """Return what stands for a number or a day that is needed: the first that its limits allow from nought, or 1900."""
    if field.type in _FIRST:
        value, low, high = _FIRST[field.type], field.minimum, field.maximum
        if field.type is Type.DATE:
            value = max(value, date.fromisoformat(low)) if low else value
            return min(value, date.fromisoformat(high)) if high else value
        if isinstance(value, bool | datetime):
            return value
        value = max(value, Decimal(low)) if low else value
        value = min(value, Decimal(high)) if high else value
        return value if field.type in {Type.DECIMAL, Type.MONEY} else int(value)
    return None


def _bare(group: Field, item: dict[str, Any], id_: UUID) -> dict[str, Any]:
    return {
        each.name: (_nothing(each, id_) if item.get(each.name) is not None else None)
        if each.personal
        else item.get(each.name)
        for each in group.fields
    }


def _drop_files(
    register: Register, fields: Iterable[Field], rows: Sequence[Stored], now: datetime, reason: str
) -> None:
    """Remove the files that these fields hold or ever held; one that belongs to something else stays with that."""
    names = [each.name for each in fields if each.type is Type.FILE]
    if not names:
        return
    ids = [row.id for row in rows]
    held = {row.id: {row.values.get(name) for name in names} for row in rows}
    for past in objects(history_of(register)).filter(id__in=ids).values_list("id", *names):
        held[past[0]].update(past[1:])
    for id_, wanted in held.items():
        for file in wanted:
            if file is None:
                continue
            try:
                mine = files.describe(file_id=file, viewer=trace.SYSTEM).owner == filing.owner(register.id, id_)
                if mine:
                    files.remove(file_id=file, viewer=trace.SYSTEM, now=now, reason=reason)
            except Missing:
                continue  # it was removed before


def _empty_past(register: Register, ids: Collection[UUID], fields: Iterable[Field], groups: Iterable[Field]) -> None:
    """Empty what is personal in the history of records, of their groups, and in what was proposed for them."""
    columns = list(to_columns(fields, {each.name: None for each in fields}))
    past = naming.table(register.id, history=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('honglam.erasing', 'yes', true)")
        if columns:
            cursor.execute(_nulls(past, columns, "id"), [list(ids)])
        for group in (*groups, *(each for each in register.groups if each.personal)):
            table = naming.table(register.id, group.name, history=True)
            inner = [each for each in group.fields if each.personal or group.personal]
            cursor.execute(
                _nulls(table, list(to_columns(inner, {each.name: None for each in inner})), "record"), [list(ids)]
            )
        cursor.execute("SELECT set_config('honglam.erasing', '', true)")
    hidden = {name.partition(".")[0] for name in masking.personal(register.fields)}
    for proposal in Proposal.objects.filter(register=register.id, record__in=ids):
        if hidden.intersection(proposal.values):
            proposal.values = {name: value for name, value in proposal.values.items() if name not in hidden}
            proposal.save(update_fields=["values"])


def _nulls(table: str, columns: Sequence[str], key: str) -> sql.Composed:
    sets = sql.SQL(", ").join(sql.SQL("{} = NULL").format(sql.Identifier(each)) for each in columns)
    return sql.SQL("UPDATE {} SET {} WHERE {} = ANY(%s)").format(
        sql.SQL(naming.quoted(table)), sets, sql.Identifier(key)
    )


def _erase(register: Register, rows: Sequence[Stored], viewer: Viewer, now: datetime, reason: str) -> Act:
    """Take records away with their history; a line without values stays."""
    acting = begin(register, ActKind.ERASE, viewer, now, reason=reason)
    _drop_files(register, register.columns, rows, now, reason)
    ids = [row.id for row in rows]
    delete(register, ids)
    past = sql.SQL(naming.quoted(naming.table(register.id, history=True)))
    kept = {"id", "agency", "commune", "version", "act", "at", "tx", "confirmed_at"}
    columns = [f.column for f in model_of(register)._meta.concrete_fields if f.column not in kept]  # noqa: SLF001  (Django documents it)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('honglam.erasing', 'yes', true)")
        older = sql.SQL("DELETE FROM {} WHERE id = ANY(%s) AND ended_act IS DISTINCT FROM {}")
        cursor.execute(older.format(past, sql.Literal(acting.row.pk)), [ids])
        cursor.execute(_nulls(naming.table(register.id, history=True), columns, "id"), [ids])
        for group in register.groups:
            table = sql.SQL(naming.quoted(naming.table(register.id, group.name, history=True)))
            cursor.execute(sql.SQL("DELETE FROM {} WHERE record = ANY(%s)").format(table), [ids])
        cursor.execute("SELECT set_config('honglam.erasing', '', true)")
    Proposal.objects.filter(register=register.id, record__in=ids).delete()
    acting.add(Line(id=row.id, verb="gone", agency=row.agency) for row in rows)
    return finish(acting, now)
