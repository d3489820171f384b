"""Forms of the calendar."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from honglam.base.errors import Refusal
from honglam.base.time import parse_date, parse_time
from honglam.core.calendar.contracts import Hours, HoursEntry, Session
from honglam.kit import forms

_LEGAL = _("Number of the document, like 12729/VPCP-KGVX.")
_SEEN = _("I have the official text before me")
# A leap year, so that 29/02 is a day of a season.
_ANY_YEAR = 2024


class DayForm(forms.Form):
    """A day that is moved."""

    day = forms.Date(label=_("Day"), help_text=_("Day/month/year."))
    works = django_forms.TypedChoiceField(
        label=_("What offices do"),
        choices=[("off", _("They rest")), ("on", _("They work"))],
        coerce=lambda value: value == "on",
    )
    name = forms.Text(label=_("Name"), max_length=120, help_text=_("What people call it, in Vietnamese."))
    legal = forms.Text(label=_("Legal basis"), max_length=120, help_text=_LEGAL)
    verified = django_forms.BooleanField(label=_SEEN, required=False)


class YearForm(forms.Form):
    """A year that is declared."""

    year = django_forms.IntegerField(label=_("Year"), localize=False, widget=django_forms.TextInput)
    legal = forms.Text(label=_("Legal basis"), max_length=120, help_text=_LEGAL)
    verified = django_forms.BooleanField(label=_SEEN, required=False)


class HoursForm(forms.Form):
    """Working hours of an agency."""

    agency = forms.Text(
        label=_("Agency"), required=False, max_length=200, help_text=_("Its path, like H27.15; empty for everybody.")
    )
    sessions = forms.Text(label=_("Sessions"), max_length=200, help_text=_("Like 07:00–11:30, 13:30–17:00."))
    first = forms.Text(
        label=_("First day of the season"),
        required=False,
        max_length=5,
        help_text=_("Day/month, like 15/04; empty for the whole year."),
    )
    last = forms.Text(
        label=_("Last day of the season"), required=False, max_length=5, help_text=_("Day/month, like 15/10.")
    )
    legal = forms.Text(label=_("Legal basis"), required=False, max_length=120, help_text=_LEGAL)
    verified = django_forms.BooleanField(label=_SEEN, required=False)

    def clean_sessions(self) -> tuple[Session, ...]:
        """Read the sessions."""
        pairs = [re.split(r"\s*[-–—]\s*", part.strip()) for part in re.split(r"[,;]", self.cleaned_data["sessions"])]
        if any(len(pair) != 2 for pair in pairs):
            raise ValidationError(gettext("Write each session with its beginning and its end."))
        return tuple(Session(_read(parse_time, start), _read(parse_time, end)) for start, end in pairs)

    def clean_first(self) -> tuple[int, int] | None:
        """Read the first day of the season."""
        return _month_day(self.cleaned_data["first"])

    def clean_last(self) -> tuple[int, int] | None:
        """Read the last day of the season."""
        return _month_day(self.cleaned_data["last"])


def entry(data: dict[str, Any]) -> HoursEntry:
    """Return what was typed as the api takes it."""
    hours = Hours(data["sessions"], data["first"], data["last"])
    return HoursEntry(data["agency"], hours, data["legal"], data["verified"])


def _month_day(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    found: date = _read(parse_date, f"{text}/{_ANY_YEAR}")
    return (found.month, found.day)


def _read(reader: Any, text: str) -> Any:
    try:
        return reader(text)
    except Refusal as refusal:
        raise forms.fields.said(refusal) from None
