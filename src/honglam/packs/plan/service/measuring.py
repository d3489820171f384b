"""A target becomes an indicator with what is to be reached: by hand, or bound to a measure that the house has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from honglam.base.access import Grant, Viewer
from honglam.base.errors import Missing
from honglam.base.periods import Frequency, Period
from honglam.base.text import fold
from honglam.base.words import N_
from honglam.engines.indicator.api import definitions
from honglam.engines.indicator.api import targets as indicator_targets
from honglam.engines.indicator.contracts import Direction, Indicator, Scope, Source, SourceKind, Target
from honglam.kit.measures import MEASURES, Measure, ScopeKind
from honglam.packs.plan.models import Plan, TargetLine
from honglam.packs.plan.service import checking

_DIRECTIONS = {">=": Direction.UP, "<=": Direction.DOWN, "=": Direction.NEAR, "range": Direction.NEAR}
_WORD = re.compile(r"[^\W_]{2,}")
_COMMON = frozenset(
    [
        "ty",
        "le",
        "so",
        "luong",
        "duoc",
        "cac",
        "cua",
        "cho",
        "va",
        "voi",
        "tren",
        "the",
        "theo",
        "den",
        "tu",
        "tinh",
        "toi",
        "thieu",
        "dat",
        "phan",
        "dau",
        "nam",
    ]
)
_OFFERED, _LEAST_COMMON = 3, 2
_PREFERRED = (Frequency.QUARTER, Frequency.MONTH, Frequency.YEAR, Frequency.HALF)
_SLUG, _TITLE = 44, 300
_DONE = Decimal(100)
_BY_DAY = N_("How much of it is done, in %, by what the agency reports. The plan says until when.")


def words(text: str) -> frozenset[str]:
    """Return the words of a text that say something."""
    return frozenset(_WORD.findall(fold(text))) - _COMMON


def scope_of(agency: str) -> Scope:
    """Return of whom the figures of a plan are: the province's, or its agency's."""
    return Scope(kind=ScopeKind.AGENCY, key=agency) if "." in agency else Scope(kind=ScopeKind.PROVINCE)


def offers(text: str, unit: str, agency: str) -> tuple[Measure, ...]:
    """Return the measures that may be what a target means: of its unit and scope, by words in common, best first."""
    wanted, kind = words(text), scope_of(agency).kind
    found = [
        (len(wanted & words(str(measure.title))), measure)
        for measure in MEASURES
        if kind in measure.kinds and (str(measure.unit) == "%") == (unit == "%")
    ]
    best = sorted((pair for pair in found if pair[0] >= _LEAST_COMMON), key=lambda pair: -pair[0])
    return tuple(measure for _common, measure in best[:_OFFERED])


def code_for(plan: Plan, text: str, taken: Iterable[str]) -> str:
    """Return the code of the indicator of a target: readable, and nobody else's."""
    said = [word for word in _WORD.findall(fold(text)) if word not in _COMMON and not word.isdecimal()]
    slug = "_".join(said)[:_SLUG].strip("_") or "target"
    own = f"{plan.agency.rpartition('.')[2].lower()}_" if "." in plan.agency else ""
    base = f"plan.{plan.year}.{re.sub(r'[^a-z0-9_]', '', own)}{re.sub(r'[^a-z0-9_]', '', slug)}"
    known, code, number = set(taken), base, 2
    while code in known or _exists(code):
        code, number = f"{base}_{number}", number + 1
    return code


def make(*, line: TargetLine, plan: Plan, measure: str, viewer: Viewer, now: datetime) -> None:
    """Define the indicator of a target and set what is to be reached. Doing it again changes nothing."""
    maker = _maker(viewer, line.agency, plan.agency)
    wanted = _definition(line, plan, measure)
    if not _exists(line.code):
        definitions.define(indicator=wanted, viewer=maker, now=now)
    indicator_targets.set_target(target=_target(line, plan, wanted.frequency), viewer=maker, now=now)


def end(*, line: TargetLine, plan: Plan, viewer: Viewer, now: datetime) -> None:
    """Take no figures of a target that an amendment has taken away; those that are published stay."""
    definitions.close(code=line.code, viewer=_maker(viewer, line.agency, plan.agency), now=now)


def _maker(viewer: Viewer, *agencies: str) -> Viewer:
    """Return the viewer with the right to define what the plan defines: who confirms it decides that with it."""
    return replace(viewer, grants=viewer.grants | {Grant("indicator.define", path) for path in agencies})


def _exists(code: str) -> bool:
    try:
        definitions.find(code=code)
    except Missing:
        return False
    return True


def _definition(line: TargetLine, plan: Plan, measure_id: str) -> Indicator:
    measure = MEASURES.get(measure_id) if measure_id else None
    day = checking.day_in(line.value)
    frequencies = measure.frequencies if measure else (Frequency.QUARTER,)
    return Indicator(
        code=line.code,
        title=line.text[:_TITLE],
        meaning=_BY_DAY if day else line.text[:4000],
        unit="%" if day else (line.unit or "số lượng"),
        frequency=next(each for each in (*_PREFERRED, *frequencies) if each in frequencies),
        kinds=(scope_of(plan.agency).kind,),
        direction=_DIRECTIONS[line.direction] if not day else Direction.UP,
        source=Source(kind=SourceKind.MEASURE, measure=measure_id) if measure else Source(),
        owner=line.agency,
        legal=(plan.number,) if plan.number else (),
        group=(line.section or plan.title)[:200],
        least=Decimal(0),
    )


def _target(line: TargetLine, plan: Plan, frequency: Frequency) -> Target:
    day = checking.day_in(line.value)
    last = day or date(plan.year or 0, 12, 31)
    low, high = (_DONE, None) if day else checking.numbers(line.value, line.direction)
    return Target(
        code=line.code,
        scope=scope_of(plan.agency),
        period=Period.of(last, frequency),
        comparison=">=" if day else line.direction,
        number=low,
        high=high,
        basis=(plan.number or plan.title)[:200],
    )
