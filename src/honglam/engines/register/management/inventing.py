"""`honglam register invent`: records that nobody has, for demonstrations and trials."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone
from django.utils.translation import gettext as _

from honglam.engines.register import api


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to `honglam register`."""
    invent = commands.add_parser("invent", help=_("add invented records to a register, which is marked synthetic"))
    invent.add_argument("name", metavar="REGISTER", help=_("id of the register"))
    invent.add_argument("--rows", type=int, default=200, help=_("how many (200)"))
    invent.add_argument("--seed", type=int, default=1, help=_("the same number gives the same records (1)"))
    invent.add_argument("--dirty", type=float, default=0.0, help=_("share that breaks rules of quality, 0 to 1 (0)"))
    invent.set_defaults(run=_invent)


def _invent(chosen: argparse.Namespace) -> int:
    made = api.inventing.invent(
        register=chosen.name, rows=chosen.rows, seed=chosen.seed, dirty=chosen.dirty, now=timezone.now()
    )
    sys.stdout.write(_("%(count)d invented records were added.") % {"count": made} + "\n")
    return 0
