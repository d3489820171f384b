"""Whoever moves days, declares years or sets hours leaves a trace."""

from __future__ import annotations

from datetime import date, time

import pytest

from honglam.base import trace
from honglam.core.audit.testing import ledger
from honglam.core.calendar import api
from honglam.core.calendar.contracts import DayEntry, Hours, HoursEntry, Session
from honglam.core.calendar.testing import LOADED_AT, load_calendar
from honglam.kit.testing import PROVINCE, actor

pytestmark = pytest.mark.django_db
LAN = actor(PROVINCE, "calendar.edit")


def test_it_writes_down_each_change_with_what_it_was_before() -> None:
    load_calendar()
    morning = Hours((Session(time(7), time(11)),))
    with trace.bound(viewer=LAN):
        api.declare_year(year=2028, legal="QĐ 1", verified=True, viewer=LAN, now=LOADED_AT)
        day = DayEntry(day=date(2026, 12, 14), works=False, name="Nghỉ bù", legal="QĐ 2", verified=False)
        api.enter_day(entry=day, viewer=LAN, now=LOADED_AT)
        api.withdraw_day(day=date(2026, 12, 14), viewer=LAN, now=LOADED_AT)
        api.set_hours(entry=HoursEntry("", morning, "QĐ 3", verified=True), viewer=LAN, now=LOADED_AT)
    told = ledger()
    assert [entry.verb for entry in told] == [
        "calendar.year.declared",
        "calendar.day.moved",
        "calendar.day.withdrawn",
        "calendar.hours.set",
    ]
    assert {entry.actor for entry in told} == {LAN.id}
    assert told[3].before is not None
    assert told[3].after is not None
    assert told[3].before["sessions"] != told[3].after["sessions"] == [["07:00", "11:00"]]
