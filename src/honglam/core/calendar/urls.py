"""Routes of the calendar."""

from __future__ import annotations

from datetime import date

from django.urls import path, register_converter

from honglam.core.calendar import views


class DayConverter:
    """A day in an address, ISO 8601."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """Read it; a day that does not exist is no page."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """Write it."""
        return value.isoformat()


register_converter(DayConverter, "day")

studio = [
    path("", views.home, name="home"),
    path("<int:year>/", views.year, name="year"),
    path("days/add/", views.enter_day, name="enter-day"),
    path("days/<day:day>/withdraw/", views.withdraw_day, name="withdraw-day"),
    path("years/add/", views.declare_year, name="declare-year"),
    path("hours/set/", views.set_hours, name="set-hours"),
]
