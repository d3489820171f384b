"""The rows."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from bench.rows.kinds import KINDS
from honglam.kit.sql.functions import Fold


class Parcel(models.Model):
    """A made-up parcel of land."""

    code = models.CharField(max_length=20, help_text="Sheet and number.")
    owner = models.CharField(max_length=100, help_text="Name of the holder.")
    kind = models.CharField(max_length=10, choices=KINDS, help_text="Use of the land.")
    area = models.DecimalField(max_digits=10, decimal_places=1, help_text="Square metres.")
    value = models.BigIntegerField(help_text="Đồng.")
    registered_on = models.DateField(help_text="Day of registration.")
    disputed = models.BooleanField(help_text="Whether somebody disputes it.")
    agency = models.CharField(max_length=40, db_collation="C", help_text="Path of the commune's committee.")
    keeper = models.CharField(max_length=20, default="", help_text="Account id of the officer who keeps the file.")

    objects: ClassVar[models.Manager[Parcel]] = models.Manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agency", "area", "id"], name="parcel_agency_area"),
            models.Index(fields=["agency", "registered_on", "id"], name="parcel_agency_day"),
            models.Index(fields=["keeper", "area", "id"], name="parcel_keeper_area"),
            models.Index(fields=["area", "id"], name="parcel_area"),
            GinIndex(OpClass(Fold("owner"), name="gin_trgm_ops"), name="parcel_owner_words"),
        ]

    def __str__(self) -> str:
        return self.code
