"""What officers know of a report besides its case, and their kept answers."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fieldreports", "0001_reports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(db_collation="C", help_text="Code of its case.", max_length=24, unique=True)),
                ("answer", models.TextField(blank=True, help_text="What was proposed last as the answer.")),
                (
                    "main",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        db_index=True,
                        help_text="Code of the report of which it is a duplicate.",
                        max_length=24,
                    ),
                ),
                (
                    "moved",
                    models.JSONField(
                        default=list, help_text="Accounts that were told with the main report from then on."
                    ),
                ),
                (
                    "after",
                    models.JSONField(default=list, help_text="Pictures of how it is now: file, when and where taken."),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KeptText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agency",
                    models.CharField(db_collation="C", db_index=True, help_text="Path of the agency.", max_length=200),
                ),
                (
                    "topic",
                    models.CharField(
                        blank=True, db_collation="C", help_text="For which category; empty for all.", max_length=60
                    ),
                ),
                ("title", models.CharField(help_text="What it is called.", max_length=80)),
                ("text", models.TextField(help_text="What it says.")),
            ],
        ),
    ]
