"""Tables of quality: which rows were touched, which fail, how many there are, how it was each day, what are doubles.

Rows that fail are kept by the number of their rule, so that a scan of millions writes four small columns for each. What
is counted in `QualityTally` moves by differences: a row that is measured again takes along what was kept of it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from honglam.kit.paths import AgencyPathField


class TouchedRow(models.Model):
    """A record was written and is to be measured again."""

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    record = models.UUIDField(help_text=_("The record."))

    class Meta:
        db_table = "register_touched"
        indexes: ClassVar = [models.Index(fields=["register", "id"], name="register_touched_order")]

    def __str__(self) -> str:
        return f"{self.register} {self.record}"


class SetRule(models.Model):
    """A rule that somebody set here, or one of the definition or of the fields that was put out of force here."""

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    rule = models.CharField(max_length=80, db_collation="C", help_text=_("Id of the rule, unique in its register."))
    says = models.CharField(max_length=400, blank=True, help_text=_("The rule as a sentence."))
    dimension = models.CharField(max_length=12, blank=True, help_text=_("What it measures."))
    severity = models.CharField(max_length=8, default="error", help_text=_("Whether breaking it is an error."))
    off = models.BooleanField(default=False, help_text=_("Whether it is out of force."))
    who = models.CharField(max_length=20, help_text=_("Account that set it."))
    at = models.DateTimeField(help_text=_("When."))

    class Meta:
        db_table = "register_set_rule"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "rule"], name="register_set_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.rule}"


class MeasuredRule(models.Model):
    """The number of a rule, by which rows that break it are kept."""

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    rule = models.CharField(max_length=80, db_collation="C", help_text=_("Id of the rule."))

    class Meta:
        db_table = "register_measured_rule"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "rule"], name="register_measured_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.rule}"


class Failing(models.Model):
    """A record that breaks a rule."""

    pk = models.CompositePrimaryKey("rule", "record")
    rule = models.IntegerField(help_text=_("Number of the rule."))
    record = models.UUIDField(help_text=_("The record."))
    # Plain text: a register is measured anew when agencies move, and its own rows have moved with them by then.
    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency to which it belongs."))
    commune = models.CharField(max_length=5, blank=True, db_collation="C", help_text=_("Code of the commune."))

    class Meta:
        db_table = "register_failing"

    def __str__(self) -> str:
        return f"{self.rule} {self.record}"


class QualityTally(models.Model):
    """How many records of an agency in a commune there are, break a rule, or break any rule of a dimension."""

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    part = models.CharField(max_length=20, db_collation="C", help_text=_("`rows`, a dimension, or a rule's number."))
    agency = models.CharField(max_length=200, db_collation="C", help_text=_("Path of the agency."))
    commune = models.CharField(max_length=5, blank=True, db_collation="C", help_text=_("Code of the commune."))
    amount = models.BigIntegerField(help_text=_("How many."))

    class Meta:
        db_table = "register_quality_tally"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "part", "agency", "commune"], name="register_tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.part} {self.agency} {self.amount}"


class Measurement(models.Model):
    """The last time when all of a register was measured, and by which rules."""

    register = models.CharField(max_length=40, db_collation="C", primary_key=True, help_text=_("Id of the register."))
    at = models.DateTimeField(help_text=_("When all rows were measured."))
    rows = models.BigIntegerField(help_text=_("How many there were."))
    seconds = models.FloatField(help_text=_("How long that took."))
    rules = models.CharField(max_length=64, help_text=_("Print of the rules by which it was measured."))
    asked = models.IntegerField(default=0, help_text=_("How many values a complete record has, of those asked for."))
    moved_at = models.DateTimeField(help_text=_("When the score last moved."))

    class Meta:
        db_table = "register_measurement"

    def __str__(self) -> str:
        return f"{self.register} {self.at:%Y-%m-%d %H:%M}"


class QualityDay(models.Model):
    """How it stood at the end of a day: records, and what was wrong with them."""

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    day = models.DateField(help_text=_("The day."))
    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency."))
    commune = models.CharField(max_length=5, blank=True, db_collation="C", help_text=_("Code of the commune."))
    rows = models.BigIntegerField(default=0, help_text=_("Records."))
    asked = models.BigIntegerField(default=0, help_text=_("Values that complete records would have."))
    complete = models.BigIntegerField(default=0, help_text=_("Of these, how many are missing."))
    valid = models.BigIntegerField(default=0, help_text=_("Records that break a rule of this dimension."))
    # The dimension's own word; Django's `clean()` is called by its forms only, and this table has none.
    clean = models.BigIntegerField(  # type: ignore[assignment]
        default=0, help_text=_("Records that break a rule of this dimension.")
    )
    live = models.BigIntegerField(default=0, help_text=_("Records that break a rule of this dimension."))
    consistent = models.BigIntegerField(default=0, help_text=_("Records that break a rule of this dimension."))
    shared = models.SmallIntegerField(default=0, help_text=_("How far the register is shared, of 100."))

    class Meta:
        db_table = "register_quality_day"
        # No constraint: when agencies merge, two rows of a day come to stand under one path, and are read as a sum.
        indexes: ClassVar = [models.Index(fields=["register", "day"], name="register_day_order")]

    def __str__(self) -> str:
        return f"{self.register} {self.day} {self.agency}"


class Usage(models.Model):
    """Somebody outside of the owner took records of a register on a day."""

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    day = models.DateField(help_text=_("The day."))
    consumer = models.CharField(max_length=200, db_collation="C", help_text=_("System or agency."))

    class Meta:
        db_table = "register_usage"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "consumer", "day"], name="register_usage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.consumer} {self.day}"


class Double(models.Model):
    """Two records that may be one thing in the world."""

    class State(models.TextChoices):
        """What a person said of it."""

        OPEN = "open"
        MERGED = "merged"
        APART = "apart"  # they are two

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    first = models.UUIDField(help_text=_("The older record."))
    second = models.UUIDField(help_text=_("The younger record."))
    agency = AgencyPathField(db_collation="C", help_text=_("Agency of the older record."))
    agency_second = AgencyPathField(db_collation="C", help_text=_("Agency of the younger record."))
    score = models.SmallIntegerField(help_text=_("How much they are alike, of 100."))
    why = models.JSONField(help_text=_("Why, field by field: name of the field, and a word for how it is alike."))
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN, db_collation="C")
    act = models.BigIntegerField(null=True, help_text=_("The act that merged them."))
    who = models.CharField(max_length=20, blank=True, help_text=_("Who decided."))
    at = models.DateTimeField(null=True, help_text=_("When."))

    class Meta:
        db_table = "register_double"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "first", "second"], name="register_double_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["register", "state", "-score"], name="register_double_order"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.first} {self.second}"
