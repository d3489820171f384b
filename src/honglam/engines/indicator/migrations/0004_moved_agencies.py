"""A published figure of an agency follows its agency when it moves in the tree; nothing else of it may change."""

from __future__ import annotations

from django.db import migrations

_FIXED = [
    "id",
    "code",
    "scope_kind",
    "first",
    "frequency",
    "version",
    "number",
    "state",
    "source",
    "comment",
    "evidence",
    "as_of",
    "author",
    "author_name",
    "verifier",
    "verifier_name",
    "publisher",
    "publisher_name",
    "hands",
    "reason",
    "recorded_at",
    "published_at",
    "revision",
]
_KEPT = """
DROP TRIGGER indicator_value_kept ON indicator_value;
CREATE TRIGGER indicator_value_kept BEFORE UPDATE ON indicator_value FOR EACH ROW
    WHEN (OLD.state = 'published' AND (
        OLD.superseded_at IS NOT NULL AND OLD.superseded_at IS DISTINCT FROM NEW.superseded_at
        OR OLD.scope IS DISTINCT FROM NEW.scope {but}
        OR ({old}) IS DISTINCT FROM ({new})))
    EXECUTE FUNCTION indicator_value_keep();
"""


def kept(but: str) -> str:
    """Return the statements by which published figures are kept as they are, but for one thing."""
    old, new = (", ".join(f"{row}.{column}" for column in _FIXED) for row in ("OLD", "NEW"))
    return _KEPT.format(but=but, old=old, new=new)


class Migration(migrations.Migration):
    dependencies = [
        ("indicator", "0003_definition_names"),
    ]

    operations = [
        migrations.RunSQL(kept("AND OLD.scope_kind <> 'agency'"), kept("")),
    ]
