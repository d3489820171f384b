"""What is kept about working time: default data, moved days, declared years, hours that agencies inherit."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from honglam.base.access import ANONYMOUS, Kind, Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.core.calendar import api, measures
from honglam.core.calendar.contracts import DayEntry, DayKind, Hours, HoursEntry, Session
from honglam.core.calendar.models import DayOverride, DeclaredYear
from honglam.core.calendar.testing import load_calendar
from honglam.kit.tiles import shown

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LAN = Viewer(id="7", name="Lan", kind=Kind.OFFICER)
SUMMER = Hours((Session(time(6, 30), time(11)), Session(time(14), time(17, 30))), (4, 15), (10, 15))
EARLY = Hours((Session(time(6), time(12)),))


@pytest.fixture(autouse=True)
def _loaded():
    load_calendar()


def enter(day: date, *, works: bool, legal: str = "1/QĐ") -> None:
    api.enter_day(entry=DayEntry(day, works, "Hoán đổi", legal, verified=True), viewer=LAN, now=NOW)


def hours_entry(agency: str, hours: Hours) -> HoursEntry:
    return HoursEntry(agency, hours, "2/QĐ", verified=True)


def close(agency: str, day: date) -> time:
    calendar = api.working_calendar(agency=agency)
    return api.due_same_day(calendar=calendar, received=datetime(day.year, day.month, day.day, tzinfo=UTC)).due.time()


def test_a_fresh_installation_knows_the_year_2026():
    off = {day.day: day for day in api.days_off(year=2026)}
    exchanged = off[date(2026, 1, 2)]
    assert exchanged.kind is DayKind.SWAPPED_OFF
    assert exchanged.legal == "12729/VPCP-KGVX"
    assert exchanged.verified
    assert off[date(2026, 1, 10)].kind is off[date(2026, 8, 22)].kind is DayKind.SWAPPED_ON
    assert off[date(2026, 8, 31)].kind is DayKind.SWAPPED_OFF
    resting = [f"{d:%d/%m}" for d, day in off.items() if not day.works and d.weekday() < 5]
    expected = "01/01 02/01 16/02 17/02 18/02 19/02 20/02 27/04 30/04 01/05 31/08 01/09 02/09 24/11"
    assert " ".join(resting) == expected
    assert off[date(2026, 11, 24)].legal == "Nghị quyết 80-NQ/TW"
    assert not off[date(2026, 11, 24)].verified
    assert off[date(2026, 9, 2)].legal == "Bộ luật Lao động 2019, Điều 112"


def test_loading_twice_changes_nothing_and_brings_back_nothing_withdrawn():
    api.withdraw_day(day=date(2026, 1, 10), viewer=LAN, now=NOW)
    before = api.days_off(year=2026), api.declared_years(), api.hours()
    load_calendar()
    assert (api.days_off(year=2026), api.declared_years(), api.hours()) == before
    assert not api.works(calendar=api.working_calendar(), day=date(2026, 1, 10))


def test_a_moved_day_counts_at_once_and_keeps_who_entered_and_withdrew_it():
    saturday = date(2026, 6, 13)
    enter(saturday, works=True)
    assert api.works(calendar=api.working_calendar(), day=saturday)
    api.withdraw_day(day=saturday, viewer=LAN, now=NOW)
    assert not api.works(calendar=api.working_calendar(), day=saturday)
    kept = DayOverride.objects.get(day=saturday)
    assert (kept.entered_by, kept.withdrawn_by, kept.withdrawn_at) == ("Lan", "Lan", NOW)
    enter(saturday, works=True)  # it can be entered anew


def test_a_holiday_can_be_worked():
    enter(date(2026, 9, 1), works=True)
    assert api.works(calendar=api.working_calendar(), day=date(2026, 9, 1))
    assert [d.works for d in api.days_off(year=2026) if d.day == date(2026, 9, 1)] == [True]


@pytest.mark.parametrize(
    ("day", "works"), [(date(2026, 6, 12), True), (date(2026, 6, 13), False), (date(2026, 9, 2), False)]
)
def test_an_entry_that_changes_nothing_is_refused(day, works):
    with pytest.raises(Refusal, match="already"):
        enter(day, works=works)


def test_a_day_is_entered_once_and_never_without_legal_basis():
    enter(date(2026, 6, 12), works=False)
    with pytest.raises(Conflict, match="entered already"):
        enter(date(2026, 6, 12), works=False)
    with pytest.raises(Refusal, match="needed") as refused:
        enter(date(2026, 6, 11), works=False, legal="  ")
    assert refused.value.field == "legal"
    with pytest.raises(Missing):
        api.withdraw_day(day=date(2026, 6, 10), viewer=LAN, now=NOW)


def test_a_year_must_be_declared_before_a_deadline_runs_into_it():
    received = datetime(2027, 12, 30, 3, 0, tzinfo=UTC)
    with pytest.raises(Refusal, match="2028"):
        api.due_in_days(calendar=api.working_calendar(), received=received, days=3)
    api.declare_year(year=2028, legal="3/TB", verified=True, viewer=LAN, now=NOW)
    assert api.due_in_days(calendar=api.working_calendar(), received=received, days=3).due.year == 2028
    with pytest.raises(Conflict, match="already declared"):
        api.declare_year(year=2028, legal="3/TB", verified=True, viewer=LAN, now=NOW)
    with pytest.raises(Refusal, match="no calendar") as refused:
        api.declare_year(year=2150, legal="3/TB", verified=True, viewer=LAN, now=NOW)
    assert refused.value.field == "year"


def test_an_agency_has_the_hours_of_the_agency_above_until_it_has_its_own():
    july, march = date(2026, 7, 1), date(2026, 3, 3)
    api.set_hours(entry=hours_entry("H27", SUMMER), viewer=LAN, now=NOW)
    api.set_hours(entry=hours_entry("H27.18562", EARLY), viewer=LAN, now=NOW)
    assert close("H27.15", july) == time(17, 30)
    assert close("H27.15", march) == time(17)
    assert close("H27.18562", july) == close("H27.18562.01", march) == time(12)
    assert close("H27.185", july) == time(17, 30)  # a name that begins alike is not a parent
    assert close("H28", july) == time(17)


def test_it_says_when_offices_are_open_on_a_day():
    working = api.opening(day=date(2026, 3, 3))
    assert working is not None
    assert working.hours == "7:00–11:30, 13:30–17:00"
    holiday = api.opening(day=date(2026, 9, 2))
    assert holiday is not None
    assert (holiday.sessions, holiday.reason) == ((), "Quốc khánh")
    assert api.opening(day=date(2028, 1, 3)) is None  # nobody has declared 2028


def test_hours_set_again_replace_those_of_the_same_season():
    for hours in (SUMMER, Hours(EARLY.sessions, SUMMER.first, SUMMER.last)):
        api.set_hours(entry=hours_entry("H27", hours), viewer=LAN, now=NOW)
    assert [entry.hours.sessions for entry in api.hours() if entry.agency == "H27"] == [EARLY.sessions]


@pytest.mark.parametrize(
    "hours",
    [
        Hours(()),
        Hours((Session(time(9), time(8)),)),
        Hours((Session(time(7), time(12)), Session(time(11), time(17)))),
        Hours(EARLY.sessions, (4, 15), None),
    ],
)
def test_hours_that_overlap_or_run_backwards_are_refused(hours):
    with pytest.raises(Refusal):
        api.set_hours(entry=hours_entry("H27", hours), viewer=LAN, now=NOW)


def test_a_sheet_shows_every_day_of_the_year_once():
    sheet = api.sheet(year=2028)
    assert sheet.declared is None
    days = [day.day for month in sheet.months for week in month for day in week if day]
    assert days == [date.fromordinal(n) for n in range(date(2028, 1, 1).toordinal(), date(2029, 1, 1).toordinal())]
    assert all(
        len(week) == 7 and (not week[0] or week[0].day.weekday() == 0) for month in sheet.months for week in month
    )


def test_a_desk_shows_the_hours_of_today_and_a_board_what_is_left_of_the_year() -> None:
    monday = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    by_id = {item.tile.id: item.figure for surface in ("desk", "board") for item in shown(surface, ANONYMOUS, monday)}
    assert by_id["calendar.opening"].value == "7:00–11:30, 13:30–17:00"
    assert by_id["calendar.left.board"].value == 27  # 28 weekdays after it, less 24 November
    holiday = measures.opening(ANONYMOUS, datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
    assert holiday.note == "Ngày Văn hóa Việt Nam"


def test_a_figure_that_cannot_be_had_says_why_and_leaves_the_others_standing() -> None:
    DeclaredYear.objects.all().delete()
    by_id = {item.tile.id: item.figure for item in shown("desk", ANONYMOUS, NOW)}
    assert by_id["calendar.left.desk"].value is None
    assert by_id["calendar.left.desk"].state == "unknown"
    assert "2026" in str(by_id["calendar.left.desk"].note)
