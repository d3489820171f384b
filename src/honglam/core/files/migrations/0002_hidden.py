"""What of a picture is hidden before others see it."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hidden",
            fields=[
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="hidden",
                        serialize=False,
                        to="files.file",
                    ),
                ),
                (
                    "boxes",
                    models.JSONField(default=list, help_text="What is hidden, or proposed while nobody has looked."),
                ),
                ("looked_by", models.CharField(blank=True, help_text="Name of who looked last.", max_length=120)),
                ("looked_at", models.DateTimeField(help_text="When; empty while nobody has.", null=True)),
                (
                    "result",
                    models.ForeignKey(
                        help_text="What others see.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="files.file",
                    ),
                ),
            ],
        ),
    ]
