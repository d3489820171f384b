"""Reports of a month or a quarter: filled from what is known, completed by the agency, sent, and put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.periods import Frequency, Period
from honglam.base.time import VIETNAM
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity import api as identity
from honglam.kit.access import require
from honglam.packs.plan.contracts.reports import AgencyReport, ReportLine, ReportTarget, Synthesis
from honglam.packs.plan.contracts.work import LEAD, WORK, Phase
from honglam.packs.plan.models import PeriodReport, Work
from honglam.packs.plan.service import settings, standing, urging
from honglam.packs.plan.service.tasks import late, today_of

FREQUENCIES = (Frequency.MONTH, Frequency.QUARTER)
_MOST = 8000  # characters of reasons and proposals


def period_of(text: str) -> Period:
    """Return the month or quarter that a text names.

    Raises:
        Refusal: it names something else.
    """
    found = Period.read(text)
    if found.frequency not in FREQUENCIES:
        raise Refusal(N_("Reports are made for months and quarters."), remedy=N_("Write for example 2026-Q4."))
    return found


def report(*, agency: str, period: Period, viewer: Viewer, now: datetime) -> AgencyReport:
    """Return the report of an agency: as it was sent, or as it would be sent now.

    Raises:
        Missing: there is no such agency.
        Forbidden: the viewer neither works there nor leads it.
    """
    require(viewer, LEAD if viewer.may(LEAD, agency) else WORK, agency)
    found = identity.agency(path=agency)
    if found is None:
        raise Missing(N_("There is no such agency."))
    return _report(agency, found.name, period, now)


@transaction.atomic
def write(  # noqa: PLR0913  (whose, of when, what, by whom, whether it goes out)
    *, agency: str, period: Period, reasons: str, proposals: str, send: bool, viewer: Viewer, now: datetime
) -> None:
    """Keep what an agency adds to its report, and send it.

    Raises:
        Refusal: it says too much, or the period has not begun.
        Conflict: it was sent already.
        Forbidden: the viewer does not work there.
    """
    require(viewer, WORK, agency)
    if max(len(reasons), len(proposals)) > _MOST:
        raise Refusal(N_("This is too long: at most %(most)s letters."), field="reasons", params={"most": _MOST})
    if today_of(now) < period.first:
        raise Refusal(N_("This period has not begun."))
    row = PeriodReport.objects.select_for_update().filter(agency=agency, period=str(period)).first()
    if row is not None and row.sent_at is not None:
        raise Conflict(N_("This report was sent already."), remedy=N_("Say what is new in the next one."))
    row = row or PeriodReport(agency=agency, period=str(period))
    row.reasons, row.proposals, row.saved_by, row.saved_at = reasons.strip(), proposals.strip(), viewer.name, now
    if send:
        found = _report(agency, "", period, now)
        row.picture = {"lines": [_kept(line) for line in found.lines], "targets": [_kept(t) for t in found.targets]}
        row.sent_at, row.sent_by = now, viewer.name
    row.save()
    verb = "plan.report.sent" if send else "plan.report.saved"
    audit.record(verb=verb, thing=f"plan.report:{row.pk}", agency=agency, after={"period": str(period)})


def synthesis(*, period: Period, viewer: Viewer, now: datetime) -> Synthesis:
    """Return what the province reports; only agencies that the viewer leads, which is all of them for its leaders.

    Raises:
        Forbidden: the viewer leads nothing.
    """
    require(viewer, LEAD)
    names = {each.path: each.name for each in identity.agencies()}
    rhythm = settings.rhythm(period.frequency)
    paths = [path for path in reporters(period) if viewer.may(LEAD, path)]
    reports = tuple(_report(path, names.get(path, path), period, now) for path in paths)
    return Synthesis(
        period=period,
        due=rhythm.due(period),
        legal=rhythm.legal,
        verified=rhythm.verified,
        agencies=reports,
        targets=standing.targets(agency="", viewer=viewer, now=now),
    )


def reporters(period: Period) -> tuple[str, ...]:
    """Return the agencies that have to report: those that led a task in the period, in order."""
    return tuple(_during(period).order_by("lead").values_list("lead", flat=True).distinct())


def remind(*, now: datetime) -> int:
    """Remind agencies whose report is due soon and was not sent, each once for each mark; return how many."""
    today, told = today_of(now), 0
    for frequency in FREQUENCIES:
        period = Period.of(today, frequency)
        marks = [mark for mark in settings.rhythm(frequency).marks(period) if mark <= today]
        if not marks or today > settings.rhythm(frequency).due(period):
            continue
        sent = PeriodReport.objects.filter(period=str(period), sent_at__isnull=False).values_list("agency", flat=True)
        for agency in set(reporters(period)) - set(sent):
            told += urging.tell_report(agency, period, mark=marks[-1], now=now)
    return told


def _during(period: Period) -> Any:
    """Return the tasks that an agency had in a period: given before its end, and not done before it began."""
    begin = datetime.combine(period.first, datetime.min.time(), VIETNAM)
    end = datetime.combine(period.next.first, datetime.min.time(), VIETNAM)
    still = Q(closed_at__isnull=True) | Q(closed_at__gte=begin)
    return Work.objects.filter(still, opened_at__lt=end).exclude(phase=Phase.WITHDRAWN)


def _report(agency: str, name: str, period: Period, now: datetime) -> AgencyReport:
    row = PeriodReport.objects.filter(agency=agency, period=str(period)).first() or PeriodReport()
    due = settings.rhythm(period.frequency).due(period)
    sent = today_of(row.sent_at) if row.sent_at else None
    if sent is None:
        works = _during(period).filter(lead=agency).order_by("deadline", "id")
        lines: Iterable[ReportLine] = (_line(work, today_of(now)) for work in works)
        targets: Iterable[ReportTarget] = standing.targets(agency=agency, viewer=None, now=now)
    else:
        lines = (_line_of(each) for each in row.picture["lines"])
        targets = (standing.target_of(each) for each in row.picture["targets"])
    return AgencyReport(
        agency=agency,
        name=name,
        period=period,
        due=due,
        lines=tuple(lines),
        targets=tuple(targets),
        reasons=row.reasons,
        proposals=row.proposals,
        sent_at=row.sent_at,
        sent_by=row.sent_by,
        late=(sent or today_of(now)) > due,
    )


def _line(work: Work, today: date) -> ReportLine:
    closed = today_of(work.closed_at) if work.closed_at else None
    return ReportLine(
        code=work.code,
        number=work.number,
        title=work.title,
        lead=work.lead,
        deadline=work.deadline,
        phase=Phase(work.phase),
        percent=work.percent,
        closed=closed,
        late=late(deadline=work.deadline, closed=closed, today=today),
        reason=work.obstacles,
        proposals=work.proposals,
    )


def _kept(found: ReportLine | ReportTarget) -> dict[str, Any]:
    """Return a line as JSON keeps it."""
    return {
        name: value if isinstance(value, bool | int | None) else str(value) for name, value in asdict(found).items()
    }


def _line_of(kept: dict[str, Any]) -> ReportLine:
    days = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("deadline", "closed")}
    return ReportLine(**kept | days | {"phase": Phase(kept["phase"])})
