"""The door of the studio: drafts of definitions, what they would do, and what was published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden, Invalid
from honglam.engines.register.contracts import CodeList, DefinitionRefused, Effect, Register
from honglam.engines.register.contracts.drafts import Difference, Draft, Merged
from honglam.engines.register.service import codelists as lists
from honglam.engines.register.service import declaring, documents, drafting, drafting_parts

DEFINE = drafting.DEFINE


def _may(viewer: Viewer) -> None:
    if not viewer.may(DEFINE):
        raise Forbidden(DEFINE)


def drafts(*, viewer: Viewer) -> tuple[Draft, ...]:
    """Return the viewer's drafts, the newest first."""
    _may(viewer)
    return drafting.mine(viewer)


def begin(*, viewer: Viewer, now: datetime, register: str = "") -> UUID:
    """Begin a draft of a deployed register, or of a new one, and return its id; one already begun is gone on with.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may not define registers.
    """
    _may(viewer)
    return drafting.begin(viewer, now, register)


def take(*, content: bytes, name: str, viewer: Viewer, now: datetime) -> UUID:
    """Begin a draft from a file and return its id.

    Raises:
        DefinitionRefused: the file has faults; nothing is kept.
        Refusal: it is of no form that we read.
        Forbidden: the viewer may not define registers.
    """
    _may(viewer)
    return drafting.take(documents.uploaded(content, name), viewer, now)


def draft(*, draft: UUID, viewer: Viewer) -> Draft:
    """Return a draft with what is wrong and what is unclear about it. Raises Missing: there is none of the viewer's."""
    _may(viewer)
    return drafting.find(draft, viewer)


def field(*, draft: UUID, place: str, viewer: Viewer) -> Mapping[str, Any]:
    """Return a field of a draft by its place (`3`, `3.1`). Raises Missing."""
    _may(viewer)
    return drafting_parts.field(drafting.find(draft, viewer).document, place)


def save_field(*, draft: UUID, place: str, values: Mapping[str, Any], viewer: Viewer, now: datetime) -> str:
    """Keep a field as it was filled in, and return its place; `place` ends with `new` for one that is added.

    Raises:
        Invalid: what was filled in cannot be; nothing is kept.
        Missing: there is no such field.
    """
    _may(viewer)
    found = drafting.find(draft, viewer)
    was = "" if place.endswith("new") else str(drafting_parts.field(found.document, place).get("name"))
    document, at = drafting_parts.with_field(found.document, place, values)
    outer, _, inner = at.partition(".")
    _refuse(document, f"fields[{outer}].fields[{inner}]" if inner else f"fields[{outer}]")
    _refuse_double(document, str(values["name"]), outer if inner else "")
    drafting.change(draft, document, viewer, now, settled=was)
    return at


def _refuse(document: Mapping[str, Any], place: str) -> None:
    """Refuse what is wrong at a place of the document, and leave the rest for later."""
    try:
        declaring.read(document)
    except DefinitionRefused as refused:
        wrong = drafting.refused_at(refused.faults, place)
        if wrong:
            raise Invalid(wrong) from None


def _refuse_double(document: Mapping[str, Any], name: str, group: str) -> None:
    """Refuse a name that another field beside it has; the faults of the document say it of all of them at once."""
    beside = document["fields"][int(group)]["fields"] if group else document["fields"]
    if sum(1 for each in beside if each.get("name") == name) > 1:
        raise Invalid([drafting.double(name)])


def remove_field(*, draft: UUID, place: str, viewer: Viewer, now: datetime) -> None:
    """Take a field out of a draft, also where the head names it. Raises Missing."""
    _may(viewer)
    found = drafting.find(draft, viewer)
    drafting.change(draft, drafting_parts.without_field(found.document, place), viewer, now)


def move_field(*, draft: UUID, place: str, by: int, viewer: Viewer, now: datetime) -> None:
    """Move a field up (-1) or down (1). Raises Missing."""
    _may(viewer)
    found = drafting.find(draft, viewer)
    drafting.change(draft, drafting_parts.moved(found.document, place, by), viewer, now)


def save_head(*, draft: UUID, values: Mapping[str, Any], viewer: Viewer, now: datetime) -> None:
    """Keep the head: names, owner, key, access, retention.

    Raises:
        Invalid: what was filled in cannot be; nothing is kept.
    """
    _may(viewer)
    found = drafting.find(draft, viewer)
    document = drafting_parts.with_head(found.document, values)
    try:
        declaring.read(document)
    except DefinitionRefused as refused:
        wrong = [each for each in refused.faults if not each.place.startswith(("fields", "rules", "indexes"))]
        if wrong:
            raise Invalid([drafting.at_head(each) for each in wrong]) from None
    drafting.change(draft, document, viewer, now)


def save_rule(*, draft: UUID, at: int | None, values: Mapping[str, Any], viewer: Viewer, now: datetime) -> None:
    """Keep a rule of quality; None adds one.

    Raises:
        Invalid: what was filled in cannot be; nothing is kept.
        Missing: there is no such rule.
    """
    _may(viewer)
    found = drafting.find(draft, viewer)
    document = drafting_parts.with_rule(found.document, at, values)
    _refuse(document, f"rules[{len(document['rules']) - 1 if at is None else at}]")
    drafting.change(draft, document, viewer, now)


def remove_rule(*, draft: UUID, at: int, viewer: Viewer, now: datetime) -> None:
    """Take a rule out. Raises Missing."""
    _may(viewer)
    found = drafting.find(draft, viewer)
    drafting.change(draft, drafting_parts.without_rule(found.document, at), viewer, now)


def confirm(*, draft: UUID, viewer: Viewer) -> None:
    """Confirm all that was guessed."""
    _may(viewer)
    drafting.confirm(draft, viewer)


def answer(*, draft: UUID, renamed: Mapping[str, str], viewer: Viewer, now: datetime) -> None:
    """Say of fields without numbers which deployed field each was, or with an empty text that it is new.

    Raises:
        DefinitionRefused: a question is left open.
    """
    _may(viewer)
    drafting.answer(draft, renamed, viewer, now)


def discard(*, draft: UUID, viewer: Viewer) -> None:
    """Throw a draft away."""
    _may(viewer)
    drafting.discard(draft, viewer)


def preview(*, draft: UUID, viewer: Viewer) -> Effect:
    """Return what publishing a draft would do. Raises DefinitionRefused: it is unsound or unclear."""
    _may(viewer)
    return drafting.preview(draft, viewer)


def publish(*, draft: UUID, confirmed: bool, viewer: Viewer, now: datetime) -> Register:
    """Bring a draft into force.

    Raises:
        DefinitionRefused: it is unsound, or records stand against it.
        Conflict: somebody has published another version meanwhile.
        Forbidden: the viewer may not define registers of its owner.
        Refusal: it would put values out of sight, and this was not confirmed.
    """
    _may(viewer)
    return drafting.publish(draft, viewer, now, confirmed=confirmed)


def others(*, draft: UUID, viewer: Viewer) -> tuple[tuple[str, ...], tuple[Difference, ...]]:
    """Return who has published since a draft was begun, and what has changed by that."""
    _may(viewer)
    later, changed = drafting.others(draft, viewer)
    return tuple(dict.fromkeys(each.by_name or each.by for each in later)), changed


def bring_together(*, draft: UUID, viewer: Viewer, now: datetime) -> Merged:
    """Put one's changes on top of what others have published, and say where both changed one thing.

    Raises:
        Conflict: the register is deployed no more.
    """
    _may(viewer)
    return drafting.bring_together(draft, viewer, now)


def compare(*, register: str, version: int, viewer: Viewer) -> tuple[Difference, ...]:
    """Return in what a published version differs from the one before it. Raises Missing: there is no such version."""
    _may(viewer)
    return drafting.compare(register, version)


def codelists() -> tuple[CodeList, ...]:
    """Return the code lists that a register may name, by title."""
    return lists.listed()
