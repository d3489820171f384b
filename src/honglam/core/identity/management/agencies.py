"""`honglam agencies …`: what a printed name means, asked on the terminal."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from django.utils.translation import gettext as _

from honglam.base.time import parse_date
from honglam.core.identity import api
from honglam.core.identity.contracts import Part, Reading

_SURE, _DOUBTFUL = 0, 1


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `honglam agencies`."""
    agencies = subparsers.add_parser("agencies", help=_("the agencies of the province"))
    commands = agencies.add_subparsers(required=True, metavar=_("COMMAND"))
    match = commands.add_parser("match", help=_("what a printed name, or a list of names, means"))
    match.add_argument("text", help=_("as it is printed"))
    match.add_argument("--on", type=parse_date, default=None, metavar="DATE", help=_("as of this day; today"))
    match.add_argument("--json", action="store_true", help=_("answer as JSON"))
    match.set_defaults(run=_match)


def _match(chosen: argparse.Namespace) -> int:
    reading = api.match(text=chosen.text, on=chosen.on)
    for line in [_as_json(reading)] if chosen.json else [line for part in reading.parts for line in _lines(part)]:
        sys.stdout.write(f"{line}\n")
    return _SURE if reading.certain else _DOUBTFUL


def _as_json(reading: Reading) -> str:
    return json.dumps(asdict(reading) | {"certain": reading.certain}, ensure_ascii=False, default=str)


def _lines(part: Part) -> list[str]:
    head = f"{'✓' if part.certain else '?'} {part.text}"
    if part.group:
        said = _("%(count)s agencies: %(id)s") % {"count": len(part.group.members), "id": part.group.id}
        return [head, f"    {said}"]
    if not part.candidates:
        return [head, f"    {_('No agency has such a name')}"]
    lines = [head]
    for found in part.candidates:
        heirs = ", ".join(heir.path for heir in found.heirs) or _("no one agency")
        lines.append(f"    {found.confidence:.2f} {found.how} {found.agency.path} {found.agency.name} → {heirs}")
    return lines
