"""Tables of figures: sums that are kept, and what of each case is in them.

A step waits for no row that another step needs. A trigger on the timeline notes in `Tally` which cases changed; a job
compares each with what was `Counted` of it, adds the difference to `Figure`, and writes down what it counted. So
nothing is counted twice, whatever crashes, and a case that moves to another agency takes its figures along.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from honglam.engines.case.contracts.statistics import CLASSES
from honglam.kit.paths import AgencyPathField

COUNTS = ("opened", "closed", "late", "reopened", "extended", "ratings", "stars", "minutes", "open")
COLUMNS = (*COUNTS, *(f"h{number}" for number in range(CLASSES)))


class Grain(models.TextChoices):
    """What a sum is over. The column `part` holds the topic, or for steps the element."""

    DAY = "day"  # of a procedure, agency and commune on a day
    MONTH = "month"  # the same in a month, by topic
    DUE = "due"  # cases that are open, by the hour in which they become late
    STEP = "step"  # tasks done in a month
    WAIT = "wait"  # tasks that are open, by the hour in which they become late


class Figure(models.Model):
    """Sums of one key."""

    grain = models.CharField(max_length=5, choices=Grain.choices, db_collation="C")
    at = models.DateTimeField(help_text=_("Beginning of the day, month or hour."))
    procedure = models.CharField(max_length=80, db_collation="C", help_text=_("Id of the procedure."))
    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency."))
    commune = models.CharField(max_length=5, blank=True, db_collation="C", help_text=_("Code of the commune."))
    part = models.CharField(max_length=120, blank=True, db_collation="C", help_text=_("Topic, or step."))
    opened = models.BigIntegerField(default=0, help_text=_("Received."))
    closed = models.BigIntegerField(default=0, help_text=_("Answered, or done."))
    late = models.BigIntegerField(default=0, help_text=_("Of these, after the limit."))
    reopened = models.BigIntegerField(default=0, help_text=_("Taken up again."))
    extended = models.BigIntegerField(default=0, help_text=_("Extended."))
    ratings = models.BigIntegerField(default=0, help_text=_("Rated."))
    stars = models.BigIntegerField(default=0, help_text=_("Sum of the stars."))
    minutes = models.BigIntegerField(default=0, help_text=_("Sum of the working minutes."))
    open = models.BigIntegerField(default=0, help_text=_("Open now."))
    h0 = models.BigIntegerField(default=0)
    h1 = models.BigIntegerField(default=0)
    h2 = models.BigIntegerField(default=0)
    h3 = models.BigIntegerField(default=0)
    h4 = models.BigIntegerField(default=0)
    h5 = models.BigIntegerField(default=0)
    h6 = models.BigIntegerField(default=0)
    h7 = models.BigIntegerField(default=0)
    h8 = models.BigIntegerField(default=0)
    h9 = models.BigIntegerField(default=0)
    h10 = models.BigIntegerField(default=0)
    h11 = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grain", "at", "procedure", "agency", "commune", "part"], name="case_figure_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["grain", "agency", "at"], name="case_figure_by_agency"),
            models.Index(fields=["grain"], condition=Q(open=0, grain__in=["due", "wait"]), name="case_figure_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.grain} {self.at:%Y-%m-%d} {self.procedure} {self.agency}"


class Counted(models.Model):
    """What of a case is in the sums."""

    case_id = models.BigIntegerField(primary_key=True)
    facts = models.JSONField(help_text=_("What was true of it when it was counted."))

    def __str__(self) -> str:
        return str(self.case_id)


class Tally(models.Model):
    """A case changed and is to be counted anew; written by the database with each line of a timeline."""

    case_id = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.case_id)
