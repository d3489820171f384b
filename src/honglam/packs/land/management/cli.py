"""`honglam land …`: a synthetic province."""

from __future__ import annotations

import argparse
import sys
import time

from django.utils import timezone
from django.utils.translation import gettext as _

from honglam.packs.land import api
from honglam.packs.land.contracts import Filled

_DONE = 0


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `honglam land`."""
    land = subparsers.add_parser("land", help=_("the land database"))
    commands = land.add_subparsers(required=True, metavar=_("COMMAND"))
    generate = commands.add_parser(
        "generate", help=_("make a synthetic province; run again, it goes on where it was stopped")
    )
    generate.add_argument(
        "--parcels", type=int, default=2_000, help=_("how many parcels; the province has about 2.8 million")
    )
    generate.add_argument("--seed", type=int, default=1, help=_("any number; the same one gives the same province"))
    generate.add_argument(
        "--commune", action="append", default=[], help=_("code of a commune to fill; all when none is given")
    )
    generate.set_defaults(run=_generate)


def _generate(chosen: argparse.Namespace) -> int:
    began = time.monotonic()

    def told(so_far: Filled) -> None:
        facts = {"done": so_far.done, "of": so_far.communes, "parcels": so_far.parcels, "rows": so_far.rows}
        facts["seconds"] = round(time.monotonic() - began)
        line = _("%(done)d of %(of)d communes, %(parcels)d parcels, %(rows)d records written, %(seconds)d s") % facts
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    api.generating.fill(parcels=chosen.parcels, seed=chosen.seed, only=chosen.commune, now=timezone.now(), told=told)
    return _DONE
