"""The verbs of definitions: define, find, close. Each definition is kept in all its versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.jobs import api as jobs
from honglam.engines.indicator.contracts import DefinitionsRefused, Indicator, SourceKind
from honglam.engines.indicator.models import Definition
from honglam.engines.indicator.service import checking
from honglam.engines.indicator.service.checking_formulas import inputs
from honglam.engines.indicator.service.documents import document_of, indicator_of
from honglam.engines.indicator.service.scopes import ROOT
from honglam.kit.access import require

RIGHT = "indicator.define"


@transaction.atomic
def define(*, indicator: Indicator, viewer: Viewer, now: datetime) -> Indicator:
    """Publish a definition as its next version; the same again changes nothing."""
    require(viewer, RIGHT, indicator.owner or ROOT)
    last = _last(indicator.code)
    if last is not None:
        require(viewer, RIGHT, last.owner or ROOT)
        if indicator.number not in {1, last.number}:
            raise Conflict(
                N_("Version %(number)s of this definition was published meanwhile."),
                remedy=N_("Compare it with yours and save again."),
                params={"number": last.number},
            )
    return publish(indicators=[indicator], by=viewer, origin="", now=now)[0]


@transaction.atomic
def publish(*, indicators: Sequence[Indicator], by: Viewer | None, origin: str, now: datetime) -> tuple[Indicator, ...]:
    """Publish definitions that may name each other, all or none; those that are unchanged stay as they are.

    Raises:
        DefinitionsRefused: with the faults of all of them.
    """
    with connection.cursor() as cursor:  # one at a time: two that are saved at once could close a circle
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('indicator.definitions'))")
    check(indicators)
    found = tuple(_publish(each, by, origin, now) for each in indicators)
    changed = [
        each.code for each, before in found if before != each.number and each.source.kind is not SourceKind.MANUAL
    ]
    for code in changed:
        jobs.enqueue(name="indicator.recompute", arguments={"codes": [code], "recent": True}, key=code)
    return tuple(each for each, _before in found)


def check(indicators: Iterable[Indicator]) -> None:
    """Refuse definitions that do not fit together, or to those that count.

    Raises:
        DefinitionsRefused: with every fault.
    """
    new = {each.code: each for each in indicators}
    before = {each.code: each for each in listed()}
    known = {**before, **new}
    resting = [each for each in known.values() if not each.closed and not new.keys().isdisjoint(inputs(each))]
    wrong = tuple(
        fault
        for each in {**new, **{other.code: other for other in resting}}.values()
        if not each.closed or each.code not in before  # what is closed may be as wrong as it was
        for fault in checking.faults(each, known)
    )
    if wrong:
        raise DefinitionsRefused(wrong)


def find(*, code: str, number: int | None = None) -> Indicator:
    """Return a definition: the version that counts, or the one that is asked for.

    Raises:
        Missing: there is none.
    """
    wanted = Q(current=True) if number is None else Q(number=number)
    row = Definition.objects.filter(wanted, code=code).first()
    if row is None:
        raise Missing(N_("There is no indicator “%(code)s”."), params={"code": code[:80]})
    return indicator_of(row)


def listed(*, group: str = "", owner: str = "", codes: Collection[str] | None = None) -> tuple[Indicator, ...]:
    """Return the versions that count by group and code, closed ones too."""
    wanted = Q(current=True)
    if group:
        wanted &= Q(group=group)
    if owner:
        wanted &= Q(owner=owner)
    if codes is not None:
        wanted &= Q(code__in=list(codes))
    return tuple(indicator_of(row) for row in Definition.objects.filter(wanted).order_by("group", "code"))


@transaction.atomic
def close(*, code: str, viewer: Viewer, now: datetime) -> Indicator:
    """Take no new figures; those that are published stay.

    Raises:
        DefinitionsRefused: formulas of others name it.
    """
    found = find(code=code)
    require(viewer, RIGHT, found.owner or ROOT)
    if found.closed:
        return found
    return publish(indicators=[replace(found, closed=True)], by=viewer, origin="", now=now)[0]


def _publish(indicator: Indicator, by: Viewer | None, origin: str, now: datetime) -> tuple[Indicator, int]:
    """Write the next version when it differs; return what counts now and the number of what counted before."""
    last = _last(indicator.code)
    before = last.number if last else 0
    if last is not None and last.closed == indicator.closed and same(indicator, indicator_of(last)):
        return indicator_of(last), before
    found = replace(indicator, number=before + 1)
    document = document_of(found)
    if last is not None:
        last.current = False
        last.save(update_fields=["current"])
    Definition.objects.create(
        code=found.code,
        number=found.number,
        title=found.title,
        group=found.group,
        unit=found.unit,
        frequency=found.frequency.value,
        source=found.source.kind.value,
        owner=found.owner,
        public=found.public,
        closed=found.closed,
        document=document,
        origin=origin,
        published_at=now,
        published_by=by.id if by else "",
        published_name=by.name if by else "",
    )
    verb = "indicator.closed" if found.closed else "indicator.defined"
    audit.record(
        verb=verb,
        thing=f"indicator:{found.code}",
        agency=found.owner or ROOT,
        before=_said(last),
        after={**document, "number": found.number},
    )
    return found, before


def may_define(*, indicator: Indicator, viewer: Viewer) -> bool:
    """Tell whether the viewer may publish another version of a definition."""
    return viewer.may(RIGHT, indicator.owner or ROOT)


def same(one: Indicator, other: Indicator) -> bool:
    """Tell whether two definitions say the same."""
    return document_of(one) == document_of(other)


def _said(last: Definition | None) -> Mapping[str, object] | None:
    return {**last.document, "number": last.number} if last else None


def _last(code: str) -> Definition | None:
    return Definition.objects.select_for_update().filter(code=code, current=True).first()
