from __future__ import annotations

from pathlib import Path

from django.db import migrations

EXTENSIONS = ("unaccent", "pg_trgm", "ltree", "btree_gin", "btree_gist")

# Only a superuser may add this one, and only the health page reads it: a server without it works.
STATISTICS = """
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
    RAISE NOTICE 'pg_stat_statements is not available: slow queries will not be listed';
END
$$;
"""
# The file belongs to this migration: changed functions are a new file and a new migration, which rebuilds indexes.
FUNCTIONS = (Path(__file__).parent.parent / "sql" / "text.sql").read_text(encoding="utf-8")
DROP_FUNCTIONS = "DROP FUNCTION public.hl_name_key(text), public.hl_sort_key(text), public.hl_fold(text);"


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        *(migrations.RunSQL(f"CREATE EXTENSION IF NOT EXISTS {name};", migrations.RunSQL.noop) for name in EXTENSIONS),
        migrations.RunSQL(STATISTICS, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
    ]
