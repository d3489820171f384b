"""The reader of files that somebody sent, in a process of its own with little memory and little time: parsers crash.

Started by `opening` as `python -m … child ENDING SOURCE FOLDER MEMORY SECONDS`. It sees no settings and no database.
Each table becomes a plain CSV in FOLDER (UTF-8, commas, as many values in each line as the table is wide), and the last
line of output says as JSON what there is, or which refusal it came to.
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from pathlib import Path
from typing import Any

from honglam.base.errors import Refusal
from honglam.base.words import N_

_DISK = 6 * 1024**3


def main(ending: str, source: Path, folder: Path) -> list[dict[str, Any]]:
    """Turn a file into tables and describe them."""
    if ending in {"xlsx", "xlsb", "xls", "ods"}:
        from honglam.engines.register.service.importing import workbooks  # noqa: PLC0415  (each pays for its own reader)

        return workbooks.read(source, folder)
    if ending in {"geojson", "json"}:
        from honglam.engines.register.service.importing import shapes  # noqa: PLC0415  (as above)

        return shapes.read_geojson(source, folder)
    if ending == "zip":
        return _packed(source, folder)
    from honglam.engines.register.service.importing import texts  # noqa: PLC0415  (as above)

    return texts.read(source, folder)


def _packed(source: Path, folder: Path) -> list[dict[str, Any]]:
    """Read the one table in an archive, or the shapefile in it."""
    import zipfile  # noqa: PLC0415  (as above)

    inside = folder / "inside"
    inside.mkdir()
    with zipfile.ZipFile(source) as pack:
        members = [each for each in pack.infolist() if not each.is_dir() and not each.filename.startswith("__MACOSX")]
        for at, member in enumerate(members):
            name = Path(member.filename).name  # folders inside are not followed, so nothing lands elsewhere
            with pack.open(member) as packed, (inside / f"{at:03}-{name}"[:120]).open("wb") as out:
                while piece := packed.read(1 << 20):
                    out.write(piece)
    found = sorted(inside.iterdir())
    if any(each.suffix.lower() == ".shp" for each in found):
        from honglam.engines.register.service.importing import shapes  # noqa: PLC0415  (as above)

        return shapes.read_shapefiles(found, folder)
    tables = [each for each in found if each.suffix.lower() in {".csv", ".tsv", ".txt", ".geojson", ".json", ".xlsx"}]
    if len(tables) != 1:
        raise Refusal(
            N_("This archive does not hold one table."),
            field="file",
            remedy=N_("Pack one CSV or GeoJSON file, or the files of one shapefile (.shp, .dbf, .shx, .prj)."),
        )
    return main(tables[0].suffix.lower().lstrip("."), tables[0], folder)


def _limit(memory: int, seconds: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _DISK),
        (resource.RLIMIT_NOFILE, 128),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _said(refusal: Refusal) -> dict[str, Any]:
    return {"message": refusal.message, "remedy": refusal.remedy or "", "params": dict(refusal.params)}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    _limit(int(sys.argv[4]), int(sys.argv[5]))
    try:
        told: dict[str, Any] = {"tables": main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))}
    except Refusal as refused:
        told = {"refusal": _said(refused)}
    sys.stdout.write("\n" + json.dumps(told, default=str))
