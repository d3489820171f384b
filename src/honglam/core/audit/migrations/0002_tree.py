from __future__ import annotations

from pathlib import Path

from django.db import migrations, models

# The file belongs to this migration; changed triggers are a new file and a new migration.
FENCE = (Path(__file__).parent.parent / "sql" / "fence.sql").read_text(encoding="utf-8")
OPEN = """
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['audit_entry', 'audit_leaf', 'audit_node', 'audit_head'] LOOP
    EXECUTE format('DROP TRIGGER hl_audit_fence ON %I', name);
    EXECUTE format('DROP TRIGGER hl_audit_fence_all ON %I', name);
  END LOOP;
END
$$;
DROP FUNCTION hl_audit_fence(), hl_audit_prune();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_ledger"),
    ]

    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField(db_index=True, help_text="How many leaves there were.")),
                ("root", models.BinaryField(help_text="Root of the tree.")),
                ("at", models.DateTimeField(help_text="When it was signed.")),
                ("day", models.DateField(help_text="The day whose root it is.", null=True, unique=True)),
                ("key", models.TextField(help_text="Fingerprint of the key.")),
                ("signature", models.BinaryField(help_text="Ed25519 signature.")),
            ],
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                (
                    "position",
                    models.BigIntegerField(
                        help_text="Place in the tree, counting from 1.", primary_key=True, serialize=False
                    ),
                ),
                ("entry", models.BigIntegerField(help_text="Number of the entry.", unique=True)),
                ("at", models.DateTimeField(help_text="When the entry was written.")),
                ("rule", models.TextField(help_text="The retention rule that it falls under.")),
                ("body", models.BinaryField(help_text="SHA-256 of everything else in the entry.")),
                ("hash", models.BinaryField(help_text="Hash of the leaf.")),
            ],
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.SmallIntegerField(help_text="It stands over 2 to the power of this many leaves.")),
                ("number", models.BigIntegerField(help_text="How many such parts stand before it.")),
                ("hash", models.BinaryField(help_text="Hash of the node.")),
            ],
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.TextField(help_text="Its name.", primary_key=True, serialize=False)),
                ("months", models.PositiveSmallIntegerField(help_text="How many months entries are kept.")),
                ("legal", models.TextField(help_text="Legal basis.")),
                ("verified", models.BooleanField(help_text="Whether the official text was seen.")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("months__gte", 3)), name="audit_rule_keeps_three_months")
                ],
            },
        ),
        migrations.RunSQL(FENCE, OPEN),
    ]
