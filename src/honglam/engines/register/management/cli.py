"""`honglam register …`: definitions from the command line."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from honglam.base.errors import Refusal
from honglam.engines.register.api import definitions
from honglam.engines.register.contracts import DefinitionRefused, Effect, Register
from honglam.engines.register.definition_words import doubted, fault_said, how_long, step_said
from honglam.engines.register.management import inventing

FORMS = ("toml", "yaml", "json", "xlsx", "table-schema")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `honglam register`."""
    room = subparsers.add_parser("register", help=_("registers: show, check and publish their definitions"))
    commands = room.add_subparsers(required=True, metavar=_("COMMAND"))
    commands.add_parser("list", help=_("the registers that are deployed")).set_defaults(run=_list)
    show = commands.add_parser("show", help=_("write a definition out"))
    show.add_argument("register")
    show.add_argument("--form", choices=FORMS, default="toml")
    show.set_defaults(run=_show)
    check = commands.add_parser("check", help=_("read a definition and say all that is wrong with it"))
    check.add_argument("file", type=Path)
    check.set_defaults(run=_check)
    publish = commands.add_parser("publish", help=_("bring a definition into force"))
    publish.add_argument("file", type=Path)
    publish.add_argument("--confirm", action="store_true", help=_("also where values would be out of sight"))
    publish.set_defaults(run=_publish)
    template = commands.add_parser("template", help=_("write the Excel data dictionary to begin with"))
    template.add_argument("file", type=Path, nargs="?", default=Path("honglam-tu-dien-du-lieu.xlsx"))
    template.set_defaults(run=_template)
    inventing.add(commands)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _list(_chosen: argparse.Namespace) -> int:
    for each in definitions.listed():
        _say(f"{each.id}\t{each.version}\t{each.owner or '–'}\t{each.title}")
    return 0


def _show(chosen: argparse.Namespace) -> int:
    try:
        body = definitions.document(register=chosen.register, form=chosen.form)
    except Refusal as refusal:
        return _refused(refusal)
    sys.stdout.buffer.write(body)
    return 0


def _template(chosen: argparse.Namespace) -> int:
    chosen.file.write_bytes(definitions.dictionary_template())
    _say(_("Written: %(file)s") % {"file": chosen.file})
    return 0


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        sys.stderr.write(_("%(file)s cannot be read: %(error)s.") % {"file": file, "error": error.strerror} + "\n")
        raise SystemExit(1) from None


def _check(chosen: argparse.Namespace) -> int:
    """Say what is wrong and what was guessed; 1 when it cannot be published."""
    try:
        found = definitions.uploaded(content=_content(chosen.file), name=chosen.file.name)
    except Refusal as refusal:
        return _refused(refusal)
    for fault in found.faults:
        _say(f"{fault.place}: {fault_said(fault)}")
    for doubt in found.doubts:
        _say(_("Guessed: %(place)s: %(what)s") % {"place": doubt.field or doubt.key, "what": doubted(doubt)})
    if found.faults:
        return 1
    _say(_("Nothing is wrong with it."))
    return 0


def _publish(chosen: argparse.Namespace) -> int:
    """Publish as the operator; 1 when it is refused or wants to be confirmed."""
    now = timezone.now()
    try:
        found = definitions.read_document(content=_content(chosen.file), name=chosen.file.name)
        effect = definitions.preview_as_operator(register=found)
        for step in effect.steps:
            _say(f"- {step_said(step)} ({how_long(step.seconds)})")
        made = _made(effect, found, now, confirmed=chosen.confirm)
    except DefinitionRefused as refused:
        for fault in refused.faults:
            _say(f"{fault.place}: {fault_said(fault)}")
        return 1
    except Refusal as refusal:
        return _refused(refusal)
    _say(_("%(register)s is in force as version %(version)s.") % {"register": made.id, "version": made.version})
    return 0


def _made(effect: Effect, found: Register, now: datetime, *, confirmed: bool) -> Register:
    return definitions.publish_as_operator(register=found, based_on=effect.based_on, confirmed=confirmed, now=now)


def _refused(refusal: Refusal) -> int:
    params: Any = refusal.params
    sys.stderr.write(" ".join(_(text) % params for text in (refusal.message, refusal.remedy) if text) + "\n")
    return 1
