from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DeclaredYear",
            fields=[
                ("year", models.PositiveSmallIntegerField(help_text="The year.", primary_key=True, serialize=False)),
                ("legal", models.CharField(help_text="Legal basis: number of the document.", max_length=120)),
                ("verified", models.BooleanField(default=False, help_text="Whether the official text was seen.")),
                (
                    "entered_by",
                    models.CharField(blank=True, help_text="Who declared it; empty for default data.", max_length=120),
                ),
                ("entered_at", models.DateTimeField(help_text="When it was declared.")),
            ],
        ),
        migrations.CreateModel(
            name="AgencyHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agency",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        help_text="Path of the agency; empty for everybody.",
                        max_length=200,
                    ),
                ),
                (
                    "first",
                    models.CharField(
                        blank=True, help_text="First day of the season, MM-DD; empty: all year.", max_length=5
                    ),
                ),
                ("last", models.CharField(blank=True, help_text="Last day of the season, MM-DD.", max_length=5)),
                ("sessions", models.JSONField(help_text="Pairs of times HH:MM, in order.")),
                (
                    "legal",
                    models.CharField(blank=True, help_text="Legal basis: number of the document.", max_length=120),
                ),
                ("verified", models.BooleanField(default=False, help_text="Whether the official text was seen.")),
                (
                    "entered_by",
                    models.CharField(blank=True, help_text="Who entered them; empty for default data.", max_length=120),
                ),
                ("entered_at", models.DateTimeField(help_text="When they were entered.")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "first"), name="calendar_hours_once_a_season"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first", ""), ("last", "")),
                            models.Q(models.Q(("first", ""), _negated=True), models.Q(("last", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="calendar_season_has_two_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(help_text="The day.")),
                ("works", models.BooleanField(help_text="Whether offices work on it.")),
                ("name", models.CharField(help_text="What people call it.", max_length=120)),
                ("legal", models.CharField(help_text="Legal basis: number of the document.", max_length=120)),
                ("verified", models.BooleanField(default=False, help_text="Whether the official text was seen.")),
                (
                    "entered_by",
                    models.CharField(blank=True, help_text="Who entered it; empty for default data.", max_length=120),
                ),
                ("entered_at", models.DateTimeField(help_text="When it was entered.")),
                ("withdrawn_by", models.CharField(blank=True, help_text="Who withdrew it.", max_length=120)),
                (
                    "withdrawn_at",
                    models.DateTimeField(help_text="When it was withdrawn; empty while it holds.", null=True),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("day",),
                        name="calendar_day_held_once",
                    )
                ],
            },
        ),
    ]
