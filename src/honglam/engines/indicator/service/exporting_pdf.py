"""Reports as PDF, and charts as pictures, set by Typst (decision 37) without a browser or a library of the system."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Literal

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from honglam.base.time import format_moment
from honglam.engines.indicator.drawing import Picture, chart
from honglam.engines.indicator.service.exporting_parts import Amount, Report, Section, said

FONT = "Libertinus Serif"  # inside Typst; has every Vietnamese letter and the serif look of official papers
_DPI = 192


def written(report: Report) -> bytes:
    """Return the PDF: tagged (PDF/UA-1), tables with heads on each page, charts with words for who cannot see them."""
    data: dict[str, object] = {
        "title": report.title,
        "subtitle": report.subtitle,
        "lang": (get_language() or "vi")[:2],
        "foot": _("Printed %(moment)s") % {"moment": format_moment(report.now)},
        "empty": _("There are no figures yet."),
        "sections": [_section(each) for each in report.sections],
    }
    return _set("report.typ", data, "pdf", timestamp=int(report.now.timestamp()))


def png(picture: Picture) -> bytes:
    """Return a chart as a picture, for papers that cannot hold a drawing."""
    return _set("picture.typ", {"svg": chart(picture, font=FONT)}, "png")


def _section(section: Section) -> dict[str, object]:
    shown = [number for number, column in enumerate(section.columns) if column.paper]
    figures = [any(isinstance(row[number], Amount) for row in section.rows) for number in shown]
    return {
        "title": section.title,
        "figures": figures,
        "columns": [section.columns[number].title for number in shown],
        "widths": [section.columns[number].width for number in shown],
        "rows": [[said(row[number]) or "–" for number in shown] for row in section.rows],
        "pictures": [
            {"svg": chart(each, font=FONT), "title": each.title, "words": each.words or each.title}
            for each in section.pictures
        ],
    }


def _set(name: str, data: dict[str, object], form: Literal["pdf", "png"], timestamp: int | None = None) -> bytes:
    """Set a page. What people wrote reaches Typst as data and is never read as its language."""
    return typst.compile(
        _source(name),
        format=form,
        ppi=_DPI if form == "png" else None,
        pdf_standards="ua-1" if form == "pdf" else None,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,  # the same paper on every machine
        timestamp=timestamp,
    )


@cache
def _source(name: str) -> bytes:
    return files("honglam.engines.indicator.printing").joinpath(name).read_bytes()
