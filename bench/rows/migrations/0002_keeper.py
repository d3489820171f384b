from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rows", "0001_parcels")]

    operations = [
        migrations.AddField(
            model_name="parcel",
            name="keeper",
            field=models.CharField(
                default="", help_text="Account id of the officer who keeps the file.", max_length=20
            ),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(fields=["keeper", "area", "id"], name="parcel_keeper_area"),
        ),
    ]
