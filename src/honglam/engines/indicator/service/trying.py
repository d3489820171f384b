"""A formula is tried against the figures that count, before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from honglam.base.access import Viewer
from honglam.base.periods import Period
from honglam.engines.indicator.contracts import Indicator, Scope, Source, SourceKind, Tried, TriedLine
from honglam.engines.indicator.service import checking_formulas, computing, defining, scopes
from honglam.kit.access import require

_BACK = 12  # so many periods are looked through for one with figures
_SHOWN = 10
RIGHT = "indicator.define"


def try_formula(*, indicator: Indicator, viewer: Viewer, now: datetime) -> Tried:
    """Return what the formula of a definition that is not saved would give for the newest period with figures."""
    require(viewer, RIGHT)
    tried = replace(indicator, source=Source(kind=SourceKind.FORMULA, formula=indicator.source.formula))
    known = {each.code: each for each in defining.listed()} | {tried.code: tried}
    faults = tuple(checking_formulas.faults(tried, known))
    if faults:
        return Tried(faults=faults)
    period = Period.of(localdate(now), tried.frequency)
    for _back in range(_BACK):
        found = computing.given_by(indicator=tried, period=period, known=known, now=now)
        if any(isinstance(each, Decimal) for each in found.values()):
            return Tried(period=period, lines=_lines(tried, found, viewer))
        period = period.shifted(-1)
    return Tried()


def _lines(
    indicator: Indicator, found: Mapping[tuple[str, str], Decimal | str], viewer: Viewer
) -> tuple[TriedLine, ...]:
    """Return what is shown: the province first, then the first of the others; figures of people are nobody's to try."""
    allowed = [at for at in sorted(found, key=lambda at: (at[0] != "province", at)) if at[0] != "person"]
    seen = [Scope(kind=kind, key=key) for kind, key in allowed if viewer.may(RIGHT, _agency(indicator, kind, key))]
    names = scopes.named(seen[:_SHOWN])
    lines = []
    for scope in seen[:_SHOWN]:
        each = found[scope.kind, scope.key]
        number, reason = (None, each) if isinstance(each, str) else (each, "")
        lines.append(TriedLine(name=names[scope], number=number, reason=reason))
    return tuple(lines)


def _agency(indicator: Indicator, kind: str, key: str) -> str:
    if kind == "agency":
        return key
    return (scopes.committees().get(key, "") if kind == "commune" else indicator.owner) or scopes.ROOT
