"""The same table, not managed here."""

from __future__ import annotations

from django.db import models

from bench.rows.kinds import KINDS


class Parcel(models.Model):
    """A parcel."""

    code = models.CharField(max_length=20)
    owner = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=KINDS)
    area = models.DecimalField(max_digits=10, decimal_places=1)
    value = models.BigIntegerField()
    registered_on = models.DateField()
    disputed = models.BooleanField()
    agency = models.CharField(max_length=40)

    class Meta:
        managed = False
        db_table = 'public"."rows_parcel'  # the product's schema; Django has no other way to say it

    def __str__(self) -> str:
        return self.code
