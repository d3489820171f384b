"""What the indicator engine can measure of cases; every figure is a sum that is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from honglam.base.periods import Frequency, Period
from honglam.engines.case import api
from honglam.engines.case.contracts.statistics import Ask, By, Figures
from honglam.kit.measures import Asked, Measure, ScopeKind
from honglam.kit.nav import Text

_BY = {ScopeKind.PROVINCE: By.ALL, ScopeKind.AGENCY: By.AGENCY, ScopeKind.COMMUNE: By.COMMUNE}
_EVENTS = ("vn.honglam.cases.case-opened", "vn.honglam.cases.case-closed", "vn.honglam.cases.case-reopened")

Reading = Callable[[Figures], float | None]


def _measure(id_: str, title: Text, unit: Text, reading: Reading) -> Measure:
    def values(asked: Asked) -> Mapping[str, Decimal]:
        ask = Ask(by=_BY[asked.kind], since=asked.period.first, until=asked.period.last)
        found = ((line.key, reading(line)) for line in api.statistics.public_figures(ask=ask, now=asked.now))
        return {scope: Decimal(str(value)) for scope, value in found if value is not None}

    return Measure(
        id=id_,
        title=title,
        unit=unit,
        kinds=tuple(_BY),
        frequencies=tuple(Frequency),
        values=values,
        records=_records,
        events=_EVENTS,
    )


def _records(scope: str, period: Period) -> str:
    """Return the list of the cases that were received in the period; it shows what its reader may see."""
    where = f"&commune={scope}" if scope.isdigit() else f"&agency={scope}" if scope else ""
    return f"/desk/case/all/?opened_at_from={period.first}&opened_at_to={period.last}{where}"


MEASURES = (
    _measure("case.opened", _("Cases received"), _("cases"), lambda line: line.opened),
    _measure("case.closed", _("Cases answered"), _("cases"), lambda line: line.closed),
    _measure("case.late", _("Cases answered late"), _("cases"), lambda line: line.late),
    _measure("case.on_time", _("Cases answered on time"), "%", lambda line: line.on_time_percent),
    _measure("case.reopened", _("Cases taken up again"), _("times"), lambda line: line.reopened),
    _measure("case.satisfaction", _("Satisfaction with answers"), _("stars"), lambda line: line.satisfaction),
    _measure("case.median_hours", _("Median handling time"), _("working hours"), lambda line: line.median_hours),
)
