from __future__ import annotations

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0003_records")]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("register", models.CharField(db_collation="C", help_text="Id of the register.", max_length=40)),
                ("name", models.CharField(help_text="What people call it.", max_length=80)),
                ("query", models.TextField(help_text="The words of the address line, without the place in the list.")),
                (
                    "scope",
                    models.CharField(
                        choices=[("mine", "mine"), ("agency", "agency"), ("all", "all")],
                        help_text="Who sees it.",
                        max_length=10,
                    ),
                ),
                (
                    "owner",
                    models.CharField(db_collation="C", help_text="Account id of who made it.", max_length=40),
                ),
                (
                    "agency",
                    models.CharField(blank=True, db_collation="C", help_text="Path of their agency.", max_length=200),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        help_text="By the clock of the database.",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("register", "owner", "name"), name="register_view_once")
                ],
            },
        ),
    ]
