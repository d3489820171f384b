from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("case", "0006_statistics"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pace",
            fields=[
                (
                    "key",
                    models.CharField(
                        db_collation="C",
                        help_text="Fingerprint of what is counted, and of whose it is.",
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("since", models.DateTimeField(help_text="When the stretch of time began.")),
                ("count", models.PositiveIntegerField(help_text="How often since then.")),
            ],
            options={
                "indexes": [models.Index(fields=["since"], name="case_pace_by_since")],
            },
        ),
    ]
