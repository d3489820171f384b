"""Figures as SDMX-CSV 2.0: one line for each observation, as SDMX readers of other systems take it.

The key is FREQ, INDICATOR, SCOPE, REF_AREA and TIME_PERIOD. Codes of FREQ and OBS_STATUS are those of the cross-domain
lists of SDMX (CL_FREQ, CL_OBS_STATUS).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from io import StringIO

from honglam.base.periods import Frequency
from honglam.base.time import VIETNAM
from honglam.engines.indicator.contracts import Indicator
from honglam.engines.indicator.models import Value
from honglam.engines.indicator.service import boards_figures
from honglam.engines.indicator.service.scopes import ROOT

DATAFLOW = "HONGLAM:INDICATORS(1.0.0)"
DIMENSIONS = ("FREQ", "INDICATOR", "SCOPE", "REF_AREA", "TIME_PERIOD")
MEASURES = ("OBS_VALUE",)
ATTRIBUTES = ("OBS_STATUS", "UNIT_MEASURE", "DECIMALS", "TITLE", "COMMENT_OBS", "LAST_UPDATE")
HEAD = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, *MEASURES, *ATTRIBUTES)
_FREQUENCIES = {
    Frequency.DAY: "D",
    Frequency.WEEK: "W",
    Frequency.MONTH: "M",
    Frequency.QUARTER: "Q",
    Frequency.HALF: "S",
    Frequency.YEAR: "A",
}
_ACTED_ON = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes text that begins so for a formula
_CHUNK = 64 * 1024


def written(rows: Iterable[Value], known: Mapping[str, Indicator]) -> Iterator[str]:
    """Yield the file in pieces of some 64 KiB; `known` has the definition of each row's indicator."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(HEAD)
    for row in rows:
        writer.writerow(_line(row, known[row.code]))
        if buffer.tell() >= _CHUNK:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _line(row: Value, indicator: Indicator) -> tuple[str, ...]:
    period = boards_figures.period_of(row)
    published = (row.published_at or row.recorded_at).astimezone(VIETNAM)
    return (
        "dataflow",
        DATAFLOW,
        "I",
        _FREQUENCIES[period.frequency],
        row.code,
        row.scope_kind,
        row.scope or ROOT,
        str(period),
        plain(row.number),
        "M" if row.number is None else "P" if published.date() <= period.last else "A",
        _text(indicator.unit),
        str(indicator.decimals),
        _text(indicator.title),
        _text(row.comment),
        published.isoformat(timespec="seconds"),
    )


def plain(number: Decimal | None) -> str:
    """Return a figure with a dot and without zeros at its end: all of it, however few digits are shown elsewhere."""
    if number is None:
        return ""
    written_ = f"{number:f}"
    return written_.rstrip("0").rstrip(".") if "." in written_ else written_


def _text(said: str) -> str:
    one_line = " ".join(said.split())
    return f"'{one_line}" if one_line.startswith(_ACTED_ON) else one_line
