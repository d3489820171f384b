"""`honglam places …`: what only the operator does to places."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from dataclasses import asdict
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.places import api
from honglam.core.places.contracts import MAX_BOUNDARY_BYTES, BoundaryFile, BoundaryReport

_DONE, _REFUSED = 0, 1


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `honglam places`."""
    places = subparsers.add_parser("places", help=_("the communes and their shapes on the map"))
    commands = places.add_subparsers(required=True, metavar=_("COMMAND"))
    load = commands.add_parser("load-boundaries", help=_("show the shapes of a GeoJSON file on every map"))
    load.add_argument("file", type=Path, help=_("GeoJSON, one feature for each commune"))
    load.add_argument("--source", required=True, help=_("who published it; shown beside the map"))
    load.add_argument("--crs", default="", help=_("coordinate system, such as EPSG:4326 or vn2000:105.5"))
    load.add_argument("--dry-run", action="store_true", help=_("only check the file"))
    load.add_argument("--json", action="store_true", help=_("answer as JSON"))
    load.set_defaults(run=_load_boundaries)


def _load_boundaries(chosen: argparse.Namespace) -> int:
    try:
        with chosen.file.open("rb") as opened:
            # One byte more than is accepted, so that a huge file is refused without filling the memory.
            content = opened.read(MAX_BOUNDARY_BYTES + 1)
    except OSError as error:
        raise Refusal(
            N_("The file %(file)s cannot be read: %(reason)s."),
            remedy=N_("Check its name and whether you may read it."),
            params={"file": chosen.file, "reason": error.strerror},
        ) from None
    file = BoundaryFile(content, chosen.file.name, chosen.source, getpass.getuser(), chosen.crs)
    report = api.load_boundaries(file=file, now=timezone.now(), dry_run=chosen.dry_run)
    for line in [_as_json(report)] if chosen.json else _sentences(report):
        sys.stdout.write(f"{line}\n")
    return _REFUSED if report.problems else _DONE


def _as_json(report: BoundaryReport) -> str:
    return json.dumps(asdict(report), ensure_ascii=False, default=str)


def _sentences(report: BoundaryReport) -> list[str]:
    facts = {
        "file": report.file_name,
        "crs": report.crs,
        "features": report.features,
        "matched": report.matched,
        "area": round(report.area_km2, 1),
    }
    lines = [_("%(file)s: %(features)s features in %(crs)s, %(matched)s communes matched, %(area)s km².") % facts]
    for problem in report.problems:
        said = [_(text) % dict(problem.params) for text in (problem.message, problem.remedy) if text]
        lines.append(f"✗ {problem.where}: {' '.join(said)}")
    if report.problems:
        lines.append(_("Nothing was changed: a file is taken whole or not at all."))
    elif report.already:
        lines.append(_("The maps show exactly these shapes already."))
    elif report.stored:
        lines.append(_("Every map shows these shapes from now on; for display, not a legal boundary."))
    else:
        lines.append(_("The file is good. Nothing was changed: this was a dry run."))
    return lines
