"""`honglam search …`: what only the operator does to the index."""

from __future__ import annotations

import argparse
import sys
from functools import partial

from django.utils.translation import gettext as _

from honglam.core.search import api


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `honglam search`."""
    search = subparsers.add_parser("search", help=_("the index of everything that can be found"))
    commands = search.add_subparsers(required=True, metavar=_("COMMAND"))
    rebuild = commands.add_parser("rebuild", help=_("compare the index with everything there is and mend it"))
    rebuild.add_argument("source", nargs="?", default="", help=_("only documents of this source"))
    rebuild.set_defaults(run=_rebuild)
    commands.add_parser("state", help=_("how many documents each source and the index have")).set_defaults(run=_state)


def _rebuild(chosen: argparse.Namespace) -> int:
    if chosen.source and chosen.source not in api.SOURCES:
        known = ", ".join(source.id for source in api.SOURCES)
        sys.stderr.write(
            _("There is no source %(source)s; there are: %(known)s.") % {"source": chosen.source, "known": known}
        )
        sys.stderr.write("\n")
        return 1
    for source in [chosen.source] if chosen.source else [each.id for each in api.SOURCES]:
        done = api.rebuild(source=source, told=partial(_tell, source))
        words = {"source": source, "read": done.read, "written": done.written, "removed": done.removed}
        line = _("%(source)s: %(read)d documents compared, %(written)d written, %(removed)d removed.") % words
        sys.stdout.write(f"\r{line}\n")
    if not chosen.source:
        api.forget_undeclared()
    api.count_words(anew=not chosen.source)
    return 0


def _tell(source: str, read: int) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(f"\r{source}: {read}")
        sys.stdout.flush()


def _state(_chosen: argparse.Namespace) -> int:
    for state in api.states():
        sys.stdout.write(f"{state.source:24}{state.there:>10}{state.indexed:>10}\n")
    return 0
