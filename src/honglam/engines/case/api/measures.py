"""The door of what can be measured of cases; every figure is a sum that is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from honglam.base.periods import Frequency, Period
from honglam.engines.case.api import statistics
from honglam.engines.case.contracts.statistics import Ask, By, Figures
from honglam.kit.measures import Asked, Measure, ScopeKind
from honglam.kit.nav import Text

_BY = {ScopeKind.PROVINCE: By.ALL, ScopeKind.AGENCY: By.AGENCY, ScopeKind.COMMUNE: By.COMMUNE}
_EVENTS = ("vn.honglam.cases.case-opened", "vn.honglam.cases.case-closed", "vn.honglam.cases.case-reopened")
_READINGS: tuple[tuple[str, Text, Text, Callable[[Figures], float | None]], ...] = (
    ("opened", _("Cases received"), _("cases"), lambda line: line.opened),
    ("closed", _("Cases answered"), _("cases"), lambda line: line.closed),
    ("late", _("Cases answered late"), _("cases"), lambda line: line.late),
    ("on_time", _("Cases answered on time"), "%", lambda line: line.on_time_percent),
    ("reopened", _("Cases taken up again"), _("times"), lambda line: line.reopened),
    ("satisfaction", _("Satisfaction with answers"), _("stars"), lambda line: line.satisfaction),
    ("median_hours", _("Median handling time"), _("working hours"), lambda line: line.median_hours),
)


def measures(*, room: str = "case", procedure: str = "", name: Text = "") -> tuple[Measure, ...]:
    """Return what can be measured of cases, for `kit.measures.MEASURES`.

    Args:
        room: first part of their ids: a pack that measures its own procedure gives its own.
        procedure: only cases of this one.
        name: what people call these cases, before the title of each measure.
    """
    return tuple(_measure(room, procedure, name, *each) for each in _READINGS)


def _measure(  # noqa: PLR0913, PLR0917  (a row of the table above, and whose it is)
    room: str, procedure: str, name: Text, word: str, title: Text, unit: Text, figure: Callable[[Figures], float | None]
) -> Measure:
    def values(asked: Asked) -> Mapping[str, Decimal]:
        ask = Ask(by=_BY[asked.kind], since=asked.period.first, until=asked.period.last, procedure=procedure)
        found = ((line.key, figure(line)) for line in statistics.public_figures(ask=ask, now=asked.now))
        return {scope: Decimal(str(value)) for scope, value in found if value is not None}

    def records(scope: str, period: Period) -> str:
        """Return the list of the cases that were received in the period; it shows what its reader may see."""
        where = f"&commune={scope}" if scope.isdigit() else f"&agency={scope}" if scope else ""
        where += f"&procedure={procedure}" if procedure else ""
        return f"/desk/case/all/?opened_at_from={period.first}&opened_at_to={period.last}{where}"

    return Measure(
        id=f"{room}.{word}",
        title=format_lazy("{}: {}", name, title) if name else title,
        unit=unit,
        kinds=tuple(_BY),
        frequencies=tuple(Frequency),
        values=values,
        records=records,
        events=_EVENTS,
    )
