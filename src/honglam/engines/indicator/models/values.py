"""Tables of figures and targets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from honglam.engines.indicator.contracts import State
from honglam.kit.paths import AgencyPathField

OPEN = (State.DRAFT.value, State.SUBMITTED.value, State.VERIFIED.value)  # on their way: one at a time
SEEN = (State.VERIFIED.value, State.PUBLISHED.value)  # somebody else has looked at it


class Value(models.Model):
    """A version of a figure. A published one stays as it is; the next one is published beside it and counts."""

    code = models.CharField(max_length=80, db_collation="C", help_text=_("Code of the indicator."))
    scope_kind = models.CharField(max_length=10, db_collation="C", help_text=_("Of whom: the kind."))
    # Of an agency the key is its path, which follows it when it moves; keys of communes and people look like no path.
    scope = AgencyPathField(blank=True, db_collation="C", help_text=_("Of whom: the key."))
    agency = AgencyPathField(
        db_collation="C", help_text=_("Path of the agency that gives it; who sees it is said by it.")
    )
    first = models.DateField(help_text=_("First day of its period."))
    frequency = models.CharField(max_length=10, help_text=_("How long its period is."))
    version = models.PositiveIntegerField(help_text=_("Counted from 1 for this indicator, scope and period."))
    number = models.DecimalField(max_digits=28, decimal_places=8, null=True, help_text=_("The figure."))
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State])
    latest = models.BooleanField(default=False, help_text=_("Whether it is the published version that counts."))
    source = models.CharField(max_length=10, help_text=_("manual, measure, formula or import."))
    comment = models.TextField(blank=True, help_text=_("What is to be said with it."))
    evidence = models.JSONField(default=list, help_text=_("Ids of files."))
    as_of = models.DateField(null=True, help_text=_("As of which day it holds."))
    author = models.TextField(blank=True, help_text=_("Account id of who gave it; empty: the system."))
    author_name = models.TextField(blank=True, help_text=_("Their name at that time."))
    verifier = models.TextField(blank=True, help_text=_("Account id of who verified it."))
    verifier_name = models.TextField(blank=True, help_text=_("Their name at that time."))
    publisher = models.TextField(blank=True, help_text=_("Account id of who published it."))
    publisher_name = models.TextField(blank=True, help_text=_("Their name at that time."))
    hands = models.JSONField(
        default=list, help_text=_("Account ids of all who had a hand in it, also of those for whom somebody acted.")
    )
    revision = models.PositiveIntegerField(default=1, help_text=_("How often this version was written."))
    reason = models.TextField(blank=True, help_text=_("Why it was returned or superseded."))
    recorded_at = models.DateTimeField(help_text=_("Since when it is kept."))
    published_at = models.DateTimeField(null=True, help_text=_("Since when it counts."))
    superseded_at = models.DateTimeField(null=True, help_text=_("Since when another version counts."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "scope_kind", "scope", "frequency", "first", "version"], name="indicator_value_version"
            ),
            models.UniqueConstraint(
                fields=["code", "scope_kind", "scope", "frequency", "first"],
                condition=Q(latest=True),
                name="indicator_value_one",
            ),
            models.UniqueConstraint(
                fields=["code", "scope_kind", "scope", "frequency", "first"],
                condition=Q(state__in=OPEN),
                name="indicator_value_open",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PUBLISHED.value, published_at__isnull=False)
                & (Q(latest=True, superseded_at__isnull=True) | Q(latest=False, superseded_at__isnull=False))
                | ~Q(state=State.PUBLISHED.value)
                & Q(latest=False, published_at__isnull=True, superseded_at__isnull=True),
                name="indicator_value_counts",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SEEN) | Q(author="") | ~Q(verifier="") & ~Q(verifier=F("author")),
                name="indicator_value_four_eyes",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "state", "-first", "id"], name="indicator_value_by_agency"),
            models.Index(
                fields=["frequency", "first", "code"], condition=Q(latest=True), name="indicator_value_by_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.scope} {self.first} {self.version}"


class Target(models.Model):
    """What is to be reached by the end of a period."""

    code = models.CharField(max_length=80, db_collation="C", help_text=_("Code of the indicator."))
    scope_kind = models.CharField(max_length=10, db_collation="C", help_text=_("By whom: the kind."))
    scope = AgencyPathField(blank=True, db_collation="C", help_text=_("By whom: the key."))
    first = models.DateField(help_text=_("First day of the period."))
    frequency = models.CharField(max_length=10, help_text=_("How long the period is."))
    comparison = models.CharField(max_length=5, help_text=_(">=, <=, = or range."))
    number = models.DecimalField(max_digits=28, decimal_places=8, help_text=_("The figure, or the lower end."))
    high = models.DecimalField(max_digits=28, decimal_places=8, null=True, help_text=_("The upper end."))
    basis = models.CharField(max_length=200, blank=True, help_text=_("What sets it."))
    set_at = models.DateTimeField(help_text=_("Since when it counts."))
    set_by = models.TextField(blank=True, help_text=_("Name of who set it."))
    ended_at = models.DateTimeField(null=True, help_text=_("Since when it does not count any more."))
    ended_by = models.TextField(blank=True, help_text=_("Name of who ended or changed it."))
    reason = models.TextField(blank=True, help_text=_("Why it was ended."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "scope_kind", "scope", "frequency", "first"],
                condition=Q(ended_at__isnull=True),
                name="indicator_target_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.comparison} {self.number}"
