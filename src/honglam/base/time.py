"""Dates and times as Vietnam writes them: `05/02/2026`, `17:00 15/12/2026`, `ngày 05 tháng 02 năm 2026`.

Input is read generously in form and strictly in meaning: several spellings of one date are welcome, a text that could
mean two dates is refused. The clock is never read here; whoever needs it takes `now` as a parameter.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import total_ordering
from zoneinfo import ZoneInfo

from honglam.base.errors import Refusal
from honglam.base.text import clean, fold
from honglam.base.words import N_

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
YEAR_MIN, YEAR_MAX = 1800, 2200

_NUMERIC = re.compile(r"(?:ngay )?([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_WORDY = re.compile(r"(?:ngay )?([0-9]{1,2}) ?thang ?([0-9]{1,2}),? ?(?:nam )?([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")
_BARE_DIGITS = re.compile(r"[0-9]{6}|[0-9]{8}")
_MONTH = re.compile(r"(?:thang )?([0-9]{1,2})(?:[/.-]| ?nam )([0-9]{4})")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_YEAR = re.compile(r"(?:nam )?([0-9]{4})")
_CLOCK = re.compile(r"([0-9]{1,2}) ?(?::|h|gio) ?([0-9]{2})?(?: ?(?:ph(?:ut)?|:([0-9]{2})))?")
_JOINTS = re.compile(r",? ?ng[àa]y |, ?| ", re.IGNORECASE)


# Writing


def format_date(day: date) -> str:
    """Write a date: `05/02/2026`."""
    return f"{day:%d/%m}/{day.year:04}"


def format_date_in_words(day: date) -> str:
    """Write a date as the head of an official paper has it: `ngày 05 tháng 02 năm 2026`, but `tháng 3`.

    Decree 30/2020/NĐ-CP puts a zero before days below 10 and before months 1 and 2 only.
    """
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def format_time(moment: time | datetime) -> str:
    """Write a time of day: `17:00`. A moment is shown in Vietnam's time.

    Raises:
        ValueError: a moment without a time zone could be any hour.
    """
    return f"{vietnam(moment) if isinstance(moment, datetime) else moment:%H:%M}"


def format_moment(moment: datetime) -> str:
    """Write a moment in Vietnam's time: `17:00 15/12/2026`.

    Raises:
        ValueError: as `format_time`.
    """
    local = vietnam(moment)
    return f"{local:%H:%M} {format_date(local)}"


def vietnam(moment: datetime) -> datetime:
    """Return the same moment on Vietnam's clock.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(VIETNAM)


# Reading


def parse_date(text: str, *, field: str | None = None) -> date:
    """Read a date, day first: `05/02/2026`, `5-2-2026`, `5.2.2026`, `ngày 5 tháng 2 năm 2026`, or ISO `2026-02-05`.

    Raises:
        Refusal: it is empty, not a date, has a year of two digits, does not exist (31/02), or lies outside 1800–2200.
    """
    tidy = clean(text)
    plain = fold(tidy)
    if match := _ISO.fullmatch(plain):
        year, month, day = map(int, match.groups())
    elif match := _NUMERIC.fullmatch(plain) or _WORDY.fullmatch(plain):
        day, month, year = map(int, match.groups())
    else:
        raise _no_date(tidy, plain, field)
    return _existing(year, month, day, field)


def _no_date(tidy: str, plain: str, field: str | None) -> Refusal:
    remedy = N_("Write it as day/month/year, like 05/02/2026.")
    if not tidy:
        return Refusal(N_("A date is needed here."), field=field, remedy=remedy)
    message = N_("“%(text)s” is not a date.")
    if _SHORT_YEAR.fullmatch(plain):
        message, remedy = N_("The year in “%(text)s” is not clear."), N_("Write the year with four digits: 05/02/2026.")
    elif _BARE_DIGITS.fullmatch(plain):
        message = N_("“%(text)s” can be read as several dates.")
    return Refusal(message, field=field, remedy=remedy, params={"text": tidy[:60]})


def _existing(year: int, month: int, day: int, field: str | None) -> date:
    params = {"day": day, "month": month, "year": year, "from": YEAR_MIN, "to": YEAR_MAX}
    if not YEAR_MIN <= year <= YEAR_MAX:
        raise Refusal(
            N_("The year %(year)s is not possible here."),
            field=field,
            remedy=N_("Write a year from %(from)s to %(to)s."),
            params=params,
        )
    if month > 12 and day <= 12:
        raise Refusal(
            N_("There is no month %(month)s."),
            field=field,
            remedy=N_("The day comes first, then the month: %(month)s/%(day)s/%(year)s."),
            params=params,
        )
    if not 1 <= month <= 12:
        raise Refusal(
            N_("There is no month %(month)s."), field=field, remedy=N_("Months go from 1 to 12."), params=params
        )
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise Refusal(
            N_("There is no day %(day)s in month %(month)s of %(year)s."),
            field=field,
            remedy=N_("That month has days 1 to %(last)s."),
            params=params | {"last": last},
        )
    return date(year, month, day)


def parse_time(text: str, *, field: str | None = None) -> time:
    """Read a time of day on the 24-hour clock: `17:00`, `17h`, `17h30`, `17 giờ 30 phút`.

    Raises:
        Refusal: it is empty, not a time, or beyond 23:59.
    """
    tidy = clean(text)
    match = _CLOCK.fullmatch(fold(tidy))
    # "17:" alone is unfinished, while "17h" is a whole hour.
    if match is None or (match[2] is None and ":" in tidy):
        raise Refusal(
            N_("“%(text)s” is not a time of day.") if tidy else N_("A time of day is needed here."),
            field=field,
            remedy=N_("Write it like 17:00."),
            params={"text": tidy[:60]},
        )
    hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise Refusal(
            N_("“%(text)s” is not a time of day."),
            field=field,
            remedy=N_("Hours go from 0 to 23 and minutes from 0 to 59."),
            params={"text": tidy[:60]},
        )
    return time(hour, minute, second)


def parse_moment(text: str, *, field: str | None = None) -> datetime:
    """Read a moment: `17:00 15/12/2026`, `15/12/2026 17:00`, `17h00 ngày 15 tháng 12 năm 2026`, or ISO with its offset.

    Without an offset it is Vietnam's time. The answer is on Vietnam's clock.

    Raises:
        Refusal: the date or the time is missing or wrong.
    """
    tidy = clean(text)
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]", tidy):
        return _iso_moment(tidy, field)
    halves = [(tidy[: joint.start()], tidy[joint.end() :]) for joint in _JOINTS.finditer(tidy)]
    found = [pair for one, two in halves for pair in ((one, two), (two, one)) if _CLOCK.fullmatch(fold(pair[0]))]
    if found:
        clock, day = max(found, key=lambda pair: len(pair[0]))  # the longest: "17 giờ 30", not "17 giờ"
        return datetime.combine(parse_date(day, field=field), parse_time(clock, field=field), VIETNAM)
    raise Refusal(
        N_("“%(text)s” is not a date with a time.") if tidy else N_("A date with a time is needed here."),
        field=field,
        remedy=N_("Write it like 17:00 15/12/2026."),
        params={"text": tidy[:60]},
    )


def _iso_moment(tidy: str, field: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(tidy)
    except ValueError:
        raise Refusal(
            N_("“%(text)s” is not a date with a time."),
            field=field,
            remedy=N_("Write it like 17:00 15/12/2026."),
            params={"text": tidy[:60]},
        ) from None
    _existing(moment.year, moment.month, moment.day, field)
    return moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)


# Dates of which only a part is known


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which only the year, or the year and the month, may be known, as in old papers.

    Ordered by its earliest possible day; the less that is known, the earlier.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise Refusal(N_("A day without its month is not a date."), remedy=N_("Write the month too."))
        _existing(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day, None)

    def __lt__(self, other: PartialDate) -> bool:
        return self._order() < other._order()

    def _order(self) -> tuple[int, int, int]:
        return (self.year, self.month or 0, self.day or 0)

    def __str__(self) -> str:
        """Return it in ISO 8601, as it is stored: `1960`, `1960-05`, `1960-05-19`."""
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None)])

    def display(self) -> str:
        """Return it as people write it: `1960`, `05/1960`, `19/05/1960`."""
        return "/".join([*(f"{part:02}" for part in (self.day, self.month) if part is not None), f"{self.year:04}"])

    def earliest(self) -> date:
        """Return the first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """Return the last day that it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])


def parse_partial_date(text: str, *, field: str | None = None) -> PartialDate:
    """Read a date, a month (`05/1960`, `tháng 5 năm 1960`, `1960-05`) or a year (`1960`, `năm 1960`).

    Raises:
        Refusal: as `parse_date`.
    """
    plain = fold(clean(text))
    if match := _YEAR.fullmatch(plain):
        known = _existing(int(match[1]), 1, 1, field)
        return PartialDate(known.year)
    if match := _ISO_MONTH.fullmatch(plain):
        known = _existing(int(match[1]), int(match[2]), 1, field)
        return PartialDate(known.year, known.month)
    if match := _MONTH.fullmatch(plain):
        known = _existing(int(match[2]), int(match[1]), 1, field)
        return PartialDate(known.year, known.month)
    known = parse_date(text, field=field)
    return PartialDate(known.year, known.month, known.day)
