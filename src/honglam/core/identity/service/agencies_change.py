"""The verbs that change agencies: each is one transaction, and each step of it an entry in the ledger.

A preview carries the change out and takes it back, so that what is shown is what will happen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr

from honglam.base.access import Viewer, covers
from honglam.base.errors import Conflict, Forbidden, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.identity.contracts import (
    AgencyChange,
    AgencyClosed,
    AgencyMoved,
    Change,
    CreateAgency,
    DissolveAgency,
    Effect,
    EffectKind,
    MergeAgencies,
    MoveAgency,
    NameKind,
    RenameAgency,
    SetCodes,
    SetNames,
    SplitAgency,
)
from honglam.core.identity.models import Agency, AgencyFormerPath, AgencyName, AgencySuccession
from honglam.core.identity.service import agencies_posts
from honglam.core.identity.service.agencies import ONE_DAY
from honglam.core.identity.service.agencies_checks import (
    LONGEST_PATH,
    act_in,
    codes,
    free,
    known,
    leads,
    record,
    said,
    standing,
)
from honglam.core.jobs import api as jobs

SOURCE = "/identity"
EDIT = "identity.agencies.edit"
_LOCK = 0x686C0017  # "hl", 23: whoever changes agencies; two at a time could make a cycle that neither sees
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")


def preview(*, change: AgencyChange, viewer: Viewer, now: datetime) -> tuple[Effect, ...]:
    """Return what a change would do."""
    with transaction.atomic():
        effects = carry_out(change=change, viewer=viewer, now=now)
        transaction.set_rollback(True)
    return effects


@transaction.atomic
def carry_out(*, change: AgencyChange, viewer: Viewer, now: datetime) -> tuple[Effect, ...]:
    """Carry a change out and return what it did."""
    if not all(viewer.may(EDIT, path) for path in _touched(change)):
        raise Forbidden(EDIT)
    agencies_posts.check_not_own(_ending(change), viewer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    verb: Callable[[Any, datetime], Iterator[Effect]] = _VERBS[type(change)]
    return tuple(verb(change, now))


def _touched(change: AgencyChange) -> tuple[str, ...]:
    """Return the paths over which somebody needs the right to make this change."""
    if isinstance(change, CreateAgency):
        return (change.parent,)
    more: tuple[str, ...] = ()
    if isinstance(change, MergeAgencies):
        more = (change.into,)
    elif isinstance(change, SplitAgency):
        more = change.into
    elif isinstance(change, DissolveAgency):
        more = (change.to,) if change.to else ()
    elif isinstance(change, MoveAgency):
        return (change.path, change.parent)
    else:
        return (change.path,)
    # Posts carry roles: where they go, the roles reach.
    return (*_ending(change), *more, *((change.posts_to,) if change.posts_to else ()))


def _ending(change: AgencyChange) -> tuple[str, ...]:
    """Return the paths of the agencies that a change ends."""
    if isinstance(change, MergeAgencies):
        return change.paths
    return (change.path,) if isinstance(change, SplitAgency | DissolveAgency) else ()


# The verbs. Each yields its effects as it goes; a refusal on the way undoes all of it.


def _create(change: CreateAgency, _now: datetime) -> Iterator[Effect]:
    legal = said(change.legal, "legal")
    parent = standing(change.parent, change.on, "parent") if change.parent else None
    key = change.key.strip()
    if not _KEY.fullmatch(key):
        raise Refusal(
            N_("“%(key)s” cannot be a key."),
            field="key",
            remedy=N_("Use up to 20 letters without accents, digits and hyphens."),
            params={"key": key[:40]},
        )
    path = f"{parent.path}.{key}" if parent else key
    free(path, "key")
    new, old = codes(change.code, parent)
    row = Agency.objects.create(
        key=key,
        path=path,
        parent=parent,
        name=said(change.name, "name"),
        name_en=clean(change.name_en),
        abbreviation=clean(change.abbreviation),
        type=change.type,
        everywhere=change.everywhere,
        code_qd20=new,
        code_qcvn102=old,
        codes_verified=bool(new or old) and change.codes_verified,
        valid_from=change.on,
        legal=legal,
        verified=change.verified,
        entered=True,
    )
    act_in(row, change.communes)
    after = {"name": row.name, "type": row.type, "valid_from": change.on, "code": new, "communes": change.communes}
    record("created", row, None, after, change.legal)
    yield Effect(EffectKind.OPENED, path, row.name, after=change.on.isoformat())


def _rename(change: RenameAgency, _now: datetime) -> Iterator[Effect]:
    row = standing(change.path, change.on, "path")
    legal, name = said(change.legal, "legal"), said(change.name, "name")
    if name == row.name:
        raise Refusal(N_("That is its name already."), field="name", remedy=N_("Write the new name."))
    last = row.names.filter(kind=NameKind.FORMER, valid_to__gte=change.on - ONE_DAY).first()
    if last:
        raise Refusal(
            N_("It has been renamed on or after this day already."),
            field="on",
            remedy=N_("Look at its names and choose a later day."),
        )
    began = row.names.filter(kind=NameKind.FORMER).order_by("-valid_to").values_list("valid_to", flat=True).first()
    AgencyName.objects.update_or_create(
        agency=row,
        text=row.name,
        kind=NameKind.FORMER,
        defaults={
            "valid_from": began + ONE_DAY if began else row.valid_from,
            "valid_to": change.on - ONE_DAY,
            "legal": legal,
            "verified": change.verified,
        },
    )
    before = {"name": row.name, "name_en": row.name_en, "abbreviation": row.abbreviation}
    short = clean(change.abbreviation)
    if row.abbreviation and row.abbreviation != short:
        ended = {"valid_to": change.on - ONE_DAY}
        AgencyName.objects.update_or_create(
            agency=row, text=row.abbreviation, kind=NameKind.ABBREVIATION, defaults=ended
        )
    row.name, row.name_en, row.abbreviation, row.entered = name, clean(change.name_en) or row.name_en, short, True
    row.save()
    record("renamed", row, before, {key: getattr(row, key) for key in before}, legal)
    yield Effect(EffectKind.RENAMED, row.path, before["name"], before["name"], name)


def _merge(change: MergeAgencies, now: datetime) -> Iterator[Effect]:
    paths = tuple(dict.fromkeys(change.paths))
    if not paths:
        raise Refusal(N_("No agency is named that ends."), field="paths", remedy=N_("Choose at least one."))
    for path in paths:
        yield from _close(
            path, change.on, change.legal, now, posts_to=change.posts_to, into=(change.into,), closing=paths
        )
        yield _follow(path, change.into, Change.MERGED, change, main=True)


def _split(change: SplitAgency, now: datetime) -> Iterator[Effect]:
    into = tuple(dict.fromkeys(change.into))
    if len(into) < 2:
        raise Refusal(
            N_("A split leads to at least two agencies."),
            field="into",
            remedy=N_("Create them first, then choose them."),
        )
    yield from _close(change.path, change.on, change.legal, now, posts_to=change.posts_to, into=into)
    for number, each in enumerate(into):
        yield _follow(change.path, each, Change.SPLIT, change, main=number == 0)


def _dissolve(change: DissolveAgency, now: datetime) -> Iterator[Effect]:
    into = (change.to,) if change.to else ()
    yield from _close(change.path, change.on, change.legal, now, posts_to=change.posts_to, into=into)
    if change.to:
        yield _follow(change.path, change.to, Change.TOOK_OVER, change, main=True, note=clean(change.note))
        return
    note = said(change.note, "note")
    old = Agency.objects.get(path=change.path)
    AgencySuccession.objects.create(
        old=old,
        change=Change.DISSOLVED,
        on=change.on,
        legal=clean(change.legal),
        verified=change.verified,
        note=note,
    )
    yield Effect(EffectKind.FOLLOWED, old.path, old.name, after=note)


def _move(change: MoveAgency, now: datetime) -> Iterator[Effect]:
    row = standing(change.path, change.on, "path")
    legal = said(change.legal, "legal")
    parent = standing(change.parent, change.on, "parent")
    if covers(row.path, parent.path):
        raise Refusal(
            N_("An agency cannot stand below itself."),
            field="parent",
            remedy=N_("Choose an agency outside of it."),
        )
    old, new = row.path, f"{parent.path}.{row.key}"
    if old == new:
        raise Refusal(N_("It stands there already."), field="parent", remedy=N_("Choose another agency."))
    below = list(Agency.objects.filter(Q(path=old) | Q(path__startswith=f"{old}.")).order_by("path"))
    # An agency may go back to where it stood; a path of another is not taken.
    AgencyFormerPath.objects.filter(agency__in=below).filter(Q(path=new) | Q(path__startswith=f"{new}.")).delete()
    free(new, "parent")
    if any(len(each.path) - len(old) + len(new) > LONGEST_PATH for each in below):
        raise Refusal(N_("The path would become too long."), field="parent", remedy=N_("Choose a place higher up."))
    AgencyFormerPath.objects.bulk_create(
        AgencyFormerPath(agency=each, path=each.path, until=change.on - ONE_DAY) for each in below
    )
    moved = Concat(Value(new), Substr("path", len(old) + 1))
    Agency.objects.filter(pk__in=[each.pk for each in below]).update(path=moved, entered=True)
    Agency.objects.filter(pk=row.pk).update(parent=parent)
    row.refresh_from_db()
    record("moved", row, {"path": old}, {"path": new, "with": len(below) - 1}, legal)
    jobs.publish(event=AgencyMoved(old=old, new=new), source=SOURCE, now=now)
    jobs.enqueue(name="identity.follow_moves", key="all")
    for each in below:
        yield Effect(EffectKind.MOVED, each.path, each.name, each.path, new + each.path[len(old) :])


def _set_codes(change: SetCodes, _now: datetime) -> Iterator[Effect]:
    row = known(change.path, "path")
    new, old = codes(change.code, row.parent, but=row)
    was = row.code_qd20 or row.code_qcvn102
    before = {"code_qd20": row.code_qd20, "code_qcvn102": row.code_qcvn102, "codes_verified": row.codes_verified}
    row.code_qd20, row.code_qcvn102, row.entered = new, old, True
    row.codes_verified = bool(new or old) and change.codes_verified
    row.save()
    record("coded", row, before, {key: getattr(row, key) for key in before}, "")
    yield Effect(EffectKind.CODED, row.path, row.name, was, new or old)


def _set_names(change: SetNames, _now: datetime) -> Iterator[Effect]:
    row = known(change.path, "path")
    names = [replace(name, text=said(name.text, "names")) for name in change.names]
    for name in names:
        if name.kind is NameKind.FORMER:
            raise Refusal(
                N_("Former names are kept by renaming."), field="names", remedy=N_("Rename the agency instead.")
            )
        if name.valid_from and name.valid_to and name.valid_to < name.valid_from:
            raise Refusal(
                N_("“%(name)s” ends before it begins."),
                field="names",
                remedy=N_("Check the days."),
                params={"name": name.text},
            )
    if len({(name.text, name.kind) for name in names}) < len(names):
        raise Refusal(N_("A name stands there twice."), field="names", remedy=N_("Remove one of them."))
    held = row.names.exclude(kind=NameKind.FORMER)
    before = sorted(held.values_list("text", flat=True))
    held.delete()
    AgencyName.objects.bulk_create(
        AgencyName(
            agency=row,
            text=name.text,
            kind=name.kind,
            valid_from=name.valid_from,
            valid_to=name.valid_to,
            legal=name.legal,
            verified=name.verified,
        )
        for name in names
    )
    Agency.objects.filter(pk=row.pk).update(entered=True)
    after = sorted(name.text for name in names)
    record("names_set", row, {"names": before}, {"names": after}, "")
    yield Effect(EffectKind.NAMES, row.path, row.name, "; ".join(before), "; ".join(after))


_VERBS: dict[type, Callable[[Any, datetime], Iterator[Effect]]] = {
    CreateAgency: _create,
    RenameAgency: _rename,
    MergeAgencies: _merge,
    SplitAgency: _split,
    DissolveAgency: _dissolve,
    MoveAgency: _move,
    SetCodes: _set_codes,
    SetNames: _set_names,
}


# What the verbs share


def _close(  # noqa: PLR0913  (the parts of one sentence)
    path: str,
    on: date,
    legal: str,
    now: datetime,
    *,
    posts_to: str,
    into: Iterable[str] = (),
    closing: tuple[str, ...] = (),
) -> Iterator[Effect]:
    """End an agency on the day before `on`, and take its posts along; `closing` end in the same change."""
    row = standing(path, on, "path")
    legal = said(legal, "legal")
    _may_end(row, on, closing)
    target = standing(posts_to, on, "posts_to") if posts_to else None
    if target and (target.path == row.path or target.path in closing):
        raise Refusal(
            N_("Posts cannot go to an agency that ends."), field="posts_to", remedy=N_("Choose one that goes on.")
        )
    moved = agencies_posts.move_posts(row, target, on)
    row.valid_to, row.entered = on - ONE_DAY, True
    row.save()
    record("closed", row, {"valid_to": None}, {"valid_to": row.valid_to, "posts_to": posts_to}, legal)
    jobs.publish(event=AgencyClosed(path=row.path, on=on, into=tuple(into)), source=SOURCE, now=now)
    yield Effect(EffectKind.CLOSED, row.path, row.name, after=row.valid_to.isoformat())
    for person in moved:
        yield Effect(EffectKind.POST_MOVED, row.path, row.name, person, target.name if target else "")


def _may_end(row: Agency, on: date, closing: tuple[str, ...]) -> None:
    """Refuse to end an agency that ends already, has not begun, or has units that go on."""
    if row.valid_to is not None:
        raise Conflict(
            N_("%(name)s ends already."), field="path", remedy=N_("Look at its history."), params={"name": row.name}
        )
    if row.valid_from and row.valid_from >= on:
        raise Refusal(
            N_("%(name)s would end before it begins."),
            field="on",
            remedy=N_("Choose a later day."),
            params={"name": row.name},
        )
    still = row.children.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).exclude(path__in=closing)
    if units := list(still.values_list("name", flat=True)[:3]):
        raise Refusal(
            N_("%(name)s still has units: %(units)s."),
            field="path",
            remedy=N_("Move or close them first."),
            params={"name": row.name, "units": "; ".join(units)},
        )


def _follow(  # noqa: PLR0913  (the parts of one sentence)
    old_path: str, new_path: str, change: Change, basis: Any, *, main: bool, note: str = ""
) -> Effect:
    """Write down that one agency follows another."""
    old, new = known(old_path, "path"), standing(new_path, basis.on, "into")
    if old.pk == new.pk or leads(new, old):
        raise Refusal(
            N_("%(new)s cannot follow %(old)s: the way would lead back."),
            field="into",
            remedy=N_("Choose an agency that does not come before it."),
            params={"new": new.name, "old": old.name},
        )
    AgencySuccession.objects.create(
        old=old,
        new=new,
        change=change,
        on=basis.on,
        main=main,
        legal=clean(basis.legal),
        verified=basis.verified,
        note=note,
    )
    record("followed", old, None, {"into": new.path, "change": change.value, "on": basis.on}, clean(basis.legal))
    return Effect(EffectKind.FOLLOWED, old.path, old.name, after=new.name)
