"""One value of many records: tried first, then done as one act that can be undone.

The preview is the act itself, taken back before anybody sees it: what it says is what will happen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import QueryDict

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import ActKind, Register, Type, Written
from honglam.engines.register.contracts.bulk import Bulk, Spoilt
from honglam.engines.register.models import Act
from honglam.engines.register.service import checking, checking_names, masking, reach, writing
from honglam.engines.register.service.listing import rows, table_of
from honglam.engines.register.service.writing_rows import Stored, load
from honglam.kit import tables

MOST = writing.ROWS_MAX
_PAGE = 200
_SAMPLE = 5
_TOLD = 100
_ALONE = frozenset({Type.GROUP, Type.FILE, Type.GEOMETRY})  # what belongs to one record


def settable(register: Register) -> tuple[str, ...]:
    """Return the names of the fields whose value many records can share."""
    return tuple(
        f.name for f in register.columns if f.type not in _ALONE and not f.unique and [f.name] != [*register.key]
    )


def matching(register: Register, *, words: str, viewer: Viewer) -> list[UUID]:
    """Return the keys of all records that a list shows.

    Raises:
        Refusal: there are more than `MOST`, or the words cannot be meant.
    """
    table = table_of(register, reach.see(register, viewer))
    query = replace(tables.parse(table, QueryDict(words)), size=_PAGE, columns=("at",), after=None, before=None)
    found: list[UUID] = []
    while True:
        page = rows(register, query=query, viewer=viewer)
        if not isinstance(page, tables.Page):
            raise TypeError("a list answers a page with a page")
        found += [UUID(row.key) for row in page.rows]
        if len(found) > MOST:
            raise Refusal(
                N_("At most %(most)s records are changed at once."),
                remedy=N_("Filter the list further, or bring the change in as a file."),
                params={"most": MOST},
            )
        if not page.next:
            return found
        after = tables.parse(table, QueryDict(f"sort={query.order}&after={page.next}")).after
        query = replace(query, after=after)


def tried(  # noqa: PLR0913  (what, in which, by whom)
    register: Register, *, ids: Sequence[UUID], field: str, value: str, viewer: Viewer, now: datetime
) -> Bulk:
    """Return what would happen. Raises as `done`."""
    with transaction.atomic():
        before = _reached(register, ids[:_SAMPLE], viewer)
        written = _write(register, ids=ids, field=field, value=value, viewer=viewer, now=now, reason="")
        after = load(register, ids[:_SAMPLE])
        sample = tuple(
            (_label(register, each), _word(register, field, before, each), _word(register, field, after, each))
            for each in ids[:_SAMPLE]
            if each in before
        )
        told = _told(register, ids, written, viewer)
        transaction.set_rollback(True)
    return replace(told, sample=sample)


def done(  # noqa: PLR0913  (what, in which, by whom, why)
    register: Register, *, ids: Sequence[UUID], field: str, value: str, viewer: Viewer, now: datetime, reason: str
) -> Bulk:
    """Set a value in many records as one act; those that do not take it stay as they are.

    Raises:
        Forbidden: the viewer may write no records of this register.
        Refusal: the field cannot be set in many records, or there are too many.
    """
    with transaction.atomic():
        written = _write(register, ids=ids, field=field, value=value, viewer=viewer, now=now, reason=reason)
        told = _told(register, ids, written, viewer)
        act = Act.objects.filter(register=register.id, kind=ActKind.BULK, at=now, who=viewer.id).last()
    return replace(told, act=act.pk if act and told.changed else None)


def _write(  # noqa: PLR0913  (as above)
    register: Register, *, ids: Sequence[UUID], field: str, value: str, viewer: Viewer, now: datetime, reason: str
) -> tuple[Written, ...]:
    if field not in settable(register):
        raise Refusal(
            N_("This field is not set in many records at once."), field="field", remedy=N_("Choose another one.")
        )
    batch = [{"id": str(each), field: value} for each in ids]
    return writing.write(register=register.id, rows=batch, viewer=viewer, now=now, kind=ActKind.BULK, reason=reason)


def _reached(register: Register, ids: Sequence[UUID], viewer: Viewer) -> dict[UUID, Stored]:
    """Return the records that the viewer may see: which were chosen is what somebody sent."""
    seen = reach.see(register, viewer)
    return {id_: row for id_, row in load(register, ids).items() if seen.may(register.access.view, row.agency)}


def _told(register: Register, ids: Sequence[UUID], written: Sequence[Written], viewer: Viewer) -> Bulk:
    count = [each.did for each in written].count
    spoilt = [(id_, each.wrong) for id_, each in zip(ids, written, strict=True) if each.did == "refused"]
    labels = checking_names.labels(register, _reached(register, [id_ for id_, _wrong in spoilt[:_TOLD]], viewer))
    return Bulk(
        count=len(ids),
        changed=count("changed"),
        waits=count("waits"),
        kept=count("kept"),
        refused=len(spoilt),
        spoilt=tuple(Spoilt(id=id_, label=labels.get(id_, str(id_)[:8]), wrong=wrong) for id_, wrong in spoilt[:_TOLD]),
    )


def _label(register: Register, id_: UUID) -> str:
    return checking_names.labels(register, [id_]).get(id_, str(id_)[:8])


def _word(register: Register, field: str, stored: object, id_: UUID) -> str:
    row = stored.get(id_) if isinstance(stored, dict) else None
    if row is None:
        return ""
    values, _names = masking.masked(register, {field: row.values.get(field)})
    return checking.words_of(register, [values], fields=[register.field(field)])[0].get(field, "")
