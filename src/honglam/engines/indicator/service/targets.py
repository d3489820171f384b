"""Targets: one at a time for each period and scope; a changed one ends the former, which stays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.periods import Period
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.engines.indicator.contracts import Indicator, Scope, Target, TargetVersion
from honglam.engines.indicator.models import Target as Row
from honglam.engines.indicator.service import known, offering, rows
from honglam.engines.indicator.service.scopes import ROOT
from honglam.kit.access import require

DEFINE = "indicator.define"
COMPARISONS = (">=", "<=", "=", "range")
_BASIS = 200
_REASON = 500
_LARGEST = Decimal(10) ** 19


@transaction.atomic
def set_target(*, target: Target, viewer: Viewer, now: datetime) -> Target:
    """Set what is to be reached; the same again changes nothing."""
    indicator = _indicator(target.code)
    require(viewer, DEFINE, indicator.owner or ROOT)
    return write(target, indicator, viewer.name, now)


@transaction.atomic
def write(target: Target, indicator: Indicator, by: str, now: datetime) -> Target:
    """Keep a target that somebody may set, and end what counted before.

    Raises:
        Refusal: it cannot be meant.
    """
    _check(indicator, target)
    former = _current(target.code, target.scope, target.period)
    if former is not None and rows.target(former) == target:
        return target
    if former is not None:
        _end(former, by, now, "")
    row = Row.objects.create(
        **rows.cell(target.code, target.scope, target.period),
        comparison=target.comparison,
        number=target.number,
        high=target.high,
        basis=clean(target.basis)[:_BASIS],
        set_at=now,
        set_by=by,
    )
    audit.record(
        verb="indicator.target.set",
        thing=f"indicator:{target.code}",
        agency=indicator.owner or ROOT,
        before=_facts(former) if former else None,
        after=_facts(row),
    )
    return rows.target(row)


@transaction.atomic
def end_target(  # noqa: PLR0913  (which target, why, by whom)
    *, code: str, scope: Scope, period: Period, viewer: Viewer, now: datetime, reason: str = ""
) -> None:
    """Let a target count no longer; it stays in the history."""
    indicator = _indicator(code)
    require(viewer, DEFINE, indicator.owner or ROOT)
    row = _current(code, scope, period)
    if row is None:
        raise Missing(N_("There is no target for this period that counts."))
    _end(row, viewer.name, now, reason.strip()[:_REASON])
    audit.record(
        verb="indicator.target.ended",
        thing=f"indicator:{code}",
        agency=indicator.owner or ROOT,
        before=_facts(row),
        reason=row.reason,
    )


def targets(*, code: str) -> tuple[Target, ...]:
    """Return the targets of an indicator that count, by scope and time."""
    return tuple(rows.target(row) for row in _counting({code}))


def targets_of(codes: Collection[str], scope: Scope | None = None) -> Mapping[tuple[str, Scope], list[Target]]:
    """Return the targets that count by indicator and scope, in order of time."""
    found: dict[tuple[str, Scope], list[Target]] = {}
    for row in _counting(codes, scope):
        target = rows.target(row)
        found.setdefault((target.code, target.scope), []).append(target)
    return found


def history(*, code: str) -> tuple[TargetVersion, ...]:
    """Return all targets that an indicator ever had, the newest first."""
    return tuple(map(rows.target_version, Row.objects.filter(code=code).order_by("-set_at", "-pk")))


def _counting(codes: Collection[str], scope: Scope | None = None) -> Any:
    found = Row.objects.filter(code__in=codes, ended_at__isnull=True)
    if scope is not None:
        found = found.filter(scope_kind=scope.kind, scope=scope.key)
    return found.order_by("code", "scope_kind", "scope", "first", "frequency")


def _indicator(code: str) -> Indicator:
    found = known.indicators({code}).get(code)
    if found is None:
        raise known.unknown(code)
    return found


def _current(code: str, scope: Scope, period: Period) -> Row | None:
    """Return the target that counts, and let nobody else change it until this is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 37))", [code])
    return Row.objects.filter(**rows.cell(code, scope, period), ended_at__isnull=True).first()


def _end(row: Row, by: str, now: datetime, reason: str) -> None:
    row.ended_at, row.ended_by, row.reason = max(now, row.set_at), by, reason
    row.save(update_fields=["ended_at", "ended_by", "reason"])


def _check(indicator: Indicator, target: Target) -> None:
    """Refuse a target that cannot be meant."""
    if target.comparison not in COMPARISONS:
        raise Refusal(
            N_("A target is compared by >=, <=, = or as a range."),
            field="comparison",
            remedy=N_("Choose one of them."),
        )
    if target.scope.kind not in offering.kinds(indicator):
        raise Refusal(
            N_("“%(title)s” is not taken of this kind of scope."),
            field="scope",
            remedy=N_("Choose one of the scopes that its definition names."),
            params={"title": indicator.title},
        )
    if target.period.frequency not in (indicator.frequency, *offering.LONGER[indicator.frequency]):
        raise Refusal(
            N_("The period %(period)s is shorter than those for which “%(title)s” is taken."),
            field="period",
            remedy=N_("Set the target for a longer period."),
            params={"period": str(target.period), "title": indicator.title},
        )
    numbers = [number for number in (target.number, target.high) if number is not None]
    if not all(number.is_finite() and abs(number) < _LARGEST for number in numbers):
        raise Refusal(N_("This is no number that can be kept."), field="number", remedy=N_("Enter a plain number."))
    if (target.comparison == "range") != (target.high is not None) or (target.high or target.number) < target.number:
        raise Refusal(
            N_("A range has two ends, the lower one first; other targets have one figure."),
            field="high",
            remedy=N_("Enter both ends of the range, or leave the upper end out."),
        )


def _facts(row: Row) -> dict[str, Any]:
    return {
        "scope": f"{row.scope_kind}:{row.scope}",
        "first": row.first,
        "frequency": row.frequency,
        "comparison": row.comparison,
        "number": rows.plain(row.number),
        "high": rows.plain(row.high),
        "basis": row.basis,
    }
