from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("case", "0010_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("procedure", models.CharField(db_collation="C", help_text="Id of the procedure.", max_length=80)),
                ("old", models.PositiveIntegerField(help_text="Number of the version by which they went.")),
                ("new", models.PositiveIntegerField(help_text="Number of the version by which they go.")),
                ("asked_at", models.DateTimeField(help_text="When it was asked for.")),
                ("asked_by", models.TextField(help_text="Account id of who asked.")),
                ("asked_name", models.TextField(help_text="Their name at that time.")),
                ("ended_at", models.DateTimeField(help_text="When it was done.", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="MovedCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(db_collation="C", help_text="Code of the case.", max_length=24)),
                ("title", models.CharField(help_text="Title of the case.", max_length=200)),
                ("done", models.BooleanField(help_text="Whether it goes by the other version now.")),
                ("reason", models.TextField(blank=True, help_text="Why not.")),
                ("params", models.JSONField(default=dict, help_text="Values for the reason.")),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="case.move"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("move", "code"), name="case_moved_once")],
            },
        ),
    ]
