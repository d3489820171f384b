"""`honglam files …`: what only the operator does to files."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from django.utils import timezone
from django.utils.translation import gettext as _

from honglam.core.files import api

_GOOD, _BAD = 0, 1


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `honglam files`."""
    files = subparsers.add_parser("files", help=_("the stored files"))
    commands = files.add_subparsers(required=True, metavar=_("COMMAND"))
    verify = commands.add_parser("verify", help=_("compare stored files with their hashes and name each that differs"))
    verify.add_argument("--sample", type=int, default=None, help=_("look at so many only, the longest unseen first"))
    verify.add_argument("--json", action="store_true", help=_("answer as JSON"))
    verify.set_defaults(run=_verify)
    clean = commands.add_parser("clean", help=_("remove what nothing refers to and has lain for a day"))
    clean.add_argument("--json", action="store_true", help=_("answer as JSON"))
    clean.set_defaults(run=_clean)


def _verify(chosen: argparse.Namespace) -> int:
    found = api.verify(now=timezone.now(), most_blobs=chosen.sample)
    if chosen.json:
        _say(json.dumps(asdict(found), ensure_ascii=False, default=str))
    else:
        for flaw in found.flaws:
            what = _("missing") if flaw.missing else _("altered")
            _say(f"✗ {flaw.name}: {what} ({flaw.owner}, {flaw.file}, {flaw.sha256})")
        facts = {"blobs": found.blobs, "megabytes": found.size / 1e6, "flaws": len(found.flaws)}
        _say(_("%(blobs)d contents read, %(megabytes).1f MB; %(flaws)d files differ.") % facts)
    return _BAD if found.flaws else _GOOD


def _clean(chosen: argparse.Namespace) -> int:
    done = api.clean_up(now=timezone.now())
    if chosen.json:
        _say(json.dumps(asdict(done)))
    else:
        words = _("Removed %(blobs)d contents, %(drafts)d drafts, %(uploads)d uploads and %(strays)d stray files.")
        _say(words % asdict(done))
    return _GOOD


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
