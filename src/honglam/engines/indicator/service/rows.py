"""Figures and targets between their tables and the words of the room."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from honglam.base.periods import Frequency, Period
from honglam.engines.indicator import models
from honglam.engines.indicator.contracts import Scope, State, Target, TargetVersion, Value


def value(row: models.Value) -> Value:
    """Return a kept figure."""
    return Value(
        id=row.pk,
        code=row.code,
        scope=Scope(kind=row.scope_kind, key=row.scope),
        period=Period(row.first, Frequency(row.frequency)),
        version=row.version,
        number=plain(row.number),
        state=State(row.state),
        source=row.source,
        author=row.author,
        verifier=row.verifier,
        comment=row.comment,
        evidence=tuple(UUID(each) for each in row.evidence),
        recorded_at=row.recorded_at,
        published_at=row.published_at,
        superseded_at=row.superseded_at,
        agency=row.agency,
        author_name=row.author_name,
        verifier_name=row.verifier_name,
        publisher_name=row.publisher_name,
        reason=row.reason,
        as_of=row.as_of,
        revision=row.revision,
    )


def target(row: models.Target) -> Target:
    """Return a kept target."""
    return Target(
        code=row.code,
        scope=Scope(kind=row.scope_kind, key=row.scope),
        period=Period(row.first, Frequency(row.frequency)),
        comparison=row.comparison,
        number=plain(row.number) or Decimal(0),
        high=plain(row.high),
        basis=row.basis,
    )


def target_version(row: models.Target) -> TargetVersion:
    """Return a kept target with its history."""
    return TargetVersion(
        target=target(row),
        set_at=row.set_at,
        set_by=row.set_by,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        reason=row.reason,
    )


def cell(code: str, scope: Scope, period: Period) -> dict[str, Any]:
    """Return the columns by which the versions of one figure, or its target, are found."""
    return {
        "code": code,
        "scope_kind": scope.kind,
        "scope": scope.key,
        "frequency": period.frequency.value,
        "first": period.first,
    }


def plain(number: Decimal | None) -> Decimal | None:
    """Return a number without the zeros that its column adds."""
    return None if number is None else Decimal(f"{number.normalize():f}")
