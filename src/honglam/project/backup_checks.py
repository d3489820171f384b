"""Whether the data could be brought back: what the ledger says of the last backup and of the last drill."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from honglam.base.time import format_moment
from honglam.core.audit import api as audit
from honglam.core.audit.contracts import Entry
from honglam.kit.checks import Finding, Light

_BACKUP_EVERY = timedelta(days=2)
_DRILL_EVERY = timedelta(days=35)
_LOOKED_AT = 200  # entries; more than a quarter of nightly backups and weekly drills


def made(now: datetime) -> Finding:
    """Look whether the newest backup is fresh."""
    last = _last("backup.made")
    if last is None:
        return Finding(Light.GREY, _("No backup has been made here."), _("Run `honglam backup FILE` every night."))
    said = _("The newest is of %(moment)s.") % {"moment": format_moment(last.at)}
    if now - last.at > _BACKUP_EVERY:
        return Finding(Light.RED, said, _("Run `honglam backup FILE` and see why the nightly one does not."))
    return Finding(Light.GREEN, said)


def drilled(now: datetime) -> Finding:
    """Look whether an archive has lately been restored on trial, and whether that worked."""
    last = _last("backup.drilled")
    if last is None or now - last.at > _DRILL_EVERY:
        return Finding(Light.GREY, _("No backup was tried within five weeks."), _("Run `honglam drill`."))
    report = last.after or {}
    words = {"moment": format_moment(last.at), "step": report.get("failed", ""), "reason": report.get("reason", "")}
    if report.get("failed"):
        said = _("The drill of %(moment)s failed at %(step)s: %(reason)s") % words
        return Finding(Light.RED, said, _("Make a new backup and try that one: `honglam drill`."))
    return Finding(Light.GREEN, _("Restored on trial at %(moment)s, all checked.") % words)


def _last(verb: str) -> Entry | None:
    return next((entry for entry in audit.newest(kind="backup", limit=_LOOKED_AT) if entry.verb == verb), None)
