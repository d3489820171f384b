"""Seven rules over the records of a register, the rows that fail kept; DuckDB does the same beside it.

    python -m bench.register_quality [--rows 2800000] [--failing 100] [--rounds 3] [--changed 1000]

PostgreSQL with fsync on; one record in `--failing` breaks each of the six rules that can be broken by chance. By turns:

- `all`: measured from nothing: one scan, failing rows and counters written, committed;
- `again`: measured once more, as each night: what fails already is not written again;
- `changed`: so many records are touched and measured again, as each minute;
- `duckdb`: the same rules in one statement over a column store in memory, ids of failing rows kept there too;
- `duckdb counting`: the same, failing rows counted only, as validators do.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bench.frame import ROOT, _machine, keep
from bench.stack import FOLDER
from honglam.project.postgres import EmbeddedServer

GOAL = 1_500_000  # records a second
NOW = datetime(2026, 12, 7, 2, tzinfo=UTC)
RULES = (
    "diện tích phải lớn hơn 0",
    "mã xã phải có trong danh mục",
    "loại đất phải là một trong ONT, ODT, LUC, CLN, RSX",
    "ngày cấp không được sau ngày hết hạn",
    "nếu loại đất là ONT thì diện tích phải nhỏ hơn 500",
    "số điện thoại phải đúng dạng",
    "chủ sử dụng phải được nhập",
)
_TABLE = """
CREATE TABLE reg.bench_quality (
  id uuid PRIMARY KEY, agency text COLLATE "C" NOT NULL, commune text COLLATE "C", version int NOT NULL DEFAULT 1,
  act bigint NOT NULL, at timestamptz NOT NULL, tx bigint NOT NULL DEFAULT 0, confirmed_at timestamptz, area numeric,
  xa text COLLATE "C", land_type text COLLATE "C", issued date, expires date, phone text COLLATE "C", owner text)
"""
_FILL = """
INSERT INTO reg.bench_quality
  (id, agency, commune, version, act, at, area, xa, land_type, issued, expires, phone, owner)
SELECT ('0193' || lpad(to_hex(i), 28, '0'))::uuid, 'H27.' || c, c, 1, 1, timestamptz '2026-12-01',
  CASE WHEN r[1] < 1.0 / {f} THEN -1 ELSE 10 + floor(r[2] * 400) END,
  CASE WHEN r[3] < 1.0 / {f} THEN '00000' ELSE c END,
  CASE WHEN r[4] < 1.0 / {f} THEN 'XXX' ELSE (ARRAY['ONT', 'ODT', 'LUC', 'CLN', 'RSX'])[1 + i %% 5] END,
  date '2020-01-01' + i %% 1000,
  CASE WHEN r[5] < 1.0 / {f} THEN date '2019-01-01' ELSE date '2030-01-01' END,
  CASE WHEN r[6] < 1.0 / {f} THEN '0912 345' ELSE '+84912' || lpad((i %% 1000000)::text, 6, '0') END,
  CASE WHEN r[7] < 1.0 / {f} THEN NULL ELSE 'Nguyễn Văn ' || i END
FROM generate_series(1, {n}) i,
  LATERAL (SELECT (%s::text[])[1 + i %% {communes}] AS c,
    ARRAY(SELECT random() FROM generate_series(1, 7 + 0 * i)) AS r) x
"""


def main() -> int:
    """Measure in a process of its own on the bench's database; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.register_quality", description=__doc__)
    parser.add_argument("--rows", type=int, default=2_800_000)
    parser.add_argument("--failing", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--changed", type=int, default=1_000)
    chosen = parser.parse_args()
    home = FOLDER / "quality"
    home.mkdir(parents=True, exist_ok=True)
    server = EmbeddedServer(home / "postgres")
    url = server.start()
    try:
        numbers = [str(getattr(chosen, name)) for name in ("rows", "failing", "rounds", "changed")]
        command = [sys.executable, "-m", "bench.register_quality", "inside", *numbers]
        env = os.environ | {"HONGLAM_HOME": str(home), "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, cwd=ROOT, env=env | {"HONGLAM_LOG_LEVEL": "WARNING"}, check=True, stdout=subprocess.PIPE, text=True
        )
    finally:
        server.stop()
    found = json.loads(done.stdout.splitlines()[-1])
    result = {
        "bench": "register_quality",
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),
        "rows": chosen.rows,
        "one_failing_in": chosen.failing,
        **found,
        "goal": {"rows_per_second": GOAL},
        "machine": _machine(),
        "reached": found["sides"]["all"]["rows_per_second"] >= GOAL,
    }
    keep(result)
    return 0 if result["reached"] else 1


def inside(rows: int, failing: int, rounds: int, changed: int) -> None:
    """Fill the register, measure by turns, print what was found."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "honglam.project.settings"
    import django  # noqa: PLC0415  (settings first)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  (as above)

    call_command("migrate", verbosity=0)
    register = _filled(rows, failing)
    peer = _Peer()
    taken: dict[str, list[tuple[float, int]]] = {}

    def side(name: str, do: Callable[[], int]) -> None:
        began = time.perf_counter()
        count = do()
        taken.setdefault(name, []).append((time.perf_counter() - began, count))

    ours = _Ours(register, changed)
    for _round in range(rounds):
        ours.forget()
        side("all", ours.all)
        side("duckdb", peer.keeping)
        side("again", ours.all)
        side("duckdb counting", peer.counting)
        side("changed", ours.some)
    print(json.dumps({"sides": {name: _summed(each, rows) for name, each in taken.items()}}))


def _summed(rounds: list[tuple[float, int]], rows: int) -> dict[str, Any]:
    seconds = [each for each, _count in rounds]
    middle = statistics.median(seconds)
    return {
        "seconds": round(middle, 3),
        "spread": [round(min(seconds), 3), round(max(seconds), 3)],
        "rows_per_second": round(rows / middle),
        "counted": rounds[-1][1],
    }


def _filled(rows: int, failing: int) -> Any:
    """Make the register's table and fill it."""
    from django.db import connection  # noqa: PLC0415  (settings first)
    from django.utils import timezone  # noqa: PLC0415

    from honglam.core.identity import api as identity  # noqa: PLC0415
    from honglam.core.places import api as places  # noqa: PLC0415
    from honglam.engines.register.contracts import Code, Field, Register, Rule, Target, TargetKind, Type  # noqa: PLC0415

    places.load_units(now=timezone.now())
    identity.load_agencies()
    register = Register(
        id="bench_quality",
        title="Thửa đất",
        fields=(
            Field(n=1, name="area", type=Type.DECIMAL, title="Diện tích"),
            Field(n=2, name="xa", type=Type.REFERENCE, title="Mã xã", target=Target(kind=TargetKind.COMMUNE)),
            Field(
                n=3,
                name="land_type",
                type=Type.CODE,
                title="Loại đất",
                codes=tuple(Code(code=code, title=code) for code in ("ONT", "ODT", "LUC", "CLN", "RSX")),
            ),
            Field(n=4, name="issued", type=Type.DATE, title="Ngày cấp"),
            Field(n=5, name="expires", type=Type.DATE, title="Ngày hết hạn"),
            Field(n=6, name="phone", type=Type.PHONE, title="Số điện thoại"),
            Field(n=7, name="owner", type=Type.TEXT, title="Chủ sử dụng"),
        ),
        rules=tuple(Rule(id=f"r{number}", says=says) for number, says in enumerate(RULES)),
    )
    communes = [unit.code for unit in places.communes()]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS reg.bench_quality")
        cursor.execute(_TABLE)
        cursor.execute(_FILL.format(n=rows, f=failing, communes=len(communes)), [communes])
        cursor.execute("CREATE INDEX ON reg.bench_quality (agency, id)")
        cursor.execute("VACUUM ANALYZE reg.bench_quality")
    return register


class _Ours:
    """Our own measuring, with exactly the seven rules: those that follow from fields are put out of force."""

    def __init__(self, register: Any, changed: int) -> None:
        from honglam.engines.register.models import SetRule  # noqa: PLC0415  (settings first)
        from honglam.engines.register.service.quality import rules  # noqa: PLC0415

        self.register, self.changed = register, changed
        SetRule.objects.filter(register=register.id).delete()
        SetRule.objects.bulk_create(
            [
                SetRule(register=register.id, rule=a.rule.id, off=True, who="", at=NOW)
                for a in rules.every(register)
                if a.rule.origin == "field"
            ]
        )

    def forget(self) -> None:
        """Throw away what was measured."""
        from django.db import connection  # noqa: PLC0415  (settings first)

        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE register_failing, register_quality_tally, register_measurement")
            cursor.execute("CHECKPOINT")

    def all(self) -> int:
        """Measure all records; return how many rows are kept as failing."""
        from honglam.engines.register.models import Failing  # noqa: PLC0415  (settings first)
        from honglam.engines.register.service.quality import keeping  # noqa: PLC0415

        keeping.measure(self.register, NOW)
        return Failing.objects.count()

    def some(self) -> int:
        """Touch some records and measure them again."""
        from django.db import connection  # noqa: PLC0415  (settings first)

        from honglam.engines.register.service import measuring  # noqa: PLC0415
        from honglam.engines.register.service.quality import moving  # noqa: PLC0415

        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM reg.bench_quality ORDER BY random() LIMIT %s", [self.changed])
            ids = [row[0] for row in cursor.fetchall()]
        measuring.touched(self.register.id, ids)
        began = time.perf_counter()
        count = moving.move(self.register, NOW)
        print(f"moved {count} in {time.perf_counter() - began:.3f} s", file=sys.stderr)
        return count


class _Peer:
    """DuckDB with the same rows."""

    _BROKEN = (
        "NOT (area > 0)",
        "NOT list_contains($communes, xa)",
        "NOT (land_type IN ('ONT', 'ODT', 'LUC', 'CLN', 'RSX'))",
        "NOT (issued <= expires)",
        "land_type = 'ONT' AND NOT (area < 500)",
        r"NOT regexp_full_match(phone, '\+[1-9][0-9]{6,14}')",
        "owner IS NULL OR owner = ''",
    )

    def __init__(self) -> None:
        import duckdb  # noqa: PLC0415  (only the bench's own process needs it)
        from django.db import connection  # noqa: PLC0415

        from honglam.core.places import api as places  # noqa: PLC0415

        self.db = duckdb.connect()
        # One process for each of ours: two parallel workers and the leader share the same cores.
        self.db.execute("SET threads = 2")
        path = FOLDER / "quality" / "rows.csv"
        with path.open("wb") as file, connection.cursor() as cursor:
            asked = (
                "SELECT id, agency, commune, area, xa, land_type, issued, expires, phone, owner FROM reg.bench_quality"
            )
            with cursor.copy(f"COPY ({asked}) TO STDOUT (FORMAT csv, HEADER)") as copy:
                for block in copy:
                    file.write(block)
        self.db.execute(
            "CREATE TABLE t AS SELECT * FROM read_csv(?, types={'id': 'UUID', 'commune': 'VARCHAR', 'xa': 'VARCHAR',"
            " 'phone': 'VARCHAR', 'area': 'DECIMAL(18,2)', 'issued': 'DATE', 'expires': 'DATE'})",
            [str(path)],
        )
        path.unlink()
        # A hash set, as its optimiser makes of a list of constants.
        communes = ", ".join(f"'{unit.code}'" for unit in places.communes())
        self.broken = [each.replace("list_contains($communes, xa)", f"(xa IN ({communes}))") for each in self._BROKEN]

    def keeping(self) -> int:
        """Keep the ids of failing rows by rule, and counts by agency and commune."""
        mask = " | ".join(f"CASE WHEN {each} THEN {1 << n} ELSE 0 END" for n, each in enumerate(self.broken))
        self.db.execute(
            f"CREATE OR REPLACE TABLE measured AS SELECT agency, commune, m, count(*) AS amount,"
            f" list(id) FILTER (WHERE m <> 0) AS ids FROM (SELECT *, {mask} AS m FROM t) GROUP BY agency, commune, m"
        )
        self.db.execute(
            "CREATE OR REPLACE TABLE failing AS SELECT b.rule, u.id, u.agency, u.commune FROM"
            " (SELECT agency, commune, m, unnest(ids) AS id FROM measured WHERE m <> 0) u, range(7) b(rule)"
            " WHERE (u.m >> b.rule) & 1 = 1"
        )
        return int(self.db.execute("SELECT count(*) FROM failing").fetchone()[0])

    def counting(self) -> int:
        """Count failing rows by rule."""
        counts = ", ".join(f"count(*) FILTER (WHERE {each})" for each in self.broken)
        return int(sum(self.db.execute(f"SELECT {counts} FROM t").fetchone()))


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == "inside":
        inside(*map(int, sys.argv[2:6]))
    else:
        sys.exit(main())
