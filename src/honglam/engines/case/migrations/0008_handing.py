from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("case", "0007_pace"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
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
                    ("reopened", "reopened"),
                    ("split", "split"),
                    ("late", "late"),
                    ("astray", "astray"),
                    ("returned", "returned"),
                    ("part-done", "part-done"),
                    ("joined", "joined"),
                    ("version", "version"),
                ],
                max_length=30,
            ),
        ),
    ]
