"""For the tests of packs: an indicator, its figures and its targets in a line each.

an_indicator("dx.online", unit="%", decimals=1)
figures("dx.online", {"2026-01": 40, "2026-02": 44, "2026-03": "48.5"})
a_target("dx.online", "2026", ">=", 70)
assert standing_of("dx.online", on=date(2026, 4, 10)).standing == "on_way"
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max

from honglam.base.periods import Frequency, Period
from honglam.base.trace import SYSTEM
from honglam.engines.indicator import models
from honglam.engines.indicator.contracts import Indicator, Progress, Scope, SourceKind, Target, Value
from honglam.engines.indicator.service import boards_worst, defining, rows, scopes, standing, superseding, targets

MONDAY = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)  # nine o'clock in Vietnam
PROVINCE = Scope(kind="province")
Number = int | str | Decimal | None


def an_indicator(code: str = "test.share", *, now: datetime = MONDAY, **facts: Any) -> Indicator:
    """Publish a definition, checked like any other; by default a monthly share of the province, entered by hand."""
    usual: dict[str, Any] = {
        "title": f"Chỉ tiêu {code}",
        "title_en": f"Indicator {code}",
        "unit": "%",
        "frequency": Frequency.MONTH,
        "kinds": ("province",),
    }
    made = Indicator(code=code, **{**usual, **facts})
    return defining.publish(indicators=[made], by=None, origin="", now=now)[0]


def figures(
    code: str,
    numbers: Mapping[str, Number],
    *,
    scope: Scope = PROVINCE,
    agency: str = "",
    now: datetime | None = None,
) -> tuple[Value, ...]:
    """Publish figures by period, in the order that is given; a period that has a figure gets the next version.

    Args:
        code: of the indicator, which must be defined.
        numbers: by period (`2026-01`).
        scope: of whom; it need not be an agency or a commune that exists when `agency` is given.
        agency: path of the agency that gives them; that of the scope when empty.
        now: when they are published; without it ten days after the end of each period.
    """
    indicator = defining.find(code=code)
    giver = agency or scopes.giver(indicator, scope)
    by_hand = indicator.source.kind is SourceKind.MANUAL
    made = []
    for text, number in numbers.items():
        period = Period.read(text)
        at = now or datetime.combine(period.last + timedelta(days=10), time(3), UTC)
        cell = rows.cell(code, scope, period)
        last = models.Value.objects.filter(**cell).aggregate(last=Max("version"))["last"] or 0
        row = models.Value(
            **cell,
            agency=giver,
            version=last + 1,
            number=None if number is None else Decimal(str(number)),
            source=indicator.source.kind.value,
            author="1" if by_hand else "",
            author_name="Lan" if by_hand else "",
            verifier="2" if by_hand else "",
            verifier_name="Nam" if by_hand else "",
            publisher="2" if by_hand else "",
            publisher_name="Nam" if by_hand else "",
            hands=["1"] if by_hand else [],
            comment="" if number is not None else "Chưa có số liệu",
            recorded_at=at,
        )
        superseding.supersede(rows=[row], now=at)
        made.append(row)
    return tuple(rows.value(row) for row in made)


def a_target(  # noqa: PLR0913  (what is to be reached, by whom, by when)
    code: str,
    period: str,
    comparison: str,
    number: Number,
    *,
    high: Number = None,
    scope: Scope = PROVINCE,
    basis: str = "",
    now: datetime = MONDAY,
) -> Target:
    """Set a target, checked like any other; a second one for the same period ends the first."""
    target = Target(
        code=code,
        scope=scope,
        period=Period.read(period),
        comparison=comparison,
        number=Decimal(str(number)),
        high=None if high is None else Decimal(str(high)),
        basis=basis,
    )
    return targets.write(target, defining.find(code=code), SYSTEM.name, now)


def standing_of(code: str, *, on: date, scope: Scope = PROVINCE) -> Progress:
    """Return how an indicator stands on the morning of a day."""
    (found,) = standing.progress(codes=[code], scope=scope, now=datetime.combine(on, time(2), UTC))
    return found


def forget() -> None:
    """Forget what this process keeps of agencies and of what is late; the next test has others."""
    scopes.forget()
    boards_worst.forget()
