"""`honglam audit …`: looking through the ledger, proofs and roots."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from honglam.base.errors import Refusal
from honglam.base.time import parse_date
from honglam.base.words import N_
from honglam.core.audit import api, saying

_WHOLE, _BROKEN = 0, 1


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `honglam audit`."""
    audit = subparsers.add_parser("audit", help=_("the ledger: look through it, prove an entry, publish roots"))
    commands = audit.add_subparsers(required=True, metavar=_("COMMAND"))
    verify = commands.add_parser("verify", help=_("find every entry that was altered, moved or taken away"))
    verify.add_argument(
        "--root", type=Path, action="append", default=[], help=_("a root that you kept, to compare with; repeatable")
    )
    verify.add_argument("--json", action="store_true", help=_("answer as JSON"))
    verify.set_defaults(run=_verify)
    proof = commands.add_parser("proof", help=_("print the proof that an entry stands in the ledger"))
    proof.add_argument("entry", type=int, help=_("number of the entry"))
    proof.set_defaults(run=_proof)
    root = commands.add_parser("root", help=_("publish the root of a day if it is not, and print it"))
    root.add_argument("day", nargs="?", default="", help=_("the day; yesterday when it is left out"))
    root.set_defaults(run=_root)


def _verify(chosen: argparse.Namespace) -> int:
    report = api.verify(now=timezone.now(), kept=dict(_kept(path) for path in chosen.root))
    if chosen.json:
        _say(json.dumps(asdict(report), ensure_ascii=False, default=str))
    else:
        for finding in report.findings:
            _say(f"✗ {saying.said(finding)}")
        _say(saying.summary(report))
    return _WHOLE if report.whole else _BROKEN


def _kept(path: Path) -> tuple[int, str]:
    """Return size and root of a file that the portal gave out."""
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["head"]["statement"]
        return int(said["size"]), bytes.fromhex(said["root"]).hex()
    except (OSError, ValueError, KeyError, TypeError):
        raise Refusal(
            N_("%(file)s is not a root of the ledger."),
            remedy=N_("Take the file of a day's root, as the portal gives it."),
            params={"file": path},
        ) from None


def _proof(chosen: argparse.Namespace) -> int:
    now = timezone.now()
    api.seal(now=now)
    _say(json.dumps(api.proof(entry=chosen.entry), ensure_ascii=False, indent=1))
    return _WHOLE


def _root(chosen: argparse.Namespace) -> int:
    now = timezone.now()
    day = parse_date(chosen.day) if chosen.day else timezone.localdate(now) - timedelta(days=1)
    api.publish(day=day, now=now)
    _say(json.dumps(api.root(day=day), ensure_ascii=False, indent=1))
    return _WHOLE


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
