"""`honglam case …`: what only the operator does to cases."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from django.utils.translation import gettext as _

from honglam.engines.case import api

_SHOWN = 20


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `honglam case`."""
    case = subparsers.add_parser("case", help=_("cases: look after their figures"))
    commands = case.add_subparsers(required=True, metavar=_("COMMAND"))
    recount = commands.add_parser("recount", help=_("count all cases and compare with the figures that are kept"))
    recount.add_argument("--mend", action="store_true", help=_("put what was counted in place of what is kept"))
    recount.add_argument("--json", action="store_true", help=_("answer as JSON"))
    recount.set_defaults(run=_recount)


def _recount(chosen: argparse.Namespace) -> int:
    """Compare, or mend; 1 when something differs and was left as it is."""
    mended = api.statistics.rebuild() if chosen.mend else None
    found = api.statistics.verify()
    if chosen.json:
        answer = {"counted": mended, "differences": [asdict(each) for each in found]}
        sys.stdout.write(f"{json.dumps(answer, ensure_ascii=False)}\n")
        return int(bool(found))
    if mended is not None:
        sys.stdout.write(_("%(count)d cases were counted.") % {"count": mended} + "\n")
    for each in found[:_SHOWN]:
        words = {"where": " ".join(each.where), "figure": each.figure, "kept": each.kept, "counted": each.counted}
        sys.stdout.write(_("%(where)s %(figure)s: kept %(kept)d, counted %(counted)d") % words + "\n")
    if len(found) > _SHOWN:
        sys.stdout.write(_("… and %(count)d more.") % {"count": len(found) - _SHOWN} + "\n")
    said = (
        _("Figures differ: `honglam case recount --mend` counts them anew.") if found else _("All figures are right.")
    )
    sys.stdout.write(f"{said}\n")
    return int(bool(found))
