"""Words of indicators: periods, standings, targets and forecasts as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from honglam.base.errors import Refusal
from honglam.base.money import format_number
from honglam.base.periods import Frequency, Period
from honglam.base.time import format_date
from honglam.base.words import N_
from honglam.engines.indicator.contracts import Forecast, Indicator, Progress, Scope, Standing, Target
from honglam.kit.statuses import Status

STANDINGS: Mapping[Standing, Status] = {
    Standing.MISSED: Status("bad", icon="circle-x", word=gettext_lazy("Missed")),
    Standing.AT_RISK: Status("soon", icon="alert-triangle", word=gettext_lazy("At risk")),
    Standing.ON_WAY: Status("info", icon="progress", word=gettext_lazy("On the way")),
    Standing.MET: Status("good", icon="circle-check", word=gettext_lazy("Met")),
    Standing.NO_DATA: Status("plain", icon="help-circle", word=gettext_lazy("No data")),
    Standing.NO_TARGET: Status("plain", icon="circle-dashed", word=gettext_lazy("No target")),
}
WORST_FIRST = tuple(STANDINGS)
KINDS: Mapping[str, str] = {
    "province": N_("the province"),
    "agency": N_("agencies"),
    "commune": N_("communes"),
}
_COMPUTED = {"measure", "formula"}
_WHOLE = 100  # of a share
_OLDEST = date(1990, 1, 1)  # no figure is older
_COMPARED = {">=": "≥", "<=": "≤", "=": "="}


def period_words(period: Period) -> str:
    """Return `Quarter 3/2026`, `08/2026`, `2026`, as people say it."""
    year, month = period.first.year, period.first.month
    if period.frequency is Frequency.DAY:
        return format_date(period.first)
    if period.frequency is Frequency.WEEK:
        week = period.first.isocalendar()
        return _("Week %(week)s/%(year)s") % {"week": week.week, "year": week.year}
    if period.frequency is Frequency.MONTH:
        return f"{month:02}/{year}"
    if period.frequency is Frequency.QUARTER:
        return _("Quarter %(quarter)s/%(year)s") % {"quarter": (month + 2) // 3, "year": year}
    if period.frequency is Frequency.HALF:
        half = N_("First half of %(year)s") if month < 7 else N_("Second half of %(year)s")
        return _(half) % {"year": year}
    return str(year)


def figure_words(number: Decimal | None, indicator: Indicator) -> str:
    """Return a figure with its unit: `71,4 %`."""
    if number is None:
        return "–"
    written = format_number(number, decimals=indicator.decimals)
    return f"{written} {indicator.unit}" if indicator.unit else written


def target_words(target: Target | None, indicator: Indicator) -> str:
    """Return `≥ 75,0 % by the end of 2026`; empty without a target."""
    if target is None:
        return ""
    said = figure_words(target.number, indicator)
    if target.comparison == "range" and target.high is not None:
        said = f"{format_number(target.number, decimals=indicator.decimals)} – {figure_words(target.high, indicator)}"
    else:
        said = f"{_COMPARED.get(target.comparison, target.comparison)} {said}"
    return _("%(figure)s by %(day)s") % {"figure": said, "day": format_date(target.period.last)}


def gap_words(progress: Progress, indicator: Indicator) -> str:
    """Say what is missing."""
    if progress.gap is None:
        return ""
    if not progress.gap:
        return _("Nothing is missing")
    unit = _("percentage points") if indicator.unit == "%" else indicator.unit
    return _("%(figure)s %(unit)s to go") % {
        "figure": format_number(abs(progress.gap), decimals=indicator.decimals),
        "unit": unit,
    }


def forecast_words(forecast: Forecast | None, target: Target | None, indicator: Indicator) -> str:
    """Say what it will be if it goes on as it did; empty when there are too few figures."""
    if forecast is None:
        return ""
    day = format_date(target.period.last) if target else ""
    words = {
        "figure": figure_words(forecast.number, indicator),
        "low": format_number(forecast.low, decimals=indicator.decimals),
        "high": figure_words(forecast.high, indicator),
        "day": day,
    }
    if day:
        return _("If it goes on so: %(figure)s by %(day)s, with 80 of 100 between %(low)s and %(high)s") % words
    return _("If it goes on so: %(figure)s, with 80 of 100 between %(low)s and %(high)s") % words


def comment_words(comment: str, source: str) -> str:
    """Return what is said with a figure; of one that is computed it is a msgid that says why there is none."""
    return _(comment) if comment and source in _COMPUTED else comment


def method_words(forecast: Forecast | None, indicator: Indicator) -> str:
    """Say how a forecast was reckoned, and where it is cut or could pass 100 %; empty without one."""
    if forecast is None:
        return ""
    said = [_(forecast.method)]
    if forecast.limited:
        said.append(_("The line leads beyond what this figure can be and is cut there."))
    elif indicator.unit == "%" and indicator.most is None and forecast.high > _WHOLE:
        said.append(_("The definition names no largest figure, so the line may lead beyond 100 %."))
    return " ".join(said)


def scope_words(scope: Scope, names: Mapping[str, str]) -> str:
    """Return of whom a figure is; a person is never named."""
    if scope.kind == "province":
        return _("The whole province")
    if scope.kind == "person":
        return _("one person")
    return names.get(scope.key, scope.key)


def indicator_title(indicator: Indicator, *, english: bool) -> str:
    """Return its title in the language of the page."""
    return indicator.title_en if english and indicator.title_en else indicator.title


def read_scope(text: str) -> Scope | None:
    """Return the scope that a word means: `province`, `commune:18562`, `agency:H27.skhcn`; None when it is empty.

    Raises:
        Refusal: it means none.
    """
    said = text[:210]
    if not said:
        return None
    kind, _sign, key = said.partition(":")
    if kind not in KINDS or bool(key) is (kind == "province"):
        raise Refusal(
            N_("“%(text)s” is no scope."),
            field="scope",
            remedy=N_("Write for example province, commune:18562 or agency:H27.skhcn."),
            params={"text": said[:60]},
        )
    return Scope(kind=kind, key=key)


def day_of_figures(day: date | None, now: datetime, text: str = "") -> date:
    """Return the day when figures could have been published on it.

    Raises:
        Refusal: it is none, too long ago, or still to come.
    """
    if day is None or not _OLDEST <= day <= localdate(now):
        raise Refusal(
            N_("“%(text)s” is no day on which figures could have been published."),
            field="on",
            remedy=N_("Choose a day that is over, such as 2026-06-30."),
            params={"text": (text or str(day))[:40]},
        )
    return day
