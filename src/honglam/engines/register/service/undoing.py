"""Undoing an act: an edit, a bulk change, a whole import, a merge. What somebody has changed since is left alone.

It is done by SQL over the history, in one transaction, so that an import of millions is undone as it was made. Undoing
is an act of its own and can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from psycopg import sql

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Missing
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.engines.register.contracts import Act, ActKind, Register
from honglam.engines.register.contracts.keeping import Kept
from honglam.engines.register.models import Act as Row
from honglam.engines.register.service import checking_names, current, naming, relating
from honglam.engines.register.service.shaping import group_of, history_of, model_of
from honglam.engines.register.service.writing_acts import begin, finish_counted, told, trusted
from honglam.engines.register.service.writing_rows import BATCH, item_of, objects, to_columns

KEPT_MOST = 200  # told one by one
_NEVER = frozenset({ActKind.ERASE.value, ActKind.DEPLOY.value})
_OWN = frozenset({"id", "version", "act", "at", "tx"})
# What the undoing did: filled by its statements, read for ledger, quality and groups.
_DONE = "CREATE TEMP TABLE hl_undone (id uuid, agency text, what text, version int) ON COMMIT DROP"


def undo(*, act: int, viewer: Viewer, now: datetime) -> tuple[Act, tuple[Kept, ...]]:
    """Undo an act; return the act of undoing and the first of the records that were left alone, with who changed them.

    Raises:
        Missing: there is no such act.
        Forbidden: the viewer may not write records of this register, or not verify where a second person is asked for.
        Conflict: it was undone already, cannot be undone, or nothing of it is left to undo.
    """
    row = Row.objects.filter(pk=act).first()
    if row is None:
        raise _missing()
    register = current.definition(row.register)
    for right in _rights(register):
        if not trusted(viewer) and not viewer.may(right):
            raise Forbidden(right)
    try:
        with transaction.atomic():
            return _undo(register, act, viewer, now)
    except IntegrityError as error:
        raise Conflict(
            N_("Other records now have the keys of these."),
            remedy=N_("Undo the later changes first, or correct the records one by one."),
        ) from error


def _rights(register: Register) -> tuple[str, ...]:
    """Return the rights that undoing takes: that of the second person too, where any field asks for one."""
    return (register.access.edit, *([register.access.verify] if register.waits else []))


def _missing() -> Missing:
    return Missing(N_("There is no such act."))


def _undo(register: Register, number: int, viewer: Viewer, now: datetime) -> tuple[Act, tuple[Kept, ...]]:
    row = Row.objects.select_for_update().get(pk=number)
    if row.undone_by or row.kind in _NEVER:
        raise Conflict(
            N_("This was undone already.") if row.undone_by else N_("This cannot be undone."),
            remedy=N_("Look at the history of the records."),
        )
    acting = begin(register, ActKind.UNDO, viewer, now, reason=row.reason, undoes=number)
    work = _Work(register, number, acting.row.pk, viewer, now)
    counts = work.run()
    if not any(counts.values()):
        raise Conflict(
            N_("Nothing of this is left to undo: every record has been changed since."),
            remedy=N_("Look at the history of the records."),
        )
    done = finish_counted(acting, work.ids(), now, **counts)
    row.undone_by = done.id
    row.save(update_fields=["undone_by"])
    if row.undoes:  # what was undone by it stands again, and can be undone again
        Row.objects.filter(pk=row.undoes).update(undone_by=None)
    kept = work.kept()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE hl_undone")
    audit.record(
        verb="register.act.undone",
        thing=f"register_act:{number}",
        agency=viewer.agency,
        after={"register": register.id, "by": done.id, **counts, "kept": len(kept)},
    )
    return done, kept


class _Work:
    """The statements that undo one act."""

    def __init__(self, register: Register, act: int, undoing: int, viewer: Viewer, now: datetime) -> None:
        self.register, self.act, self.undoing, self.viewer, self.now = register, act, undoing, viewer, now
        self.table = sql.SQL(naming.quoted(naming.table(register.id)))
        self.past = sql.SQL(naming.quoted(naming.table(register.id, history=True)))
        fields = model_of(register)._meta.concrete_fields  # noqa: SLF001  (Django documents it)
        self.columns = [sql.Identifier(field.column) for field in fields if field.column not in _OWN]
        # The state before the act: of several versions that it ended, the one that it did not make itself.
        self.before = sql.SQL(
            "SELECT DISTINCT ON (id) * FROM {} WHERE ended_act = {} AND act <> {} ORDER BY id, version"
        ).format(self.past, sql.Literal(act), sql.Literal(act))

    def run(self) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(_DONE)
        # What comes back may need a key that a record holds only since the act: those give it back first.
        changed = self._restore_changed()
        gone = self._take_back()
        made = self._restore_gone()
        self._groups()
        return {"made": made, "changed": changed, "gone": gone}

    def _reach(self, column: str) -> sql.Composable:
        """Return that a row is of an agency that the viewer may write for."""
        if trusted(self.viewer):
            return sql.SQL("true")
        return sql.SQL(" AND ").join(self._within(column, right) for right in _rights(self.register))

    def _within(self, column: str, right: str) -> sql.Composable:
        tests = [
            sql.SQL("({0} = {1} OR starts_with({0}, {2}))").format(
                sql.SQL(column), sql.Literal(path), sql.Literal(f"{path}.")
            )
            for path in self.viewer.reach(right)
        ]
        return sql.SQL("({})").format(sql.SQL(" OR ").join(tests)) if tests else sql.SQL("false")

    def _execute(self, statement: sql.Composable) -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return int(cursor.rowcount)

    def _restore_gone(self) -> int:
        """Bring back what the act took away, unless it is there again."""
        columns = sql.SQL(", ").join(self.columns)
        from_ = sql.SQL(", ").join(sql.SQL("h.{}").format(each) for each in self.columns)
        statement = sql.SQL(
            "WITH before AS ({before}), done AS ("
            "INSERT INTO {table} (id, version, act, at, {columns})"
            " SELECT h.id, l.version + 1, {undoing}, {now}, {from_} FROM before h"
            " JOIN LATERAL (SELECT version, gone, ended_act FROM {past} p WHERE p.id = h.id"
            " ORDER BY p.version DESC LIMIT 1) l ON l.gone AND l.ended_act = {act}"
            " WHERE NOT EXISTS (SELECT FROM {table} t WHERE t.id = h.id) AND {reach}"
            " ON CONFLICT DO NOTHING RETURNING id, agency)"
            " INSERT INTO hl_undone SELECT id, done.agency, 'made', before.version FROM done JOIN before USING (id)"
        ).format(
            before=self.before,
            table=self.table,
            past=self.past,
            columns=columns,
            from_=from_,
            undoing=sql.Literal(self.undoing),
            act=sql.Literal(self.act),
            now=sql.Literal(self.now),
            reach=self._reach("h.agency"),
        )
        return self._execute(statement)

    def _restore_changed(self) -> int:
        """Give the records that the act changed, and nobody since, their former values."""
        sets = sql.SQL(", ").join(sql.SQL("{0} = h.{0}").format(each) for each in self.columns)
        statement = sql.SQL(
            "WITH before AS ({before}), done AS ("
            "UPDATE {table} t SET act = {undoing}, at = {now}, {sets} FROM before h"
            " WHERE t.id = h.id AND t.act = {act} AND {reach} AND {reach_before} RETURNING t.id, t.agency)"
            " INSERT INTO hl_undone SELECT id, done.agency, 'changed', before.version FROM done JOIN before USING (id)"
        ).format(
            before=self.before,
            table=self.table,
            sets=sets,
            undoing=sql.Literal(self.undoing),
            act=sql.Literal(self.act),
            now=sql.Literal(self.now),
            reach=self._reach("t.agency"),
            reach_before=self._reach("h.agency"),
        )
        return self._execute(statement)

    def _take_back(self) -> int:
        """Take away what the act made, unless somebody changed it since or other records refer to it."""
        made = sql.SQL(
            "t.act = {act} AND NOT EXISTS (SELECT FROM {past} h WHERE h.id = t.id AND h.ended_act = {act}"
            " AND h.act <> {act}) AND {reach}"
        ).format(act=sql.Literal(self.act), past=self.past, reach=self._reach("t.agency"))
        held = self._held(made)
        statement = sql.SQL(
            "WITH done AS (DELETE FROM {table} t WHERE {made} AND NOT (t.id = ANY({held})) RETURNING id, agency)"
            " INSERT INTO hl_undone SELECT id, agency, 'gone', 0 FROM done"
        ).format(table=self.table, made=made, held=sql.Literal(held))
        return self._execute(statement)

    def _held(self, made: sql.Composable) -> list[UUID]:
        """Return the records among these to which others refer."""
        if not relating.is_target(self.register):
            return []
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("SELECT id FROM {} t WHERE {}").format(self.table, made))
            ids = [row[0] for row in cursor.fetchall()]
        found: list[UUID] = []
        for start in range(0, len(ids), 10_000):
            found += relating.referred(self.register, ids[start : start + 10_000])
        return found

    def _groups(self) -> None:
        """Take away and bring back the rows of groups."""
        for group in self.register.groups:
            table = sql.SQL(naming.quoted(naming.table(self.register.id, group.name)))
            self._execute(
                sql.SQL("DELETE FROM {} WHERE record IN (SELECT id FROM hl_undone WHERE what = 'gone')").format(table)
            )
        restored = self._rows("SELECT id, version FROM hl_undone WHERE what <> 'gone'") if self.register.groups else []
        for start in range(0, len(restored), BATCH):
            self._restore_items(dict(restored[start : start + BATCH]))

    def _restore_items(self, versions: dict[UUID, int]) -> None:
        new = dict(objects(model_of(self.register)).filter(id__in=versions).values_list("id", "version"))
        for group in self.register.groups:
            model = group_of(self.register, group.name)
            both = (model, history_of(self.register, group.name))
            standing = [
                item
                for table in both
                for item in objects(table).filter(record__in=versions)
                if _stood(item, versions[item.record])
            ]
            made = [
                model(
                    record=item.record,
                    version=new[item.record],
                    position=item.position,
                    **to_columns(group.fields, item_of(group, item)),
                )
                for item in standing
            ]
            objects(model).filter(record__in=versions).delete()
            objects(model).bulk_create(made, batch_size=BATCH)

    def _rows(self, statement: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def ids(self) -> Iterator[tuple[UUID, str]]:
        """Yield what was undone, with its agency, in the order of ids."""
        with connection.chunked_cursor() as cursor:
            cursor.execute("SELECT id, agency FROM hl_undone ORDER BY id")
            while rows := cursor.fetchmany(10_000):
                yield from rows

    def kept(self) -> tuple[Kept, ...]:
        """Return the first records of the act that were left alone."""
        statement = sql.SQL(
            "WITH its AS (SELECT id FROM {past} WHERE ended_act = {act} OR act = {act}"
            " UNION SELECT id FROM {table} WHERE act = {act})"
            " SELECT its.id, a.who_name, t.at, t.agency FROM its LEFT JOIN {table} t ON t.id = its.id"
            " LEFT JOIN register_act a ON a.id = t.act"
            " WHERE NOT EXISTS (SELECT FROM hl_undone d WHERE d.id = its.id) ORDER BY its.id LIMIT {most}"
        ).format(past=self.past, table=self.table, act=sql.Literal(self.act), most=sql.Literal(KEPT_MOST))
        with connection.cursor() as cursor:
            cursor.execute(statement)
            rows = cursor.fetchall()
        # What others own is counted, and not named.
        named = [row[0] for row in rows if row[3] and self._sees(row[3])]
        labels = checking_names.labels(self.register, named)
        return tuple(
            Kept(id=id_, label=labels.get(id_, ""), who_name=who or "", at=at) for id_, who, at, _agency in rows
        )

    def _sees(self, agency: str) -> bool:
        access = self.register.access
        return trusted(self.viewer) or any(self.viewer.may(right, agency) for right in (access.view, access.edit))


def _stood(item: Any, version: int) -> bool:
    """Tell whether a row of a group stood in a version of its record; what ended with the record stood in its last."""
    ended = getattr(item, "ended_version", None)
    return bool(item.version <= version and (ended is None or ended > version))


def acts(*, register: Register, viewer: Viewer, limit: int = 50, kinds: Iterable[ActKind] = ()) -> tuple[Act, ...]:
    """Return the newest acts that the viewer did, or that people of the agencies did in which they may edit.

    Raises:
        Forbidden: the viewer may see no record of this register.
    """
    if not viewer.may(register.access.view):
        raise Forbidden(register.access.view)
    rows = Row.objects.filter(register=register.id)
    wanted: Sequence[str] = [kind.value for kind in kinds]
    if wanted:
        rows = rows.filter(kind__in=wanted)
    found = [
        row for row in rows.order_by("-pk")[: limit * 20] if row.who == viewer.id or _may_know(register, row, viewer)
    ]
    return tuple(told(row) for row in found[:limit])


def _may_know(register: Register, row: Row, viewer: Viewer) -> bool:
    return viewer.may(register.access.edit, row.agency or register.owner)


def act(*, number: int, viewer: Viewer, register: str = "") -> Act:
    """Return one act; of this register, when one is named.

    Raises:
        Missing: there is none, or the viewer may not know of it.
    """
    row = Row.objects.filter(pk=number).first()
    if row is None or register not in {"", row.register}:
        raise _missing()
    if row.who != viewer.id and not _may_know(current.definition(row.register), row, viewer):
        raise _missing()
    return told(row)
