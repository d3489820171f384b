"""A CSV into an empty register, every row validated and one act with its trail; bare COPY of the same rows beside it.

    python -m bench.register_import [--rows 2800000] [--rounds 3]

The import is what the job of the platform does: the file is read, matched columns are judged, rows are compared with
the register and written in chunks that survive a kill. COPY puts the same values into a bare table with a primary key:
it judges nothing, keeps no history, and is the limit. Indexes for readers are built after the import, as after any
first load, and are told by themselves.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.frame import ROOT, _machine, keep
from bench.stack import FOLDER
from honglam.project.postgres import EmbeddedServer

GOAL = 60_000  # rows a second
HEADS = ("Mã thửa", "Xã, phường", "Diện tích (m²)", "Loại đất", "Ngày cấp", "Chủ sử dụng", "Số định danh", "Giá trị")
DOCUMENT: dict[str, Any] = {
    "id": "bench_parcels",
    "title": "Thửa đất",
    "primaryKey": ["code"],
    "label": ["code"],
    "order": "code",
    "territory": "ward",
    "owner": "H27",
    "fields": [
        {"n": 1, "name": "code", "type": "text", "title": HEADS[0], "search": True, "constraints": {"required": True}},
        {"n": 2, "name": "ward", "type": "reference", "target": "commune", "title": HEADS[1]},
        {"n": 3, "name": "area", "type": "decimal", "decimals": 2, "title": HEADS[2], "constraints": {"minimum": 0.01}},
        {
            "n": 4,
            "name": "purpose",
            "type": "code",
            "title": HEADS[3],
            "codes": [{"code": "LUC", "title": "Đất trồng lúa"}],
        },
        {"n": 5, "name": "given_on", "type": "date", "title": HEADS[4]},
        {"n": 6, "name": "held_by", "type": "text", "title": HEADS[5]},
        {"n": 7, "name": "holder", "type": "personal_number", "title": HEADS[6], "sensitivity": "personal"},
        {"n": 8, "name": "price", "type": "money", "title": HEADS[7]},
    ],
}
_BARE = (
    "CREATE TABLE bare (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), code text, ward text, area numeric,"
    " purpose text, given_on date, owner text, holder text, price bigint)"
)
_COPY = "COPY bare (code, ward, area, purpose, given_on, owner, holder, price) FROM STDIN (FORMAT csv)"


def main() -> int:
    """Measure on the bench's own database; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.register_import", description=__doc__)
    parser.add_argument("--rows", type=int, default=2_800_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    home = FOLDER / "import"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    server = EmbeddedServer(home / "postgres")
    env = os.environ | {"HONGLAM_HOME": str(home), "DATABASE_URL": server.start(), "PYTHONPATH": str(ROOT)}
    env |= {"HONGLAM_UPLOAD_MAX_MB": "4096"}
    taken: dict[str, list[dict[str, float]]] = {"import": [], "copy": []}
    try:
        _inside(env, "prepare", str(chosen.rows))
        for _round in range(chosen.rounds):
            for side, found in taken.items():
                found.append(_inside(env, side))
    finally:
        server.stop()
    sides = {side: _summed(found, chosen.rows) for side, found in taken.items()}
    result = {
        "bench": "register_import",
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),
        "rows": chosen.rows,
        "sides": sides,
        "goal": {"rows_per_second": GOAL},
        "machine": _machine(),
        "reached": sides["import"]["rows_per_second"] >= GOAL,
    }
    keep(result)
    return 0 if result["reached"] else 1


def _inside(env: Mapping[str, str], *words: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.register_import", "inside", *words]
    done = subprocess.run(
        command, cwd=ROOT, env={**env, "HONGLAM_LOG_LEVEL": "WARNING"}, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _summed(rounds: list[dict[str, float]], rows: int) -> dict[str, Any]:
    seconds = [each["seconds"] for each in rounds]
    middle = statistics.median(seconds)
    spread = [round(min(seconds), 2), round(max(seconds), 2)]
    parts = {name: round(value, 2) for name, value in rounds[-1].items() if name != "seconds"}
    return {"seconds": round(middle, 2), "spread": spread, "rows_per_second": round(rows / middle)} | parts


def inside(what: str, rows: int = 0) -> None:
    """Do one part in a process of its own; print what was found."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "honglam.project.settings"
    import django  # noqa: PLC0415  (settings first)

    django.setup()
    print(json.dumps({"prepare": lambda: _prepare(rows), "import": _import, "copy": _copy}[what]()))


def _files() -> tuple[Path, Path]:
    home = Path(os.environ["HONGLAM_HOME"])
    return home / "people.csv", home / "machine.csv"


def _prepare(rows: int) -> dict[str, float]:
    """Make the tables, and the same rows twice: as people write them, and as COPY wants them."""
    from django.core.management import call_command  # noqa: PLC0415  (settings first)
    from django.utils import timezone  # noqa: PLC0415

    from honglam.core.identity import api as identity  # noqa: PLC0415
    from honglam.core.places import api as places  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    places.load_units(now=timezone.now())
    identity.load_agencies()
    from honglam.engines.register.service import checking_names  # noqa: PLC0415

    seeded, communes = random.Random(1), sorted(checking_names.communes())
    people, machine = _files()
    with people.open("w", encoding="utf-8", newline="") as one, machine.open("w", encoding="utf-8", newline="") as two:
        said, plain = csv.writer(one, delimiter=";"), csv.writer(two)
        said.writerow(HEADS)
        for number in range(rows):
            code = communes[number % len(communes)]
            area, price = seeded.randint(100, 9_999_999), seeded.randint(1, 999)
            year, month, day = seeded.randint(1990, 2025), seeded.randint(1, 12), seeded.randint(1, 28)
            title, holder = f"Nguyễn Văn {number}", f"042{seeded.randint(0, 999_999_999):09}"
            lot = f"T{number:07}"
            said.writerow(
                [lot, code, f"{area / 100:.2f}".replace(".", ","), "Đất trồng lúa", f"{day:02}/{month:02}/{year}",
                 title, holder, f"{price}.000.000"]
            )  # fmt: skip
            plain.writerow(
                [lot, code, area / 100, "LUC", f"{year}-{month:02}-{day:02}", title, holder, price * 1_000_000]
            )
    return {"seconds": 0}


def _import() -> dict[str, float]:
    """Judge and write the file as the job does, into a register made anew; the index job by itself."""
    from django.utils import timezone  # noqa: PLC0415  (settings first)

    from honglam.base.access import Grant, Kind, Viewer  # noqa: PLC0415
    from honglam.engines.register.api import imports  # noqa: PLC0415
    from honglam.engines.register.service import settling  # noqa: PLC0415
    from honglam.engines.register.testing import deployed, dropped  # noqa: PLC0415

    now = timezone.now()
    dropped("bench_parcels")
    deployed(DOCUMENT)
    viewer = Viewer("bench", "Bench", Kind.SYSTEM, "H27", frozenset({Grant("register.edit", "H27")}))
    with _files()[0].open("rb") as file:
        number = imports.send(register="bench_parcels", source=file, name="people.csv", viewer=viewer, now=now).id
    imports.read(number=number)
    found, _report = imports.find(number=number, viewer=viewer)
    imports.match(number=number, columns=found.tables[0].columns, viewer=viewer, now=now)
    dry = _timed(lambda: imports.judge(number=number, now=now))
    imports.decide(number=number, all_or_nothing=False, viewer=viewer)
    seconds = _timed(lambda: imports.write(number=number, now=now))
    found, _report = imports.find(number=number, viewer=viewer)
    if found.state != "done" or found.counts.refused:
        raise SystemExit(f"{found.state}: {found.note} {found.counts}")
    indexes = _timed(lambda: settling.settle("bench_parcels"))
    return {"seconds": seconds, "dry_run_seconds": dry, "indexes_seconds": indexes}


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _copy() -> dict[str, float]:
    from django.db import connection  # noqa: PLC0415  (settings first)

    _people, machine = _files()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare")
        cursor.execute(_BARE)
        began = time.perf_counter()
        with (
            cursor.copy(_COPY) as copy,
            machine.open("rb") as file,
        ):
            while piece := file.read(1 << 20):
                copy.write(piece)
        return {"seconds": time.perf_counter() - began}


if __name__ == "__main__":
    if sys.argv[1:2] == ["inside"]:
        inside(sys.argv[2], *map(int, sys.argv[3:]))
    else:
        sys.exit(main())
