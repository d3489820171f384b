"""What is exported: the same tables and charts as a workbook, a Word file or a PDF, and figures as SDMX-CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.time import format_date, format_moment
from honglam.base.words import N_
from honglam.engines.indicator import pictures, wording
from honglam.engines.indicator.contracts.boards import Asked, Board, Line, Made, Ranked, Sight
from honglam.engines.indicator.drawing import Picture
from honglam.engines.indicator.service import (
    boards,
    boards_figures,
    defining,
    exporting_docx,
    exporting_pdf,
    exporting_sdmx,
    exporting_xlsx,
)
from honglam.engines.indicator.service.exporting_parts import Amount, Cell, Column, Report, Section

LINES_MAX = 2_000  # of a workbook or a document; what is longer is read by machines
_CHARTS_MAX = 60


_OFFICE = "application/vnd.openxmlformats-officedocument"
WRITERS: Mapping[str, tuple[Callable[[Report], bytes], str]] = {
    "xlsx": (exporting_xlsx.written, f"{_OFFICE}.spreadsheetml.sheet"),
    "docx": (exporting_docx.written, f"{_OFFICE}.wordprocessingml.document"),
    "pdf": (exporting_pdf.written, "application/pdf"),
}


def board(*, form: str, asked: Asked, viewer: Viewer | None, now: datetime) -> Made:
    """Return the board as a file.

    Raises:
        Refusal: it is too long.
        Missing: there is no such form.
    """
    found = boards.board(asked=asked, viewer=viewer, now=now)
    if len(found.lines) > LINES_MAX:
        raise _too_long(len(found.lines))
    return _made(form, _of_board(found, now), "indicators", now)


def sight(*, form: str, found: Sight, now: datetime) -> Made:
    """Return the page of one indicator as a file."""
    return _made(form, _of_sight(found, now), found.line.indicator.code.replace(".", "-"), now)


def sdmx(*, asked: Asked, codes: tuple[str, ...], on: date | None, viewer: Viewer | None) -> Iterator[str]:
    """Yield the lines of SDMX-CSV with what is published of these indicators, as far as the viewer may see it."""
    eyes = boards.Eyes(viewer)
    known = {
        each.code: each
        for each in defining.listed(codes=codes or None)
        if (viewer or each.public) and asked.group in {"", each.group} and asked.owner in {"", each.owner}
    }
    which = boards_figures.Which(codes=list(known), scope=asked.scope, on=on)
    rows = boards_figures.each_published(which)
    seen = (row for row in rows if eyes.may(known[row.code], boards_figures.scope_of(row), row.agency))
    return exporting_sdmx.written(seen, known)


def english() -> bool:
    """Tell whether the reader's language is English."""
    return (get_language() or "vi").startswith("en")


def _made(form: str, report: Report, name: str, now: datetime) -> Made:
    if form not in WRITERS:
        raise Missing(N_("There is no such form of export."), remedy=N_("Choose XLSX, DOCX, PDF or SDMX-CSV."))
    writer, kind = WRITERS[form]
    return Made(content=writer(report), name=f"{slugify(name)}-{now:%Y%m%d}.{form}", kind=kind)


def _of_board(found: Board, now: datetime) -> Report:
    groups: dict[str, list[Line]] = {}
    for line in found.lines:
        groups.setdefault(line.indicator.group, []).append(line)
    charts = iter(range(_CHARTS_MAX))
    sections = tuple(
        Section(
            title=group or _("Other indicators"),
            sheet=_("Indicators"),
            columns=_board_columns(),
            rows=tuple(_board_row(line) for line in lines),
            pictures=tuple(drawn for line in lines if (drawn := _drawn(line)) and next(charts, None) is not None),
        )
        for group, lines in groups.items()
    )
    subtitle = _("%(scope)s, as of %(moment)s") % {
        "scope": found.scope_name or _("What you may see"),
        "moment": format_moment(now),
    }
    return Report(title=_("Indicators"), subtitle=subtitle, sections=sections, now=now)


def _board_columns() -> tuple[Column, ...]:
    return (
        Column(_("Heading"), paper=False, width=24),
        Column(_("Code"), paper=False, width=24),
        Column(_("Indicator"), width=48),
        Column(_("Of whom"), width=20),
        Column(_("Unit"), width=10),
        Column(_("Period")),
        Column(_("Figure")),
        Column(_("Goal")),
        Column(_("At most"), paper=False),
        Column(_("By"), width=12),
        Column(_("To go")),
        Column(_("Standing")),
        Column(_("Forecast")),
        Column(_("Answers for it"), paper=False, width=30),
    )


def _board_row(line: Line) -> tuple[Cell, ...]:
    indicator, progress = line.indicator, line.progress
    value, target, forecast = progress.value, progress.target, progress.forecast

    def amount(number: Decimal | None) -> Amount | None:
        return None if number is None else Amount(number, indicator.decimals)

    return (
        indicator.group,
        indicator.code,
        wording.indicator_title(indicator, english=english()),
        line.scope_name,
        indicator.unit,
        wording.period_words(value.period) if value else "",
        amount(value.number if value else None),
        amount(target.number if target else None),
        amount(target.high if target else None),
        target.period.last if target else None,
        amount(progress.gap),
        str(wording.STANDINGS[progress.standing].word),
        amount(forecast.number if forecast else None),
        line.owner_name,
    )


def _of_sight(found: Sight, now: datetime) -> Report:
    indicator = found.line.indicator
    drawn = _drawn(found.line)
    sections = [_issues(found, drawn)]
    for kind, lines in found.ranking.items():
        if lines:
            sections.append(_ranking(kind, lines, found))
    subtitle = _("%(scope)s, as of %(moment)s") % {
        "scope": found.line.scope_name,
        "moment": format_date(found.on) if found.on else format_moment(now),
    }
    title = wording.indicator_title(indicator, english=english())
    return Report(title=title, subtitle=f"{subtitle}. {_standing(found.line)}", sections=tuple(sections), now=now)


def _issues(found: Sight, drawn: Picture | None) -> Section:
    indicator = found.line.indicator
    columns = (
        Column(_("Period"), width=18),
        Column(_("First day"), paper=False, width=12),
        Column(_("Last day"), paper=False, width=12),
        Column(_("Figure")),
        Column(_("Unit"), width=10),
        Column(_("Version"), width=9),
        Column(_("Published"), width=18),
        Column(_("Counted until"), width=18),
    )
    rows = tuple(
        (
            wording.period_words(each.period),
            each.period.first,
            each.period.last,
            None if each.number is None else Amount(each.number, indicator.decimals),
            indicator.unit,
            Amount(Decimal(each.version)),
            each.published_at,
            each.superseded_at,
        )
        for each in found.issues[:LINES_MAX]
    )
    title = _("Figures")
    return Section(title=title, sheet=title, columns=columns, rows=rows, pictures=(drawn,) if drawn else ())


def _ranking(kind: str, lines: tuple[Ranked, ...], found: Sight) -> Section:
    indicator = found.line.indicator
    columns = (
        Column(_("Rank"), width=8),
        Column(_("Of whom"), width=34),
        Column(_("Period")),
        Column(_("Figure")),
        Column(_("Unit"), width=10),
        Column(_("Standing")),
    )

    def row(line: Ranked) -> tuple[Cell, ...]:
        value = line.progress.value
        number = value.number if value else None
        return (
            None if line.rank is None else Amount(Decimal(line.rank)),
            line.name,
            wording.period_words(value.period) if value else "",
            None if number is None else Amount(number, indicator.decimals),
            indicator.unit,
            str(wording.STANDINGS[line.progress.standing].word),
        )

    title = _("Beside each other: %(kind)s") % {"kind": _(wording.KINDS[kind])}
    return Section(title=title, sheet=_(wording.KINDS[kind]), columns=columns, rows=tuple(map(row, lines)))


def _standing(line: Line) -> str:
    word = str(wording.STANDINGS[line.progress.standing].word)
    target = wording.target_words(line.progress.target, line.indicator)
    return f"{word}: {target}" if target else word


def _drawn(line: Line) -> Picture | None:
    return pictures.picture(line.indicator, line.progress, english=english())


def _too_long(count: int) -> Refusal:
    return Refusal(
        N_("These are %(count)s indicators: too many for one file."),
        remedy=N_("Choose a heading or an agency, or take SDMX-CSV."),
        params={"count": count},
    )
