"""A client that provisions accounts may know one without an id of its own, or have deleted it."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("identity", "0007_agency_levels")]

    operations = [
        migrations.RemoveConstraint("externalid", "identity_external_id_unique"),
        migrations.AddField(
            "externalid", "deleted_at", models.DateTimeField(help_text="When the client deleted it.", null=True)
        ),
        migrations.AlterField(
            "externalid",
            "value",
            models.CharField(blank=True, help_text="The id in the other system; empty when none.", max_length=200),
        ),
        migrations.AddConstraint(
            "externalid",
            models.UniqueConstraint(
                fields=["client", "value"], condition=~Q(value=""), name="identity_external_id_unique"
            ),
        ),
    ]
