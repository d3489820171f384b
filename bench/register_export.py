"""Records of a register as files: seconds and memory of each form; COPY to CSV by PostgreSQL itself beside them.

    python -m bench.register_export [--rows 1000000] [--rounds 3]

Each form is written by a process of its own, as a job of the platform does. Its memory is what it needs beyond what it
had when it began: the most that was resident, from the kernel. COPY knows neither rights nor forms: it is the limit.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.frame import ROOT, _machine, keep
from bench.stack import FOLDER
from honglam.project.postgres import EmbeddedServer

MOST_MB = 100
FORMS = ("csv", "geojson", "parquet", "datapackage", "xlsx")
_FILL = """
INSERT INTO reg.wells
  (id, agency, commune, version, act, at, code, name, commune_code, depth, kind, holder, place, place_box)
SELECT ('0193' || lpad(to_hex(i), 28, '0'))::uuid, 'H27.18073', '18073', 1, 1, timestamptz '2026-12-01', 'G-' || i,
  'Giếng số ' || i, '18073', (i %% 900) / 10.0, CASE WHEN i %% 2 = 0 THEN 'dug' ELSE 'drilled' END, '042085001234',
  decode('01010000003333333333735a40d7a3703d0a573240', 'hex'), '(105.8,18.34),(105.8,18.34)'::box
FROM generate_series(1, %s) i
"""


def main() -> int:
    """Measure on the bench's own database; 1 when a form needs more memory than it may."""
    parser = argparse.ArgumentParser(prog="python -m bench.register_export", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    home = FOLDER / "export"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    server = EmbeddedServer(home / "postgres")
    env = os.environ | {"HONGLAM_HOME": str(home), "DATABASE_URL": server.start(), "PYTHONPATH": str(ROOT)}
    try:
        _inside(env, "fill", str(chosen.rows))
        taken: dict[str, list[dict[str, float]]] = {}
        for _round in range(chosen.rounds):
            for form in ("copy", *FORMS):
                taken.setdefault(form, []).append(_inside(env, form))
    finally:
        server.stop()
    sides = {form: _summed(rounds, chosen.rows) for form, rounds in taken.items()}
    result = {
        "bench": "register_export",
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),
        "rows": chosen.rows,
        "sides": sides,
        "goal": {"memory_mb": MOST_MB},
        "machine": _machine(),
        "reached": all(sides[form]["memory_mb"] <= MOST_MB for form in FORMS),
    }
    keep(result)
    return 0 if result["reached"] else 1


def _inside(env: Mapping[str, str], *words: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.register_export", "inside", *words]
    done = subprocess.run(
        command, cwd=ROOT, env={**env, "HONGLAM_LOG_LEVEL": "WARNING"}, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _summed(rounds: list[dict[str, float]], rows: int) -> dict[str, Any]:
    seconds = [each["seconds"] for each in rounds]
    middle = statistics.median(seconds)
    return {
        "seconds": round(middle, 2),
        "spread": [round(min(seconds), 2), round(max(seconds), 2)],
        "rows_per_second": round(rows / middle),
        "memory_mb": max(each["memory_mb"] for each in rounds),
        "size_mb": rounds[-1]["size_mb"],
    }


def inside(what: str, rows: int = 0) -> None:
    """Fill the register, or write one form; print what was found."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "honglam.project.settings"
    import django  # noqa: PLC0415  (settings first)

    django.setup()
    print(json.dumps(_fill(rows) if what == "fill" else _measured(what)))


def _fill(rows: int) -> dict[str, float]:
    from django.core.management import call_command  # noqa: PLC0415  (settings first)
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from honglam.core.identity import api as identity  # noqa: PLC0415
    from honglam.core.places import api as places  # noqa: PLC0415
    from honglam.engines.register.testing import deployed  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    places.load_units(now=timezone.now())
    identity.load_agencies()
    deployed()
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [rows])
        cursor.execute("VACUUM ANALYZE reg.wells")
    return {}


def _measured(form: str) -> dict[str, float]:
    from honglam.engines.register.service import current  # noqa: PLC0415  (settings first)
    from honglam.engines.register.service.exporting import rows as taking  # noqa: PLC0415
    from honglam.engines.register.service.exporting import writing  # noqa: PLC0415
    from honglam.kit.testing import actor  # noqa: PLC0415

    taken = taking.taken(
        current.definition("wells"), search="", personal=False, viewer=actor("H27.18073", "register.view")
    )
    with TemporaryDirectory(dir=FOLDER) as folder:
        path = Path(folder) / "records"
        had, began = _resident(), time.perf_counter()
        if form == "copy":
            _copy(path)
        else:
            kind = next(kind for known, kind in writing.KINDS.items() if known == form)
            kind.write(taken, path, lambda _done: None)
        seconds = time.perf_counter() - began
        return {"seconds": seconds, "memory_mb": _resident() - had, "size_mb": round(path.stat().st_size / 1e6, 1)}


def _copy(path: Path) -> None:
    from django.db import connection  # noqa: PLC0415  (settings first)

    asked = "SELECT id, code, name, commune_code, depth, kind, place, agency, commune, version, at FROM reg.wells"
    asked = f"COPY ({asked} WHERE agency = 'H27.18073' ORDER BY id) TO STDOUT (FORMAT csv)"
    with path.open("wb") as file, connection.cursor() as cursor, cursor.copy(asked) as copy:
        for block in copy:
            file.write(block)


def _resident() -> int:
    """Return the most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["inside"]:
        inside(sys.argv[2], *map(int, sys.argv[3:]))
    else:
        sys.exit(main())
