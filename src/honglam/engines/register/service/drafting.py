"""Drafts of definitions: begun from nothing, from what is deployed or from a file; changed by hand; published.

A draft belongs to who began it and may be unsound in between: it keeps what somebody has done so far, whatever is still
wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import DefinitionRefused, Doubt, Effect, Fault, Register, Uploaded
from honglam.engines.register.contracts.drafts import Difference, Draft, Merged, Question
from honglam.engines.register.models import Definition, Publication
from honglam.engines.register.models import Draft as Row
from honglam.engines.register.service import current, declaring, deploying, merging, owning

DEFINE = "register.define"
_PROVINCE = "H27"  # answers for what names nobody
_DRAFTS_MOST = 50
_INPUTS = {"minLength": "min_length", "maxLength": "max_length", "id": "rule_id"}  # where they are called otherwise


def mine(viewer: Viewer) -> tuple[Draft, ...]:
    """Return the drafts of the viewer, the newest first, without judging them."""
    rows = Row.objects.filter(by=viewer.id).order_by("-changed_at")[:_DRAFTS_MOST]
    return tuple(_plain(row) for row in rows)


def begin(viewer: Viewer, now: datetime, register: str = "") -> UUID:
    """Return a draft of a deployed register, the one already begun or a new one; of a new register without an id."""
    if not register:
        document: dict[str, Any] = {"id": "", "title": "", "fields": [], "owner": viewer.agency}
        return Row.objects.create(by=viewer.id, based_on=0, document=document, changed_at=now).id
    known = Row.objects.filter(by=viewer.id, register=register).order_by("-changed_at").first()
    if known is not None:
        return known.id
    found = current.definition(register)
    return _of(viewer, now, found, based_on=found.version)


def _of(viewer: Viewer, now: datetime, register: Register, based_on: int) -> UUID:
    document = declaring.written(register)
    row = Row(by=viewer.id, register=register.id, based_on=based_on, document=document, changed_at=now)
    row.save()
    return row.id


def take(uploaded: Uploaded, viewer: Viewer, now: datetime) -> UUID:
    """Return a draft of what a file says; of a deployed register when it has the id of one.

    Raises:
        DefinitionRefused: the file has faults; nothing is kept.
    """
    if uploaded.register is None:
        raise DefinitionRefused(uploaded.faults)
    old = deployed(uploaded.register.id)
    # Who sends it answers for it until somebody chooses another agency.
    owner = uploaded.register.owner or (old.owner if old else viewer.agency)
    sent = replace(uploaded.register, origin="", version=0, removed=(), owner=owner)
    row = Row(
        by=viewer.id,
        register=old.id if old else "",
        based_on=old.version if old else 0,
        document=declaring.written(sent),
        doubts=[asdict(each) for each in uploaded.doubts],
        changed_at=now,
    )
    row.save()
    return row.id


def deployed(register: str) -> Register | None:
    """Return a deployed register, or None."""
    row = Definition.objects.filter(id=register).first()
    return current.of_document(row.document) if row else None


def _row(draft: UUID, viewer: Viewer, *, lock: bool = False) -> Row:
    rows = Row.objects.select_for_update() if lock else Row.objects
    row = rows.filter(id=draft, by=viewer.id).first()
    if row is None:
        message = N_("There is no such draft, or it is somebody else's.")
        raise Missing(message, remedy=N_("Begin one from the list of registers."))
    return row


def find(draft: UUID, viewer: Viewer) -> Draft:
    """Return a draft with everything that is wrong or unclear about it.

    Raises:
        Missing: there is none, or it is somebody else's.
    """
    row = _row(draft, viewer)
    old = deployed(row.register) if row.register else None
    found = replace(_plain(row), behind=bool(old) and old is not None and old.version != row.based_on)
    try:
        sound = declaring.read(row.document)
        if not row.register and deployed(sound.id) is not None:
            return replace(found, faults=(_taken(sound.id),))
        return replace(found, sound=owning.followed(sound))
    except DefinitionRefused as refused:
        asked = tuple(
            Question(field=str(each.params["name"]), alike=tuple(alike))
            for each in refused.faults
            if isinstance(alike := each.params.get("alike"), list)
        )
        faults = tuple(each for each in refused.faults if "alike" not in each.params)
        return replace(found, faults=faults, questions=asked)


def _taken(register: str) -> Fault:
    message = N_("There is a register “%(register)s” already.")
    return Fault("id", message, N_("Open it and change it, or choose another name."), {"register": register})


def _plain(row: Row) -> Draft:
    return Draft(
        id=row.id,
        register=row.register,
        based_on=row.based_on,
        document=row.document,
        doubts=tuple(Doubt(**each) for each in row.doubts),
        changed_at=row.changed_at,
    )


@transaction.atomic
def change(draft: UUID, document: Mapping[str, Any], viewer: Viewer, now: datetime, settled: str = "") -> None:
    """Keep a changed document; doubts about the field `settled` are settled by its having been looked at."""
    row = _row(draft, viewer, lock=True)
    row.document = dict(document)
    if settled:
        row.doubts = [each for each in row.doubts if each["field"] != settled]
    row.changed_at = now
    row.save()


@transaction.atomic
def confirm(draft: UUID, viewer: Viewer) -> None:
    """Confirm all that was guessed."""
    row = _row(draft, viewer, lock=True)
    row.doubts = []
    row.save()


def answer(draft: UUID, renamed: Mapping[str, str], viewer: Viewer, now: datetime) -> None:
    """Say which fields are deployed ones under another name, and which are new.

    Raises:
        DefinitionRefused: a question is left open.
    """
    row = _row(draft, viewer)
    old = deployed(row.register)
    found = declaring.numbered(declaring.read(row.document), old, renamed=renamed)
    change(draft, declaring.written(replace(found, removed=())), viewer, now)


def discard(draft: UUID, viewer: Viewer) -> None:
    """Throw a draft away."""
    _row(draft, viewer).delete()


def _sound(draft: UUID, viewer: Viewer) -> tuple[Row, Register]:
    """Return a draft and the register that it defines.

    Raises:
        DefinitionRefused: it is unsound or unclear.
    """
    row, found = _row(draft, viewer), find(draft, viewer)
    if found.sound is None:
        message, remedy = N_("The draft has something that must be mended or answered first."), N_("Open the draft.")
        raise DefinitionRefused(found.faults or (Fault("", message, remedy),))
    return row, found.sound


def preview(draft: UUID, viewer: Viewer) -> Effect:
    """Return what publishing a draft would do.

    Raises:
        DefinitionRefused: it is unsound.
    """
    return deploying.preview(_sound(draft, viewer)[1])


def publish(draft: UUID, viewer: Viewer, now: datetime, *, confirmed: bool) -> Register:
    """Bring a draft into force; it is gone then.

    Raises:
        DefinitionRefused: it is unsound, or records stand against it.
        Conflict: somebody has published another version meanwhile.
        Forbidden: the viewer may not define registers of its owner.
        Refusal: it would put values out of sight, and this was not confirmed.
    """
    row, register = _sound(draft, viewer)
    may_define(register, viewer)
    made = deploying.publish(register, based_on=row.based_on, confirmed=confirmed, by=viewer, now=now)
    row.delete()
    return made


def may_define(register: Register, viewer: Viewer) -> None:
    """Let the viewer define a register of this owner, both as it is deployed and as it would be.

    Raises:
        Forbidden: they may not.
    """
    old = deployed(register.id)
    for owner in {register.owner, old.owner if old else register.owner}:
        if not viewer.may(DEFINE, owner or _PROVINCE):
            raise Forbidden(DEFINE)


def others(draft: UUID, viewer: Viewer) -> tuple[tuple[Publication, ...], tuple[Difference, ...]]:
    """Return what others have published since a draft was begun, and in what that differs from its ground."""
    row = _row(draft, viewer)
    base = _ground(row)
    later = tuple(Publication.objects.filter(register=row.register, version__gt=row.based_on).order_by("version"))
    now = deployed(row.register)
    return later, merging.differences(base, declaring.written(now) if now else {})


def _ground(row: Row) -> Mapping[str, Any]:
    published = Publication.objects.filter(register=row.register, version=row.based_on).first()
    return declaring.written(current.of_document(published.after)) if published else {}


def bring_together(draft: UUID, viewer: Viewer, now: datetime) -> Merged:
    """Put one's changes on top of what others have published; where both changed one thing, one's own stands.

    Raises:
        Conflict: the draft is of a register that was only now made by somebody else.
    """
    row = _row(draft, viewer)
    theirs = deployed(row.register)
    if theirs is None:
        raise Conflict(N_("This register is deployed no more."), remedy=N_("Download your draft, and begin anew."))
    found = merging.merged(_ground(row), row.document, declaring.written(theirs))
    with transaction.atomic():
        change(draft, found.document, viewer, now)
        Row.objects.filter(id=draft).update(based_on=theirs.version)
    return found


def compare(register: str, version: int) -> tuple[Difference, ...]:
    """Return in what a published version differs from the one before it.

    Raises:
        Missing: there is no such version.
    """
    published = Publication.objects.filter(register=register, version=version).first()
    if published is None:
        raise Missing(N_("There is no such version."))
    before = declaring.written(current.of_document(published.before)) if published.before else {}
    return merging.differences(before, declaring.written(current.of_document(published.after)))


def refused_at(faults: tuple[Fault, ...], place: str) -> tuple[Refusal, ...]:
    """Return the faults of a part of the document, each at its input; inner fields are parts of their own."""
    found = []
    for each in faults:
        if each.place != place and not each.place.startswith(f"{place}."):
            continue
        steps = [re.sub(r"\[\d+\]$", "", step) for step in each.place[len(place) + 1 :].split(".")]
        key = steps[1] if steps[0] == "constraints" and len(steps) > 1 else steps[0]
        if key != "fields":
            field = _INPUTS.get(key, key)
            found.append(Refusal(each.message, field=field, remedy=each.remedy, params=each.params))
    return tuple(found)


def double(name: str) -> Refusal:
    """Return that a name is taken."""
    return Refusal(
        N_("Another field is called “%(name)s”."),
        field="name",
        remedy=N_("Choose another name."),
        params={"name": name},
    )


def at_head(fault: Fault) -> Refusal:
    """Return a fault of the head at its input: `retention.years` is the input `retention_years`."""
    field = fault.place.partition("[")[0].replace(".", "_")
    field = "register_id" if field == "id" else field
    return Refusal(fault.message, field=field, remedy=fault.remedy, params=fault.params)
