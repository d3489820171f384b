"""Routes of the calendar."""

from __future__ import annotations

from django.urls import path

from honglam.core.calendar import views

studio = [
    path("", views.home, name="home"),
    path("<int:year>/", views.year, name="year"),
    path("days/add/", views.enter_day, name="enter-day"),
    path("days/<str:day>/withdraw/", views.withdraw_day, name="withdraw-day"),
    path("years/add/", views.declare_year, name="declare-year"),
    path("hours/set/", views.set_hours, name="set-hours"),
]
