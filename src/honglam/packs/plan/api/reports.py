"""The door of reports."""

from __future__ import annotations

from datetime import datetime

from honglam.base.access import Viewer
from honglam.base.periods import Period
from honglam.packs.plan.contracts.reports import AgencyReport, Synthesis
from honglam.packs.plan.service import national, papers, reporting


def period_of(*, text: str) -> Period:
    """Return the month or quarter that a text names.

    Raises:
        Refusal: it names something else.
    """
    return reporting.period_of(text)


def report(*, agency: str, period: Period, viewer: Viewer, now: datetime) -> AgencyReport:
    """Return the report of an agency: as it was sent, or as it would be sent now.

    Raises:
        Missing: there is no such agency.
        Forbidden: the viewer neither works there nor leads it.
    """
    return reporting.report(agency=agency, period=period, viewer=viewer, now=now)


def write(  # noqa: PLR0913  (whose, of when, what, by whom, whether it goes out)
    *, agency: str, period: Period, reasons: str, proposals: str, send: bool, viewer: Viewer, now: datetime
) -> None:
    """Keep what an agency adds to its report, and send it.

    Raises:
        Refusal: it says too much, or the period has not begun.
        Conflict: it was sent already.
        Forbidden: the viewer does not work there.
    """
    reporting.write(
        agency=agency, period=period, reasons=reasons, proposals=proposals, send=send, viewer=viewer, now=now
    )


def synthesis(*, period: Period, viewer: Viewer, now: datetime) -> Synthesis:
    """Return what the agencies that the viewer leads report together, and who has not reported.

    Raises:
        Forbidden: the viewer leads nothing.
    """
    return reporting.synthesis(period=period, viewer=viewer, now=now)


def paper(*, of: AgencyReport | Synthesis, now: datetime) -> bytes:
    """Return a report as DOCX."""
    return papers.of_agency(of, now) if isinstance(of, AgencyReport) else papers.of_province(of, now)


def workbook(*, of: Synthesis) -> bytes:
    """Return the synthesis for the national reporting system as XLSX."""
    return national.as_workbook(of)


def as_json(*, of: Synthesis) -> bytes:
    """Return the same as JSON."""
    return national.as_json(of)


def remind(*, now: datetime) -> int:
    """Remind agencies whose report is due soon and was not sent, each once for each mark; return how many."""
    return reporting.remind(now=now)
