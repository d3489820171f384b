"""The studio's pages of the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from honglam.base.time import parse_date
from honglam.core.calendar import api
from honglam.core.calendar.contracts import DayEntry
from honglam.core.calendar.forms import DayForm, HoursForm, YearForm, entry
from honglam.kit import forms
from honglam.kit.access import permission, viewer_of


@require_safe
@permission("calendar.view")
def home(request: HttpRequest) -> HttpResponse:
    """Show the present year."""
    return _year(request, timezone.localdate().year)


@require_safe
@permission("calendar.view")
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year as twelve months, with its days off, the declared years and the hours of agencies."""
    return _year(request, year)


@permission("calendar.edit")
def enter_day(request: HttpRequest) -> HttpResponse:
    """Enter a day that is moved."""

    def save(data: dict[str, Any]) -> str:
        api.enter_day(entry=DayEntry(**data), viewer=viewer_of(request), now=timezone.now())
        return _address(data["day"].year)

    return forms.respond(request, DayForm, save, title=_("Move a day"))


@require_POST
@permission("calendar.edit")
def withdraw_day(request: HttpRequest, day: str) -> HttpResponse:
    """Withdraw the entry of a day."""
    meant = parse_date(day)
    api.withdraw_day(day=meant, viewer=viewer_of(request), now=timezone.now())
    return redirect(_address(meant.year))


@permission("calendar.edit")
def declare_year(request: HttpRequest) -> HttpResponse:
    """Declare a year."""

    def save(data: dict[str, Any]) -> str:
        api.declare_year(**data, viewer=viewer_of(request), now=timezone.now())
        return _address(data["year"])

    asked = request.GET.get("year", "")
    return forms.respond(request, YearForm, save, title=_("Declare a year"), initial={"year": asked[:4]})


@permission("calendar.edit")
def set_hours(request: HttpRequest) -> HttpResponse:
    """Set the hours of an agency."""

    def save(data: dict[str, Any]) -> str:
        api.set_hours(entry=entry(data), viewer=viewer_of(request), now=timezone.now())
        return f"{reverse('studio-calendar:home')}#hours"

    return forms.respond(request, HoursForm, save, title=_("Set working hours"))


def _year(request: HttpRequest, shown: int) -> HttpResponse:
    sheet = api.sheet(year=shown)
    years = api.declared_years()
    context = {
        "sheet": sheet,
        "months": [(date(shown, number, 1), weeks) for number, weeks in enumerate(sheet.months, start=1)],
        "years": years,
        "next_year": years[-1].year + 1 if years else shown,
        "hours": api.hours(),
        "today": timezone.localdate(),
        "may_edit": viewer_of(request).may("calendar.edit"),
    }
    return render(request, "calendar/year.html", context)


def _address(shown: int) -> str:
    return reverse("studio-calendar:year", args=[shown])
