from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import django.db.models.functions.datetime
from django.db import migrations, models

# The file belongs to this migration: a changed function is a new file and a new migration.
TABLES = (Path(__file__).parent.parent / "sql" / "tables.sql").read_text(encoding="utf-8")


def first_stamp(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("register", "Stamp").objects.create(only=1, value=uuid4())


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0001_quality"),
    ]

    operations = [
        migrations.CreateModel(
            name="Definition",
            fields=[
                (
                    "id",
                    models.CharField(
                        db_collation="C",
                        help_text="Id of the register.",
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(help_text="Counts the publications.")),
                (
                    "stamp",
                    models.UUIDField(help_text="New with each publication: what a process remembers is of this stamp."),
                ),
                ("document", models.JSONField(help_text="The definition, without what is as usual.")),
                ("origin", models.CharField(blank=True, help_text="Id of the pack that brings it.", max_length=80)),
                (
                    "shipped",
                    models.CharField(
                        blank=True, help_text="SHA-256 of the pack's own document when it was deployed.", max_length=64
                    ),
                ),
                (
                    "settled",
                    models.BooleanField(
                        default=True, help_text="Whether indexes, checks and filled columns are as the document says."
                    ),
                ),
                ("changed_at", models.DateTimeField(help_text="When it was published last.")),
            ],
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("register", models.CharField(db_collation="C", help_text="Id of the register.", max_length=40)),
                ("version", models.PositiveIntegerField(help_text="Which version came into force.")),
                ("at", models.DateTimeField(help_text="When.")),
                ("by", models.TextField(blank=True, help_text="Account id; empty when a pack brought it.")),
                ("by_name", models.TextField(blank=True, help_text="Their name at that time.")),
                ("before", models.JSONField(help_text="The definition before; null for the first.", null=True)),
                ("after", models.JSONField(help_text="The definition since then.")),
                ("steps", models.JSONField(default=list, help_text="What was done to the tables.")),
                ("fills", models.JSONField(default=list, help_text="Columns that are filled from others afterwards.")),
                (
                    "state",
                    models.CharField(
                        choices=[("followed", "followed"), ("done", "done"), ("failed", "failed")],
                        help_text="Whether what follows a publication is done.",
                        max_length=10,
                    ),
                ),
                (
                    "error",
                    models.TextField(blank=True, help_text="Why what follows could not be done, when it could not."),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), help_text="By the clock of the database."
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("register", "version"), name="register_publication_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("only", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("value", models.UUIDField(help_text="New with each publication of any register.")),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("only", 1)), name="register_stamp_only")],
            },
        ),
        migrations.RunSQL(TABLES, "DROP SCHEMA reg CASCADE"),
        migrations.RunPython(first_stamp, migrations.RunPython.noop),
    ]
