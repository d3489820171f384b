"""Tables of what everybody may see: a row per case, and how many there are by cell of the map.

A row stands here from a case's first day, so that its public id exists before it is published; `shown` says whether
anybody may know. The map never counts rows: `PublicCell` holds how many lie where. A change of a case appends a line to
`PublicDelta`, so that two that are published at once wait for no common row; a job folds these into the cells, and who
asks for the map adds what is not folded yet.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from honglam.engines.case.contracts.publications import Group
from honglam.engines.case.models.cases import Case
from honglam.kit.paths import AgencyPathField

_GROUPS = [(group.value, group.value) for group in Group]
_PUBLIC = Q(shown=True)


class Publication(models.Model):
    """What everybody may see of a case, once it is shown. Never anything of who reported it."""

    public_id = models.CharField(max_length=16, unique=True, db_collation="C", help_text=_("What the public quotes."))
    case = models.OneToOneField(Case, models.CASCADE, related_name="publication")
    shown = models.BooleanField(default=False, help_text=_("Whether everybody sees it."))
    procedure = models.CharField(max_length=80, db_collation="C", help_text=_("Id of the procedure."))
    topic = models.CharField(max_length=60, blank=True, db_collation="C", help_text=_("Field or category."))
    commune = models.CharField(max_length=5, blank=True, db_collation="C", help_text=_("Where its place lies."))
    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency that has it now."))
    status = models.CharField(max_length=40, help_text=_("What the public is told."))
    group = models.CharField(max_length=10, choices=_GROUPS, db_collation="C", help_text=_("How far it is."))
    title = models.CharField(max_length=200, blank=True, help_text=_("One line."))
    words = models.TextField(blank=True, help_text=_("What was reported, as edited for the public."))
    answer = models.TextField(blank=True, help_text=_("What was done."))
    folded = models.TextField(blank=True, db_collation="C", help_text=_("All its words without accents, for search."))
    before = models.JSONField(default=list, help_text=_("Files with pictures of how it was."))
    after = models.JSONField(default=list, help_text=_("Files with pictures of how it is now."))
    lon = models.FloatField(null=True, help_text=_("Longitude, rounded as the procedure says."))
    lat = models.FloatField(null=True, help_text=_("Latitude, rounded as the procedure says."))
    exact = models.BooleanField(default=False, help_text=_("Whether a point was given."))
    cell = models.BigIntegerField(null=True, help_text=_("Its finest cell of the map, as a Morton number."))
    month = models.IntegerField(help_text=_("Month of the reception, 202601."))
    opened_at = models.DateTimeField(help_text=_("When it was received."))
    due_at = models.DateTimeField(null=True, help_text=_("When it must be answered."))
    closed_at = models.DateTimeField(null=True, help_text=_("When it was answered."))
    published_at = models.DateTimeField(null=True, help_text=_("When it was first published."))
    updated_at = models.DateTimeField(help_text=_("When anything of this last changed."))
    supports = models.PositiveIntegerField(default=0, help_text=_("How many others see it too."))
    rating = models.PositiveSmallIntegerField(null=True, help_text=_("1 to 5, by who asked."))
    withdrawn = models.TextField(blank=True, help_text=_("Why it was taken back."))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-opened_at", "-id"], condition=_PUBLIC, name="case_public_by_opened"),
            models.Index(fields=["procedure", "-opened_at", "-id"], condition=_PUBLIC, name="case_public_by_procedure"),
            models.Index(fields=["topic", "-opened_at", "-id"], condition=_PUBLIC, name="case_public_by_topic"),
            models.Index(fields=["commune", "-opened_at", "-id"], condition=_PUBLIC, name="case_public_by_commune"),
            models.Index(fields=["group", "-opened_at", "-id"], condition=_PUBLIC, name="case_public_by_group"),
            models.Index(fields=["updated_at", "id"], condition=_PUBLIC, name="case_public_by_updated"),
            models.Index(fields=["published_at", "id"], condition=_PUBLIC, name="case_public_by_published"),
            # Everything that counting within a box asks for, so that the rows themselves are not read.
            models.Index(
                fields=["cell"],
                include=["shown", "procedure", "topic", "commune", "group", "month", "lon", "lat"],
                name="case_public_by_cell",
            ),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], condition=_PUBLIC, name="case_public_words"),
        ]

    def __str__(self) -> str:
        return self.public_id


class PublicCell(models.Model):
    """How many cases of a kind lie in a cell of the map, in all time (0), a year (2026) or a month (202601)."""

    level = models.PositiveSmallIntegerField(help_text=_("2 to this power cells go around the earth."))
    period = models.IntegerField(help_text=_("0, a year, or a month."))
    x = models.IntegerField(help_text=_("Cells from the west."))
    y = models.IntegerField(help_text=_("Cells from the north."))
    procedure = models.CharField(max_length=80, db_collation="C", help_text=_("Id of the procedure."))
    topic = models.CharField(max_length=60, db_collation="C", help_text=_("Field or category."))
    commune = models.CharField(max_length=5, db_collation="C", help_text=_("Commune."))
    group = models.CharField(max_length=10, db_collation="C", help_text=_("How far they are."))
    shown = models.BooleanField(help_text=_("Whether everybody sees them."))
    cases = models.IntegerField(help_text=_("How many."))
    lons = models.FloatField(help_text=_("Sum of their longitudes."))
    lats = models.FloatField(help_text=_("Sum of their latitudes."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["level", "period", "x", "y", "procedure", "topic", "commune", "group", "shown"],
                include=["cases", "lons", "lats"],
                name="case_public_cell_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.x}/{self.y} {self.period}"


class PublicDelta(models.Model):
    """Cases that came into a cell or left it, until the job has folded them into `PublicCell`."""

    x = models.IntegerField(help_text=_("Finest cells from the west."))
    y = models.IntegerField(help_text=_("Finest cells from the north."))
    month = models.IntegerField(help_text=_("Month of the reception, 202601."))
    procedure = models.CharField(max_length=80, db_collation="C", help_text=_("Id of the procedure."))
    topic = models.CharField(max_length=60, db_collation="C", help_text=_("Field or category."))
    commune = models.CharField(max_length=5, db_collation="C", help_text=_("Commune."))
    group = models.CharField(max_length=10, db_collation="C", help_text=_("How far they are."))
    shown = models.BooleanField(help_text=_("Whether everybody sees them."))
    cases = models.SmallIntegerField(help_text=_("1 or −1."))
    lon = models.FloatField(help_text=_("Longitude."))
    lat = models.FloatField(help_text=_("Latitude."))

    def __str__(self) -> str:
        return f"{self.cases:+d} {self.procedure}"


class PublicUpdate(models.Model):
    """A change of status of a case; everybody may know of it while the case is shown."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="updates")
    at = models.DateTimeField(help_text=_("When."))
    status = models.CharField(max_length=40, help_text=_("The status from then on."))
    done = models.BooleanField(default=False, help_text=_("Whether it is answered."))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at", "id"], name="case_public_update_by_at")]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.status}"
