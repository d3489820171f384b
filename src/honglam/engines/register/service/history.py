"""How a record was: its versions, at any moment, with what changed from one to the next in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from honglam.base.access import Viewer
from honglam.base.errors import Conflict
from honglam.base.time import format_moment
from honglam.base.words import N_
from honglam.engines.register.contracts import ActKind, Field, Register, Type
from honglam.engines.register.contracts.keeping import Difference, Past
from honglam.engines.register.models import Act
from honglam.engines.register.service import checking, checking_names, masking, reach
from honglam.engines.register.service.shaping import group_of, history_of
from honglam.engines.register.service.writing_rows import Stored, item_of, load, objects, same, stored

VERSIONS_MOST = 500  # the newest of a record


@dataclass(slots=True)
class Version:
    """A record as it stood for a time; `ended_at` is None while it does."""

    row: Stored
    ended_at: datetime | None = None
    ended_act: int | None = None
    gone: bool = False


def versions(register: Register, id_: UUID) -> list[Version]:
    """Return the versions of a record, the oldest first, with their groups; none when it never was."""
    past = objects(history_of(register)).filter(id=id_).order_by("-version")[:VERSIONS_MOST]
    found = [Version(stored(register, row), row.ended_at, row.ended_act, row.gone) for row in past]
    found.reverse()
    _groups(register, id_, found)
    now = load(register, [id_]).get(id_)
    return [*found, Version(now)] if now else found


def _groups(register: Register, id_: UUID, found: Sequence[Version]) -> None:
    """Fill the groups of past versions; a row without an end ended when the record was taken away."""
    gone = sorted(each.row.version for each in found if each.gone)
    for group in register.groups if found else ():
        tables = (group_of(register, group.name), history_of(register, group.name))
        items = [item for table in tables for item in objects(table).filter(record=id_)]
        spans = [(item, _end(item, gone)) for item in items]
        for each in found:
            version = each.row.version
            now = [item for item, end in spans if item.version <= version and (end is None or version < end)]
            each.row.values[group.name] = [
                item_of(group, item) for item in sorted(now, key=lambda item: (item.position, item.pk))
            ]


def _end(item: Any, gone: Sequence[int]) -> int | None:
    """Return the version from which on a row of a group no longer stands."""
    if not hasattr(item, "ended_version"):
        return None
    if item.ended_version is not None:
        return int(item.ended_version)
    return next((version + 1 for version in gone if version >= item.version), None)


def at(register: Register, id_: UUID, moment: datetime) -> Version | None:
    """Return how a record stood at a moment; None when it did not stand then."""
    for each in reversed(versions(register, id_)):
        if each.row.at <= moment and (each.ended_at is None or moment < each.ended_at):
            return each
    return None


def history(*, register: Register, id_: UUID, viewer: Viewer) -> tuple[Past, ...]:
    """Return the versions of a record, the newest first; what is personal is masked.

    Raises:
        Missing: there never was one, or the viewer may not see it.
    """
    viewer = reach.see(register, viewer)
    found = versions(register, id_)
    if not found or not viewer.may(register.access.view, found[-1].row.agency):
        raise reach.missing()
    acts = _acts({each.row.act for each in found} | {each.ended_act for each in found if each.ended_act})
    told = []
    before: Mapping[str, Any] = {}
    for each in found:
        told.append(_past(register, each, before, acts.get(each.row.act)))
        before = each.row.values
        if each.gone:
            told.append(_taken(each, acts.get(each.ended_act or 0)))
            before = {}
    return tuple(reversed(told))


def _acts(ids: Iterable[int | None]) -> dict[int, Act]:
    return Act.objects.in_bulk([each for each in ids if each])


def _past(register: Register, each: Version, before: Mapping[str, Any], act: Act | None) -> Past:
    return Past(
        version=each.row.version,
        at=each.row.at,
        until=each.ended_at,
        act=each.row.act,
        kind=ActKind(act.kind) if act else None,
        who_name=act.who_name if act else "",
        reason=act.reason if act else "",
        differences=differences(register, before, each.row.values),
    )


def _taken(each: Version, act: Act | None) -> Past:
    return Past(
        version=each.row.version,
        at=each.ended_at or each.row.at,
        act=each.ended_act,
        kind=ActKind(act.kind) if act else None,
        who_name=act.who_name if act else "",
        reason=act.reason if act else "",
        gone=True,
    )


def differences(register: Register, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return in which fields two states of a record differ, in words; what is personal is masked."""
    fields = [each for each in _all_fields(register) if not same(before.get(each.name), after.get(each.name))]
    one, other = checking.words_of(register, [_only(before, fields), _only(after, fields)], fields=fields)
    hidden = masking.personal(register.fields)
    found = []
    for each in fields:
        masked = each.name in hidden
        was, is_ = one.get(each.name, ""), other.get(each.name, "")
        if each.type is Type.GROUP:
            was, is_ = (_listed(each, values.get(each.name), hidden) for values in (before, after))
        found.append(
            Difference(
                field=each.name,
                title=checking_names.said(each.title, each.title_en),
                before=masking.MASK if masked and was else was,
                after=masking.MASK if masked and is_ else is_,
                masked=masked,
            )
        )
    return tuple(found)


def _only(values: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    return {each.name: values[each.name] for each in fields if each.name in values}


def _listed(group: Field, items: Any, hidden: frozenset[str]) -> str:
    """Return the items of a group as one text: a line each."""
    lines = []
    for item in checking.items(group, items):
        shown = [masking.MASK if word and f"{group.name}.{name}" in hidden else word for name, word in item.items()]
        lines.append(" · ".join(word for word in shown if word))
    return "\n".join(lines)


def _all_fields(register: Register) -> tuple[Field, ...]:
    if not register.validity:
        return register.fields
    return (
        *register.fields,
        Field(n=0, name="valid_from", type=Type.DATE, title="Có hiệu lực từ", title_en="In force from"),
        Field(n=0, name="valid_to", type=Type.DATE, title="Có hiệu lực đến", title_en="In force to"),
    )


def conflict(register: Register, now: Stored, seen: int) -> Conflict:
    """Return what to tell somebody who changes a version that is no longer: who changed what since, and when."""
    past = next((each for each in versions(register, now.id) if each.row.version == seen), None)
    act = Act.objects.filter(pk=now.act).first()
    changed = differences(register, past.row.values, now.values) if past else ()
    return Conflict(
        N_("%(name)s changed this record at %(at)s: %(fields)s. Your change was not stored.")
        if changed
        else N_("%(name)s changed this record at %(at)s. Your change was not stored."),
        field="version",
        remedy=N_("Look at what the record says now, and make your change again."),
        params={
            "name": act.who_name if act and act.who_name else "Hồng Lam",
            "at": format_moment(now.at),
            "fields": "; ".join(_told(each) for each in changed),
        },
    )


def _told(each: Difference) -> str:
    return f"{each.title}: {each.before or '–'} → {each.after or '–'}"
