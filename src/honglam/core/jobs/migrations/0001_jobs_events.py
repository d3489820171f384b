from __future__ import annotations

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

# The file belongs to this migration; changed triggers are a new file and a new migration.
MIRROR = (Path(__file__).parent.parent / "sql" / "mirror.sql").read_text(encoding="utf-8")
DROP = """
DROP TRIGGER hl_jobs_tell ON jobs_job;
DROP TRIGGER hl_jobs_mirror ON procrastinate_jobs;
DROP TRIGGER hl_jobs_forget ON procrastinate_jobs;
DROP FUNCTION hl_jobs_tell(), hl_jobs_mirror(), hl_jobs_forget();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.CreateModel(
            name="OutboxEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True)),
                ("name", models.CharField(max_length=200)),
                ("source", models.CharField(max_length=200)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("published_at", models.DateTimeField(db_index=True)),
                ("data", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        help_text="number of the job in the queue", primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(help_text="room.verb", max_length=128)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("stopping", "stopping"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "asked_by",
                    models.CharField(
                        blank=True, db_default="", help_text="id of the account that asked", max_length=64
                    ),
                ),
                ("asked_name", models.CharField(blank=True, db_default="", max_length=200)),
                (
                    "agency",
                    models.CharField(blank=True, db_default="", help_text="path of the asker's agency", max_length=200),
                ),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("attempts", models.IntegerField(db_default=0)),
                ("failures", models.IntegerField(db_default=0, help_text="attempts that ended with an error")),
                ("deaths", models.IntegerField(db_default=0, help_text="attempts whose worker was killed")),
                ("done", models.BigIntegerField(db_default=0)),
                ("total", models.BigIntegerField(db_default=0)),
                ("note", models.JSONField(null=True)),
                ("result", models.JSONField(null=True)),
                ("error", models.JSONField(null=True)),
                ("trace", models.TextField(blank=True, db_default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("state"), models.OrderBy(models.F("id"), descending=True), name="jobs_job_by_state"
                    ),
                    models.Index(
                        condition=models.Q(("state", "done"), _negated=True),
                        fields=["state", "due_at"],
                        name="jobs_job_open",
                    ),
                    models.Index(
                        condition=models.Q(("finished_at__isnull", False)),
                        fields=["finished_at"],
                        name="jobs_job_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("said", models.JSONField()),
                (
                    "job",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="jobs.job"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subscription", models.CharField(max_length=128)),
                ("subject", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("taken", "Taken"), ("dead", "Dead"), ("dropped", "Dropped")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("attempts", models.IntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="jobs.outboxevent"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["due_at", "id"], name="jobs_delivery_due"
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["subscription", "subject", "id"],
                        name="jobs_delivery_line",
                    ),
                    models.Index(
                        condition=models.Q(("state", "dead")), fields=["settled_at"], name="jobs_delivery_dead"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("event", "subscription"), name="jobs_delivery_once")],
            },
        ),
        migrations.RunSQL(MIRROR, DROP),
    ]
