from __future__ import annotations

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), help_text="When it was written."
                    ),
                ),
                ("actor", models.TextField(help_text="Account id of who acted.")),
                ("actor_name", models.TextField(help_text="Their name at that time.")),
                ("actor_kind", models.TextField(help_text="The sort of account.")),
                (
                    "actor_agency",
                    models.TextField(db_collation="C", help_text="Path of the agency for which they acted."),
                ),
                ("behalf", models.TextField(help_text="Account id of the person for whom they acted.")),
                ("verb", models.TextField(help_text="What they did.")),
                ("thing_kind", models.TextField(help_text="What sort of thing it was done to.")),
                ("thing_id", models.TextField(help_text="Which one.")),
                (
                    "agency",
                    models.TextField(db_collation="C", help_text="Path of the agency that the thing belongs to."),
                ),
                ("person", models.TextField(help_text="Id of the person whom the data is about.")),
                ("before", models.JSONField(help_text="The changed fields as they were.", null=True)),
                ("after", models.JSONField(help_text="The changed fields as they became.", null=True)),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="The fields that were read.", size=None
                    ),
                ),
                ("purpose", models.TextField(help_text="Why: a case, a task, a sentence.")),
                ("reason", models.TextField(help_text="The reason that was given.")),
                ("address", models.TextField(help_text="Network address that it came from.")),
                ("request", models.TextField(help_text="Id of the request, job or command.")),
                ("rule", models.TextField(help_text="The retention rule that it falls under.")),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="audit_entry_at"),
                    models.Index(fields=["agency", "id"], name="audit_entry_agency"),
                    models.Index(fields=["actor", "id"], name="audit_entry_actor"),
                    models.Index(fields=["thing_kind", "thing_id", "id"], name="audit_entry_thing"),
                    models.Index(
                        condition=models.Q(("person", ""), _negated=True),
                        fields=["person", "id"],
                        name="audit_entry_person",
                    ),
                ],
            },
        ),
    ]
