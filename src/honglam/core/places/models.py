"""Tables of places."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from honglam.core.places.contracts import Kind, Level, Part, ShapeKind


class Act(models.Model):
    """A legal act that made or ended units."""

    number = models.CharField(max_length=60, primary_key=True, help_text=_("As it is cited."))
    title = models.CharField(max_length=300, help_text=_("What it decides."))
    passed_date = models.DateField(help_text=_("The day it was passed."))
    applies_from_date = models.DateField(help_text=_("First day of the units that it made."))

    def __str__(self) -> str:
        return self.number


class Unit(models.Model):
    """An administrative unit, of today or of the past."""

    province = models.CharField(max_length=2, help_text=_("Code of the province of today."))
    code = models.CharField(max_length=5, help_text=_("Official code; units of different times may share it."))
    level = models.CharField(max_length=8, choices=[(v.value, v.value) for v in Level])
    kind = models.CharField(max_length=14, choices=[(v.value, v.value) for v in Kind])
    name = models.CharField(max_length=100, help_text=_("Full Vietnamese name."))
    short_name = models.CharField(max_length=100, help_text=_("The name without its kind."))
    sort_key = models.CharField(
        max_length=200,
        default="",
        db_collation="C",
        help_text=_("Its place in a Vietnamese dictionary, by the short name."),
    )
    name_en = models.CharField(max_length=100, help_text=_("English name."))
    former_keys = models.JSONField(default=list, help_text=_("Older names, small letters without accents and spaces."))
    district = models.ForeignKey("self", models.PROTECT, null=True, related_name="communes")
    lat = models.FloatField(help_text=_("Latitude of its middle, degrees of WGS 84."))
    lon = models.FloatField(help_text=_("Longitude of its middle, degrees of WGS 84."))
    area_km2 = models.FloatField(null=True, help_text=_("Area in km², not an official figure."))
    valid_from = models.DateField(null=True, help_text=_("First day; empty when it is not known."))
    valid_to = models.DateField(null=True, help_text=_("Last day; empty while it exists."))
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="+", help_text=_("The act that made it."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "level"], condition=Q(valid_to=None), name="places_unit_one_today"),
            models.UniqueConstraint(
                fields=["code", "level", "valid_to"], condition=~Q(valid_to=None), name="places_unit_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="places_unit_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Succession(models.Model):
    """A former unit and one that took over its land."""

    old = models.ForeignKey(Unit, models.CASCADE, related_name="successors")
    new = models.ForeignKey(Unit, models.CASCADE, related_name="predecessors")
    part = models.CharField(max_length=5, choices=[(v.value, v.value) for v in Part])
    main = models.BooleanField(help_text=_("The one to assume when nothing else is known."))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["old", "new"], name="places_succession_once")]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class ShapeSet(models.Model):
    """A set of shapes and where it comes from. Earlier sets stay, so that a map can be explained later."""

    province = models.CharField(max_length=2)
    kind = models.CharField(max_length=9, choices=[(v.value, v.value) for v in ShapeKind])
    source = models.CharField(max_length=300, help_text=_("Who published them."))
    file_name = models.CharField(max_length=255, blank=True)
    crs = models.CharField(max_length=60, help_text=_("Coordinate system of the file."))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of what was read."))
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return f"{self.province} {self.kind} {self.digest[:8]}"


class Shape(models.Model):
    """The shape of one commune, in degrees of WGS 84."""

    shapes = models.ForeignKey(ShapeSet, models.CASCADE, related_name="members")
    code = models.CharField(max_length=5)
    wkb = models.BinaryField(help_text=_("Polygon or MultiPolygon as well-known binary."))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["shapes", "code"], name="places_shape_once")]

    def __str__(self) -> str:
        return self.code


class State(models.Model):
    """What is in force for a province. Every process compares `version` with what it holds in memory."""

    province = models.CharField(max_length=2, primary_key=True)
    version = models.CharField(max_length=16, help_text=_("Digest of the units and shapes in force."))
    units_digest = models.CharField(max_length=64)
    units_source = models.CharField(max_length=100, help_text=_("Package and version the units come from."))
    shapes = models.ForeignKey(ShapeSet, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.province} {self.version}"
