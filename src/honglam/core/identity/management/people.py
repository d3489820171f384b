"""`honglam people …`: the first administrator, made by who owns the machine."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone
from django.utils.translation import gettext as _

from honglam.core.identity import api

_ROOT = "H27"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `honglam people`."""
    people = subparsers.add_parser("people", help=_("the first administrator"))
    commands = people.add_subparsers(required=True, metavar=_("COMMAND"))
    first = commands.add_parser("first-admin", help=_("give roles without asking who may; the ledger tells it"))
    first.add_argument("username", help=_("name to sign in with"))
    first.add_argument("--name", default="", help=_("full name, to have the account made"))
    first.add_argument("--role", action="append", default=[], help=_("id of a role; several times for several roles"))
    first.add_argument("--agency", default=_ROOT, metavar="PATH", help=_("path of the agency; the province"))
    first.set_defaults(run=_first_admin)


def _first_admin(chosen: argparse.Namespace) -> int:
    roles = tuple(chosen.role) or ("admin",)
    account, made = api.bootstrap(username=chosen.username, name=chosen.name, roles=roles, agency=chosen.agency)
    if made:
        password = api.give_password(account_id=account, now=timezone.now())
        said = _("First password, to be changed when it is used: %(password)s") % {"password": password}
        sys.stdout.write(f"{said}\n")
    return 0
