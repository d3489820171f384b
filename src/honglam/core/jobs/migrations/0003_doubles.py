from __future__ import annotations

from pathlib import Path

from django.db import migrations

# The file belongs to this migration; a changed trigger is a new file and a new migration.
DOUBLES = (Path(__file__).parent.parent / "sql" / "doubles.sql").read_text(encoding="utf-8")
DROP = "DROP TRIGGER hl_jobs_doubles ON procrastinate_jobs; DROP FUNCTION hl_jobs_doubles();"


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_webhooks")]

    operations = [migrations.RunSQL(DOUBLES, DROP)]
