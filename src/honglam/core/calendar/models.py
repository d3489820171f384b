"""Tables of the calendar."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from honglam.kit.paths import AgencyPathField


class DayOverride(models.Model):
    """A day on which offices work or rest against the custom of its weekday or the list of holidays.

    A withdrawn one stays, so that a deadline of long ago can still be explained.
    """

    day = models.DateField(help_text=_("The day."))
    works = models.BooleanField(help_text=_("Whether offices work on it."))
    name = models.CharField(max_length=120, help_text=_("What people call it."))
    legal = models.CharField(max_length=120, help_text=_("Legal basis: number of the document."))
    verified = models.BooleanField(default=False, help_text=_("Whether the official text was seen."))
    entered_by = models.CharField(max_length=120, blank=True, help_text=_("Who entered it; empty for default data."))
    entered_at = models.DateTimeField(help_text=_("When it was entered."))
    withdrawn_by = models.CharField(max_length=120, blank=True, help_text=_("Who withdrew it."))
    withdrawn_at = models.DateTimeField(null=True, help_text=_("When it was withdrawn; empty while it holds."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day"], condition=Q(withdrawn_at__isnull=True), name="calendar_day_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {'on' if self.works else 'off'}"


class DeclaredYear(models.Model):
    """A year whose days off are known, so that deadlines may run into it."""

    year = models.PositiveSmallIntegerField(primary_key=True, help_text=_("The year."))
    legal = models.CharField(max_length=120, help_text=_("Legal basis: number of the document."))
    verified = models.BooleanField(default=False, help_text=_("Whether the official text was seen."))
    entered_by = models.CharField(max_length=120, blank=True, help_text=_("Who declared it; empty for default data."))
    entered_at = models.DateTimeField(help_text=_("When it was declared."))

    def __str__(self) -> str:
        return str(self.year)


class AgencyHours(models.Model):
    """Working hours of an agency and of all below it that have none of their own."""

    agency = AgencyPathField(blank=True, db_collation="C", help_text=_("Path of the agency; empty for everybody."))
    first = models.CharField(max_length=5, blank=True, help_text=_("First day of the season, MM-DD; empty: all year."))
    last = models.CharField(max_length=5, blank=True, help_text=_("Last day of the season, MM-DD."))
    sessions = models.JSONField(help_text=_("Pairs of times HH:MM, in order."))
    legal = models.CharField(max_length=120, blank=True, help_text=_("Legal basis: number of the document."))
    verified = models.BooleanField(default=False, help_text=_("Whether the official text was seen."))
    entered_by = models.CharField(max_length=120, blank=True, help_text=_("Who entered them; empty for default data."))
    entered_at = models.DateTimeField(help_text=_("When they were entered."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "first"], name="calendar_hours_once_a_season"),
            models.CheckConstraint(
                condition=Q(first="", last="") | ~Q(first="") & ~Q(last=""), name="calendar_season_has_two_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency or '*'} {self.first}"
