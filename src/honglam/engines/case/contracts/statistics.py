"""Figures of cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# Upper bounds in working hours of how long something took; a last, open class stands above them.
BOUNDS = (1, 2, 4, 8, 16, 24, 40, 80, 160, 320, 640)
CLASSES = len(BOUNDS) + 1
_MINUTES = 60


class By(StrEnum):
    """What each line of figures is about."""

    ALL = "all"
    PROCEDURE = "procedure"
    AGENCY = "agency"
    COMMUNE = "commune"
    TOPIC = "topic"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Which figures are wanted.

    What was received, reopened and extended counts on the day of the reception; what was answered, and how it was
    rated, on the day of the last answer. A case counts for the agency that has it now, or answered it.

    Attributes:
        by: what each line is about.
        since: the first day, in Vietnam; all when it is not given.
        until: the last day.
        procedure: only this one.
        agency: only this one and all below.
        commune: only this one.
        topic: only this one; topics are kept by month, so the days are widened to whole months.
    """

    by: By = By.ALL
    since: date | None = None
    until: date | None = None
    procedure: str = ""
    agency: str = ""
    commune: str = ""
    topic: str = ""

    @property
    def by_topic(self) -> bool:
        """Whether topics must be told apart."""
        return self.by is By.TOPIC or bool(self.topic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One line of figures.

    Attributes:
        key: the procedure, agency, commune, topic, or day as `2026-12-07`, month as `2026-12`; empty for all.
        opened: cases received.
        closed: cases answered.
        late: of these, after their time limit.
        reopened: how often cases were taken up again.
        extended: how often their time was extended.
        ratings: cases that were rated.
        stars: of these, the sum of the stars.
        minutes: working time of the answered cases, without the times when the clock stood still.
        classes: answered cases by how long they took, in the classes of `BOUNDS`.
        open: cases that are open now; 0 when lines are days or months.
        overdue: of these, those whose limit passed before the last full hour.
    """

    key: str = ""
    opened: int = 0
    closed: int = 0
    late: int = 0
    reopened: int = 0
    extended: int = 0
    ratings: int = 0
    stars: int = 0
    minutes: int = 0
    classes: tuple[int, ...] = (0,) * CLASSES
    open: int = 0
    overdue: int = 0

    @property
    def on_time(self) -> int:
        """Cases answered within their limit, or that have none."""
        return self.closed - self.late

    @property
    def on_time_percent(self) -> float | None:
        """The share of answered cases that were on time; None when none was answered."""
        return 100 * self.on_time / self.closed if self.closed else None

    @property
    def satisfaction(self) -> float | None:
        """The mean number of stars, 1 to 5; None when nobody rated."""
        return self.stars / self.ratings if self.ratings else None

    @property
    def mean_hours(self) -> float | None:
        """The mean handling time in working hours; None when nothing was measured."""
        measured = sum(self.classes)
        return self.minutes / _MINUTES / measured if measured else None

    @property
    def median_hours(self) -> float | None:
        """The median handling time in working hours, to the accuracy of the classes; None when nothing was measured."""
        return median(self.classes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How long a step takes an agency, and how much lies there now.

    Attributes:
        procedure: id of the procedure.
        element: id of the step.
        agency: path of the agency; empty when all are together.
        done: tasks done.
        late: of these, after their limit.
        minutes: working time from when they came to when they were done.
        classes: as in `Figures`.
        open: tasks that wait now.
        overdue: of these, those whose limit passed before the last full hour.
    """

    procedure: str
    element: str
    agency: str = ""
    done: int = 0
    late: int = 0
    minutes: int = 0
    classes: tuple[int, ...] = (0,) * CLASSES
    open: int = 0
    overdue: int = 0

    @property
    def mean_hours(self) -> float | None:
        """The mean waiting time in working hours; None when nothing was done."""
        measured = sum(self.classes)
        return self.minutes / _MINUTES / measured if measured else None

    @property
    def median_hours(self) -> float | None:
        """The median waiting time in working hours, to the accuracy of the classes; None when nothing was done."""
        return median(self.classes)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what a count of the cases gives: where, which one, what is kept, what is right."""

    where: tuple[str, ...]
    figure: str
    kept: int
    counted: int


def class_of(minutes: int) -> int:
    """Return the class to which a working time belongs."""
    return next((n for n, bound in enumerate(BOUNDS) if minutes <= bound * _MINUTES), CLASSES - 1)


def median(classes: tuple[int, ...]) -> float | None:
    """Return the median of times that were counted in classes, evenly spread inside each; None of nothing."""
    total = sum(classes)
    if not total:
        return None
    before = 0
    for n, count in enumerate(classes):
        if count and before + count >= total / 2:
            low, high = (BOUNDS[n - 1] if n else 0), BOUNDS[min(n, CLASSES - 2)]
            return low + (high - low) * (total / 2 - before) / count if n < CLASSES - 1 else float(high)
        before += count
    return None
