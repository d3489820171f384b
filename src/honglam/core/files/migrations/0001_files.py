from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import honglam.core.files.contracts


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Blob",
            fields=[
                (
                    "sha256",
                    models.CharField(
                        db_collation="C",
                        help_text="Hash of the content.",
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("size", models.BigIntegerField(help_text="Bytes.")),
                ("media_type", models.CharField(help_text="What it is, by its content.", max_length=120)),
                ("ending", models.CharField(help_text="The ending that goes with it.", max_length=10)),
                ("stored_at", models.DateTimeField(help_text="When it was stored first.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ready", "ready"),
                            ("quarantine", "quarantine"),
                            ("infected", "infected"),
                            ("damaged", "damaged"),
                        ],
                        default=honglam.core.files.contracts.State["READY"],
                        max_length=10,
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        blank=True, help_text="What the scanner or the check of hashes said.", max_length=200
                    ),
                ),
                (
                    "released_by",
                    models.CharField(blank=True, help_text="Who released it from quarantine.", max_length=120),
                ),
                ("verified_at", models.DateTimeField(help_text="When its hash was last compared.")),
                (
                    "preview",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("ready", "ready"), ("none", "none"), ("failed", "failed")],
                        default=honglam.core.files.contracts.Preview["WAITING"],
                        max_length=7,
                    ),
                ),
                ("pages", models.PositiveSmallIntegerField(default=0, help_text="Number of pictures of its pages.")),
                ("has_text", models.BooleanField(default=False, help_text="Whether its text was read out.")),
            ],
        ),
        migrations.CreateModel(
            name="File",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(help_text="As it was sent, made safe.", max_length=150)),
                ("label", models.CharField(blank=True, help_text="What it is for.", max_length=60)),
                ("use", models.CharField(blank=True, help_text="Where it was sent.", max_length=60)),
                (
                    "owner_kind",
                    models.CharField(blank=True, help_text="Kind of its owner; empty for a draft.", max_length=60),
                ),
                ("owner_id", models.CharField(blank=True, help_text="Id of its owner.", max_length=120)),
                (
                    "agency",
                    models.CharField(blank=True, db_collation="C", help_text="Path of the agency.", max_length=200),
                ),
                ("size", models.BigIntegerField(help_text="Bytes.")),
                ("media_type", models.CharField(help_text="What it is, by its content.", max_length=120)),
                ("uploaded_by", models.CharField(blank=True, help_text="Account that sent it.", max_length=60)),
                (
                    "uploaded_name",
                    models.CharField(blank=True, help_text="Name of that account at the time.", max_length=120),
                ),
                ("uploaded_at", models.DateTimeField(help_text="When it was received.")),
                ("removed_by", models.CharField(blank=True, help_text="Who removed it.", max_length=120)),
                ("removed_at", models.DateTimeField(help_text="When it was removed; empty while it holds.", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(help_text="As it was sent, made safe.", max_length=150)),
                ("use", models.CharField(help_text="Where it is sent.", max_length=60)),
                ("length", models.BigIntegerField(help_text="Bytes altogether.")),
                ("offset", models.BigIntegerField(default=0, help_text="Bytes received.")),
                ("parts", models.JSONField(default=list, help_text="Offset of each part that is stored.")),
                ("by", models.CharField(blank=True, help_text="Account that sends it.", max_length=60)),
                (
                    "address",
                    models.CharField(blank=True, help_text="Network address, for who is not signed in.", max_length=64),
                ),
                ("expires_at", models.DateTimeField(db_index=True, help_text="Until when it can be resumed.")),
                ("file", models.UUIDField(help_text="The file that it became.", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Extract",
            fields=[
                (
                    "blob",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="extract",
                        serialize=False,
                        to="files.blob",
                    ),
                ),
                ("text", models.TextField(help_text="Plain text, Unicode.")),
            ],
        ),
        migrations.AddIndex(
            model_name="blob",
            index=models.Index(fields=["verified_at"], name="files_blob_verified"),
        ),
        migrations.AddIndex(
            model_name="blob",
            index=models.Index(
                condition=models.Q(("state", "ready"), _negated=True), fields=["state"], name="files_blob_held"
            ),
        ),
        migrations.AddField(
            model_name="file",
            name="blob",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="files", to="files.blob"
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("offset__lte", models.F("length"))), name="files_upload_not_beyond_its_end"
            ),
        ),
        migrations.AddIndex(
            model_name="file",
            index=models.Index(
                condition=models.Q(("removed_at__isnull", True)),
                fields=["owner_kind", "owner_id"],
                name="files_file_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="file",
            index=models.Index(fields=["agency", "uploaded_at"], name="files_file_agency"),
        ),
        migrations.AddIndex(
            model_name="file",
            index=models.Index(
                condition=models.Q(("owner_kind", ""), ("removed_at__isnull", True)),
                fields=["uploaded_at"],
                name="files_file_drafts",
            ),
        ),
        migrations.AddConstraint(
            model_name="file",
            constraint=models.CheckConstraint(
                condition=models.Q(("blob__isnull", False), ("removed_at__isnull", False), _connector="OR"),
                name="files_held_file_has_content",
            ),
        ),
    ]
