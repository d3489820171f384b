"""What is to be entered: the figures of each period that is over, until their day; and with whom late ones lie."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Min, Q
from django.utils.timezone import localdate

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.periods import Frequency, Period
from honglam.engines.indicator.contracts import Indicator, Scope, SourceKind, Value
from honglam.engines.indicator.contracts.desk import Cell, Due, Late
from honglam.engines.indicator.models import Definition, Target
from honglam.engines.indicator.models import Value as Row
from honglam.engines.indicator.service import known, rows, scopes

BACK = 3  # periods that are over, of those for which figures are asked
_SHORT = {Frequency.DAY, Frequency.WEEK}  # of these only the last
_TITLES = 5


def due(*, viewer: Viewer, right: str, now: datetime) -> tuple[Due, ...]:
    """Return what is still to be submitted where the viewer holds a right, the oldest first."""
    today, manual = localdate(now), _by_hand()
    cells = _cells(manual, viewer, right)
    begun = _begun(manual)
    wanted = {code: _periods(each, begun[code], today) for code, each in manual.items() if code in cells}
    there = _newest(wanted, {period for periods in wanted.values() for period in periods})
    found = []
    for code, periods in wanted.items():
        for period in periods:
            every = [_with(cell, period, there) for cell in cells[code]]
            missing = tuple(cell for cell in every if cell.open)
            if missing:
                until = period.last + timedelta(days=settings.INDICATOR_DUE_DAYS)
                found.append(
                    Due(
                        indicator=manual[code],
                        period=period,
                        due=until,
                        late=until < today,
                        cells=missing,
                        count=len(every),
                    )
                )
    return tuple(sorted(found, key=lambda each: (each.due, each.indicator.group, each.indicator.code)))


def late_by_agency(found: Iterable[Due]) -> tuple[Late, ...]:
    """Return with whom late figures lie, those with the most first."""
    lies: dict[str, list[str]] = {}
    for each in found:
        for cell in each.cells if each.late else ():
            lies.setdefault(cell.agency, []).append(each.indicator.title)
    names = scopes.agencies()
    made = (
        Late(
            agency=agency,
            name=names.get(agency, agency),
            count=len(titles),
            titles=tuple(dict.fromkeys(titles))[:_TITLES],
        )
        for agency, titles in lies.items()
    )
    return tuple(sorted(made, key=lambda late: (-late.count, late.name)))


def grid(*, period: Period, viewer: Viewer, right: str, code: str = "") -> tuple[Cell, ...]:
    """Return the figures of a period that the viewer enters: those of one indicator, or of all of this frequency."""
    manual = {c: each for c, each in _by_hand({code} if code else None).items() if each.frequency is period.frequency}
    cells = _cells(manual, viewer, right)
    before = period.shifted(-1)
    there, former = _newest(cells, {period}), _newest(cells, {before}, published=True)
    found = (_with(cell, period, there) for of in cells.values() for cell in of)
    return tuple(
        Cell(
            indicator=cell.indicator,
            scope=cell.scope,
            name=cell.name,
            agency=cell.agency,
            period=cell.period,
            value=cell.value,
            former=former.get((cell.indicator.code, cell.scope, before)),
        )
        for cell in found
    )


Stand = tuple[str, Scope, Period]


def _with(cell: Cell, period: Period, there: Mapping[Stand, Value]) -> Cell:
    return Cell(
        indicator=cell.indicator,
        scope=cell.scope,
        name=cell.name,
        agency=cell.agency,
        period=period,
        value=there.get((cell.indicator.code, cell.scope, period)),
    )


def _by_hand(codes: Collection[str] | None = None) -> dict[str, Indicator]:
    found = known.indicators(codes)
    return {c: each for c, each in found.items() if each.source.kind is SourceKind.MANUAL and not each.closed}


def _cells(manual: Mapping[str, Indicator], viewer: Viewer, right: str) -> dict[str, list[Cell]]:
    """Return the figures of each indicator that belong to agencies where the viewer holds the right."""
    had: dict[str, set[Scope]] = {}
    for model, counts in ((Target, Q(ended_at__isnull=True)), (Row, Q(latest=True))):
        chosen = model.objects.filter(counts, code__in=manual)
        for code, kind, key in chosen.values_list("code", "scope_kind", "scope").distinct():
            had.setdefault(code, set()).add(Scope(kind=kind, key=key))
    found: dict[str, list[Cell]] = {}
    for code, indicator in manual.items():
        for scope in scopes.expected(indicator, had.get(code, ())):
            agency = _giver(indicator, scope)
            if agency and viewer.may(right, agency):
                begun = Period.of(date(2000, 1, 3), indicator.frequency)
                cell = Cell(indicator=indicator, scope=scope, name="", agency=agency, period=begun)
                found.setdefault(code, []).append(cell)
    names = scopes.named(cell.scope for of in found.values() for cell in of)
    return {code: [_named(cell, names[cell.scope]) for cell in of] for code, of in found.items()}


def _named(cell: Cell, name: str) -> Cell:
    return Cell(indicator=cell.indicator, scope=cell.scope, name=name, agency=cell.agency, period=cell.period)


def _giver(indicator: Indicator, scope: Scope) -> str:
    try:
        return scopes.giver(indicator, scope)
    except Refusal:  # an agency that is gone gives no figures
        return ""


def _begun(manual: Collection[str]) -> Mapping[str, date]:
    """Return since when each indicator is defined: what was before is asked of nobody."""
    found = Definition.objects.filter(code__in=manual).values_list("code").annotate(since=Min("published_at"))
    return {code: localdate(since) for code, since in found}


def _periods(indicator: Indicator, since: date, today: date) -> list[Period]:
    """Return the periods that are over and for which figures are asked, the oldest first."""
    now = Period.of(today, indicator.frequency)
    back = 1 if indicator.frequency in _SHORT else BACK
    return [period for period in (now.shifted(-number) for number in range(back, 0, -1)) if period.last >= since]


def _newest(codes: Collection[str], periods: Collection[Period], *, published: bool = False) -> dict[Stand, Value]:
    """Return the newest version of each figure; with `published` the one that counts."""
    chosen = Row.objects.filter(
        code__in=list(codes), first__in={p.first for p in periods}, frequency__in={p.frequency.value for p in periods}
    )
    if published:
        chosen = chosen.filter(latest=True)
    found: dict[Stand, Value] = {}
    for row in chosen.order_by("version"):
        value = rows.value(row)
        found[value.code, value.scope, value.period] = value
    return found
