"""The words of reporting: what an agency says of a month or quarter, and what the province makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from honglam.base.periods import Period
from honglam.packs.plan.contracts.work import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """A task as it stands in a report.

    Attributes:
        lead: path of the agency that leads it.
        closed: the day on which it was done; None while it is not.
        late: its last day was missed.
        reason: what stood in the way, as the agency last said.
    """

    code: str
    number: str
    title: str
    lead: str
    deadline: date | None
    phase: Phase
    percent: int
    closed: date | None
    late: bool
    reason: str
    proposals: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTarget:
    """A target as it stands in a report.

    Attributes:
        code: of its indicator.
        target: as the plan says it, with comparison and unit.
        reached: the newest published figure; None when there is none.
        as_of: its period.
        standing: `met`, `on_way`, `at_risk`, `missed`, `no_data` or `no_target`.
    """

    code: str
    title: str
    agency: str
    target: str
    unit: str
    reached: Decimal | None
    as_of: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyReport:
    """The report of one agency for one period.

    Attributes:
        due: the day on which it is due.
        reasons: why something is late, in the agency's words.
        sent_at: None while it is a draft, which shows what is known now; a sent one shows what was known then.
        late: it came after its day, or has not come and the day has passed.
    """

    agency: str
    name: str
    period: Period
    due: date
    lines: tuple[ReportLine, ...]
    targets: tuple[ReportTarget, ...]
    reasons: str = ""
    proposals: str = ""
    sent_at: datetime | None = None
    sent_by: str = ""
    late: bool = False

    @property
    def done(self) -> tuple[ReportLine, ...]:
        """What was done."""
        return tuple(each for each in self.lines if each.phase is Phase.DONE)

    @property
    def overdue(self) -> tuple[ReportLine, ...]:
        """What is late and not done."""
        return tuple(each for each in self.lines if each.late and each.phase is not Phase.DONE)

    @property
    def running(self) -> tuple[ReportLine, ...]:
        """What is under way and not late."""
        return tuple(each for each in self.lines if not each.late and each.phase is not Phase.DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthesis:
    """What the province reports for one period: every agency's report, and who has not sent one.

    Attributes:
        legal: the act that sets the day; `verified` says whether somebody has compared it.
    """

    period: Period
    due: date
    legal: str
    verified: bool
    agencies: tuple[AgencyReport, ...]
    targets: tuple[ReportTarget, ...]

    @property
    def missing(self) -> tuple[AgencyReport, ...]:
        """Who has not sent a report."""
        return tuple(each for each in self.agencies if each.sent_at is None)

    @property
    def tardy(self) -> tuple[AgencyReport, ...]:
        """Who sent one after its day."""
        return tuple(each for each in self.agencies if each.sent_at is not None and each.late)

    @property
    def lines(self) -> tuple[ReportLine, ...]:
        """The tasks of all agencies."""
        return tuple(line for each in self.agencies for line in each.lines)


Names = Mapping[str, str]
