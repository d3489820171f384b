from __future__ import annotations

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("kit", "0001_text")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE search_turn", "DROP SEQUENCE search_turn"),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(help_text="Id of the source.", max_length=40)),
                (
                    "key",
                    models.CharField(
                        db_collation="C", help_text="Id of the document within its source.", max_length=120
                    ),
                ),
                ("title", models.TextField(help_text="What people call it.")),
                ("text", models.TextField(blank=True, help_text="More words that lead to it.")),
                ("url", models.TextField(help_text="The page that opens it.")),
                (
                    "agency",
                    models.CharField(blank=True, db_collation="C", help_text="Path of its agency.", max_length=200),
                ),
                ("updated", models.DateTimeField(help_text="When it last changed.", null=True)),
                ("weight", models.PositiveSmallIntegerField(help_text="0 to 100; the heavier stands first.")),
                (
                    "digest",
                    models.BinaryField(
                        help_text="Digest of what the source said, to skip what is the same.", max_length=16
                    ),
                ),
                (
                    "turn",
                    models.BigIntegerField(help_text="Grows with each writing; the newest have the highest."),
                ),
                ("lexemes", django.contrib.postgres.search.SearchVectorField(help_text="Words and rights.")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("source", "key"), name="search_document_once")],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["lexemes"], name="search_document_lexemes"
                    ),
                    models.Index(fields=["turn"], name="search_document_turn"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "word",
                    models.CharField(
                        db_collation="C",
                        help_text="Without accents.",
                        max_length=60,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("documents", models.PositiveIntegerField(help_text="How many documents have it, about.")),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="search_word_alike", opclasses=["gin_trgm_ops"]
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("turn", models.BigIntegerField(default=0, help_text="The last turn that was counted.")),
            ],
        ),
    ]
