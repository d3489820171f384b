from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("procedure", models.CharField(db_collation="C", help_text="Id of the procedure.", max_length=80)),
                ("number", models.PositiveIntegerField(help_text="Counted from 1.")),
                ("files", models.JSONField(help_text="Its files by name.")),
                ("digest", models.CharField(help_text="SHA-256 of the files.", max_length=64)),
                ("published_at", models.DateTimeField(help_text="Since when new cases take it.")),
                ("published_by", models.TextField(blank=True, help_text="Account id; empty when it came with a pack.")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("procedure", "number"), name="case_version_number")],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(db_collation="C", help_text="What people quote.", max_length=24, unique=True),
                ),
                ("procedure", models.CharField(db_collation="C", help_text="Id of the procedure.", max_length=80)),
                ("title", models.CharField(help_text="What it is about, in one line.", max_length=200)),
                (
                    "agency",
                    models.CharField(db_collation="C", help_text="Path of the agency that has it now.", max_length=200),
                ),
                (
                    "commune",
                    models.CharField(blank=True, db_collation="C", help_text="Where its place lies.", max_length=5),
                ),
                (
                    "topic",
                    models.CharField(blank=True, db_collation="C", help_text="Field or category.", max_length=60),
                ),
                (
                    "applicant",
                    models.TextField(blank=True, help_text="Account id of who asked; empty without an account."),
                ),
                ("contact", models.JSONField(default=dict, help_text="How to reach them.")),
                ("form", models.JSONField(default=dict, help_text="What they entered.")),
                ("lon", models.FloatField(help_text="Longitude.", null=True)),
                ("lat", models.FloatField(help_text="Latitude.", null=True)),
                ("state", models.CharField(choices=[("open", "open"), ("done", "done")], max_length=10)),
                ("status", models.CharField(help_text="What the public is told.", max_length=40)),
                ("opened_at", models.DateTimeField(help_text="When it was received.")),
                ("due_at", models.DateTimeField(help_text="When it must be answered.", null=True)),
                ("stopped_at", models.DateTimeField(help_text="Since when its clock stands still.", null=True)),
                ("closed_at", models.DateTimeField(help_text="When it was answered.", null=True)),
                ("rating", models.PositiveSmallIntegerField(help_text="1 to 5, by who asked.", null=True)),
                ("process", models.JSONField(help_text="Where the process stands.")),
                ("revision", models.PositiveIntegerField(default=1, help_text="Counts the changes.")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="case.version"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(help_text="When.")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "opened"),
                            ("task-opened", "task-opened"),
                            ("task-done", "task-done"),
                            ("task-dropped", "task-dropped"),
                            ("task-taken", "task-taken"),
                            ("task-moved", "task-moved"),
                            ("timer", "timer"),
                            ("status", "status"),
                            ("stopped", "stopped"),
                            ("resumed", "resumed"),
                            ("extended", "extended"),
                            ("message", "message"),
                            ("note", "note"),
                            ("closed", "closed"),
                            ("rated", "rated"),
                        ],
                        max_length=30,
                    ),
                ),
                ("actor", models.TextField(blank=True, help_text="Account id of who did it.")),
                ("actor_name", models.TextField(blank=True, help_text="Their name at that time.")),
                (
                    "agency",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        help_text="Path of the agency for which they acted.",
                        max_length=200,
                    ),
                ),
                ("element", models.CharField(blank=True, help_text="The step that it is about.", max_length=120)),
                ("public", models.BooleanField(default=False, help_text="Whether who asked sees it.")),
                ("data", models.JSONField(default=dict, help_text="What else is to say.")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="case.case"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "id"], name="case_event_by_case")],
            },
        ),
        migrations.CreateModel(
            name="Stop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(help_text="From when.")),
                ("until", models.DateTimeField(help_text="Until when; empty while it stands still.", null=True)),
                ("reason", models.TextField(help_text="The status that stopped it.")),
                ("legal", models.TextField(help_text="Why that is allowed.")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stops", to="case.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)), fields=("case",), name="case_stop_one_at_a_time"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(db_collation="C", help_text="Its token in the process.", max_length=32)),
                ("element", models.CharField(help_text="Its step in the drawing.", max_length=120)),
                ("name", models.CharField(help_text="What the drawing calls it.", max_length=200)),
                (
                    "permission",
                    models.CharField(db_collation="C", help_text="What one must hold to do it.", max_length=80),
                ),
                (
                    "agency",
                    models.CharField(db_collation="C", help_text="Path of the agency that does it.", max_length=200),
                ),
                ("holder", models.TextField(blank=True, help_text="Account id of who has taken it.")),
                ("code", models.CharField(db_collation="C", help_text="Code of the case.", max_length=24)),
                ("title", models.CharField(help_text="Title of the case.", max_length=200)),
                ("procedure", models.CharField(db_collation="C", help_text="Procedure of the case.", max_length=80)),
                (
                    "commune",
                    models.CharField(blank=True, db_collation="C", help_text="Commune of the case.", max_length=5),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("done", "done"), ("dropped", "dropped")], max_length=10
                    ),
                ),
                ("opened_at", models.DateTimeField(help_text="When it came.")),
                ("due_at", models.DateTimeField(help_text="When it must be done.", null=True)),
                ("warn_at", models.DateTimeField(help_text="From when it counts as about to be late.", null=True)),
                ("closed_at", models.DateTimeField(help_text="When it was done or dropped.", null=True)),
                ("closed_by", models.TextField(blank=True, help_text="Name of who did it.")),
                ("outcome", models.JSONField(help_text="What was entered.", null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="case.case"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["agency", "due_at", "id"],
                        name="case_task_by_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["holder", "due_at", "id"],
                        name="case_task_by_holder",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("case", "token"), name="case_task_once")],
            },
        ),
        migrations.CreateModel(
            name="Timer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "token",
                    models.CharField(blank=True, db_collation="C", help_text="Token that it fires.", max_length=32),
                ),
                ("due_at", models.DateTimeField(db_index=True, help_text="When it fires.")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="timers", to="case.case"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "token"), name="case_timer_once")],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["agency", "due_at", "id"], name="case_open_by_due"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["agency", "-opened_at", "-id"], name="case_by_opened"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("applicant", ""), _negated=True),
                fields=["applicant", "-id"],
                name="case_by_applicant",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["procedure", "commune", "-opened_at"], name="case_by_commune"),
        ),
    ]
