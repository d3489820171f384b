"""`honglam drill`: prove that a backup can be restored, beside the running service and without touching it.

A backup that was never restored is a hope. The report goes on the ledger, where the studio and the doctor read it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from honglam.project import installation, preflight, records, recovery
from honglam.project.terminal import OK, REFUSED, _, complain, dump, say

# Where the tried installation must not look: at the database, keys and answers of the one that runs.
_FOREIGN = ("DATABASE_URL", "HONGLAM_OPERATOR_URL", "DATABASE_REPLICA_URL", "HONGLAM_KEYS", "HONGLAM_FILES_URL")
_STEPS = (
    ("restore", ("restore", "{archive}", "--json")),
    ("migrate", ("migrate",)),
    ("ledger", ("audit", "verify", "--json")),
    ("files", ("files", "verify", "--json")),
    ("again", ("backup", "{folder}/again", "--json")),
)


def run(archive: Path | None, *, key: Path | None, as_json: bool) -> int:
    """Restore an archive, or a fresh backup, into an empty folder with its own database, and look at everything."""
    home = installation.home()
    preflight.check_home(home)
    with tempfile.TemporaryDirectory(dir=home, prefix=".drill-") as name:
        folder = Path(name)
        own: dict[str, Any] = {}
        if archive is None:
            archive = folder / "archive"
            own = _command(["backup", str(archive), "--json"], dict(os.environ))
        environment = {k: v for k, v in os.environ.items() if k not in _FOREIGN}
        opener = recovery.identity(home, key)
        environment |= {"HONGLAM_HOME": str(folder / "home"), "HONGLAM_RECOVERY_KEY": str(opener)}
        environment |= {"HONGLAM_RECOVERY_RECIPIENT": str(opener.to_public())}
        report = own if own.get("failed") else _try(archive.resolve(), folder, environment)
    report["archive"] = archive.name
    with installation.database():
        records.note("backup.drilled", f"backup:{archive.name}", report)
    return _tell(report, as_json=as_json)


def _try(archive: Path, folder: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """Do the steps one after the other, stop at the first that fails, and return what was found."""
    report: dict[str, Any] = {"size": archive.stat().st_size if archive.exists() else 0, "seconds": {}}
    for step, words in _STEPS:
        began = time.monotonic()
        said = _command([word.format(archive=archive, folder=folder) for word in words], environment)
        report["seconds"][step] = round(time.monotonic() - began, 1)
        if said.get("failed"):
            return report | {"failed": step, "reason": said["reason"]}
        if step == "restore":
            report |= {"made": said["made"], "rows": said["rows"]}
        elif said:
            report[step] = said
    return report


def _command(words: list[str], environment: Mapping[str, str]) -> dict[str, Any]:
    """Run one of our commands and return its JSON; a failed one gives its last words as `reason`."""
    command = [sys.executable, "-m", "honglam.project.command", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  (the arguments are ours)
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip() or "?").splitlines()
        return {"failed": words[0], "reason": lines[-1]}
    found: dict[str, Any] = json.loads(done.stdout) if "--json" in words else {}
    return found


def _tell(report: Mapping[str, Any], *, as_json: bool) -> int:
    failed = "failed" in report
    if as_json:
        dump(report)
    elif failed:
        complain(_("The drill failed at %(failed)s: %(reason)s") % report)
    else:
        words = {"made": report["made"], "rows": report["rows"], "seconds": sum(report["seconds"].values())}
        say(_("The archive of %(made)s restores: %(rows)d rows, all checked, in %(seconds).0f seconds.") % words)
    return REFUSED if failed else OK
