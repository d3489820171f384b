"""Drafts of definitions."""

from __future__ import annotations

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """What a steward is changing and has not published."""

    dependencies = [("register", "0005_imports")]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, help_text="Its address.", primary_key=True, serialize=False),
                ),
                ("by", models.TextField(db_collation="C", help_text="Account id of who works on it.")),
                (
                    "register",
                    models.CharField(
                        blank=True, db_collation="C", help_text="Id of the deployed register.", max_length=40
                    ),
                ),
                (
                    "based_on",
                    models.PositiveIntegerField(
                        help_text="The deployed version from which it was begun; 0 for a new one."
                    ),
                ),
                ("document", models.JSONField(help_text="The definition as it stands, sound or not.")),
                (
                    "doubts",
                    models.JSONField(default=list, help_text="What a dictionary did not say and was guessed."),
                ),
                ("changed_at", models.DateTimeField(help_text="When it was changed last.")),
            ],
            options={"indexes": [models.Index(fields=["by", "-changed_at"], name="register_draft_by")]},
        ),
    ]
