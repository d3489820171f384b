"""Whether a figure can be what its definition says: said in sentences that name the remedy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.indicator.contracts import Indicator, NewValue, SourceKind

_LARGEST = Decimal(10) ** 19  # what the column holds, with a digit to spare
_FINEST = 8


def check(indicator: Indicator, entry: NewValue, today: date) -> None:
    """Refuse a figure that cannot be entered.

    Raises:
        Refusal: the sentence says what is wrong and what to do.
    """
    _check_taken(indicator)
    _check_period(indicator, entry, today)
    if entry.number is None:
        _check_reason(entry)
    else:
        _check_number(indicator, entry.number)


def check_evidence(indicator: Indicator, evidence: int) -> None:
    """Refuse to hand a figure in without the file that its definition asks for.

    Raises:
        Refusal: none stands beside it.
    """
    if indicator.source.evidence and not evidence:
        raise Refusal(
            N_("“%(title)s” needs evidence beside the figure."),
            field="evidence",
            remedy=N_("Open the figure, add the file that proves it, and submit it again."),
            params={"title": indicator.title},
        )


def _check_taken(indicator: Indicator) -> None:
    if indicator.closed:
        raise Refusal(
            N_("“%(title)s” is closed; no new figures are taken."),
            field="code",
            remedy=N_("Ask who owns the indicator which one has taken its place."),
            params={"title": indicator.title},
        )
    if indicator.source.kind is not SourceKind.MANUAL:
        raise Refusal(
            N_("The figures of “%(title)s” are computed; nobody enters them."),
            field="code",
            remedy=N_("If one is wrong, correct the records from which it is computed."),
            params={"title": indicator.title},
        )


def _check_period(indicator: Indicator, entry: NewValue, today: date) -> None:
    period = entry.period
    if period.frequency is not indicator.frequency:
        raise Refusal(
            N_("“%(title)s” is not taken for the period %(period)s."),
            field="period",
            remedy=N_("Take the periods from our template."),
            params={"title": indicator.title, "period": str(period)},
        )
    if period.first > today:
        raise Refusal(
            N_("The period %(period)s has not begun."),
            field="period",
            remedy=N_("Enter its figure from %(day)s on."),
            params={"period": str(period), "day": f"{period.first:%d/%m/%Y}"},
        )
    if entry.as_of is not None and not period.first <= entry.as_of <= min(period.last, today):
        raise Refusal(
            N_("The day %(day)s does not lie in the period %(period)s, or is still to come."),
            field="as_of",
            remedy=N_("Give the day as of which the figure holds."),
            params={"day": f"{entry.as_of:%d/%m/%Y}", "period": str(period)},
        )


def _check_reason(entry: NewValue) -> None:
    if not entry.comment.strip():
        raise Refusal(
            N_("A figure is missing and nothing says why."),
            field="comment",
            remedy=N_("Enter the figure, or write beside it why there is none."),
        )


def _check_number(indicator: Indicator, number: Decimal) -> None:
    if not number.is_finite() or abs(number) >= _LARGEST:
        raise Refusal(N_("This is no number that can be kept."), field="number", remedy=N_("Enter a plain number."))
    exponent = number.normalize().as_tuple().exponent
    digits = max(0, -exponent) if isinstance(exponent, int) else 0
    if digits > min(indicator.decimals, _FINEST):
        raise Refusal(
            N_("This figure has %(digits)s digits after the comma; at most %(most)s are taken."),
            field="number",
            remedy=N_("Round it."),
            params={"digits": digits, "most": indicator.decimals},
        )
    if indicator.least is not None and number < indicator.least:
        raise Refusal(
            N_("This figure is smaller than the smallest that can be, %(least)s %(unit)s."),
            field="number",
            remedy=N_("Check the figure and its unit."),
            params={"least": f"{indicator.least:f}", "unit": indicator.unit},
        )
    if indicator.most is not None and number > indicator.most:
        raise Refusal(
            N_("This figure is larger than the largest that can be, %(most)s %(unit)s."),
            field="number",
            remedy=N_("Check the figure and its unit."),
            params={"most": f"{indicator.most:f}", "unit": indicator.unit},
        )
