"""Starts the reader of foreign files (`sandbox`) and LibreOffice, each for one file, and ends them when they hang."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog

log = structlog.get_logger("honglam.files")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may take: bytes of memory, seconds of work, seconds until it is ended whatever it does."""

    memory: int = 2 * 1024**3
    work: int = 60
    wait: int = 90


USUAL = Limits()
# LibreOffice, as a document of a stranger may have it: no macros, no links that are followed when it is opened, no
# pictures from elsewhere, and a proxy at which nobody answers for whatever would still call out.
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
_ITEM = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_SCRIPTS, _PROXY = "Office.Common/Security/Scripting", "Inet/Settings"
_STRICT = (
    (_SCRIPTS, "MacroSecurityLevel", "3"),
    (_SCRIPTS, "DisableMacrosExecution", "true"),
    (_SCRIPTS, "DisableActiveContent", "true"),
    (_SCRIPTS, "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "1"),
    (_PROXY, "ooInetProxyType", "2"),
    (_PROXY, "ooInetHTTPProxyName", "127.0.0.1"),
    (_PROXY, "ooInetHTTPProxyPort", "9"),
    (_PROXY, "ooInetHTTPSProxyName", "127.0.0.1"),
    (_PROXY, "ooInetHTTPSProxyPort", "9"),
)


def run(
    task: str, source: Path, *, ending: str = "", folder: Path | None = None, limits: Limits = USUAL
) -> dict[str, Any]:
    """Return what the reader made of a file; `{"failed": why}` when it crashed or took too long or too much."""
    command = [sys.executable, "-m", "honglam.core.files.sandbox", task, ending or "-", str(source)]
    command += [str(folder or source.parent), str(limits.memory), str(limits.work)]
    # What it needs to find Python and its packages, and nothing that is secret.
    environment = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG", "TMPDIR") if name in os.environ}
    status, output = _finish(command, environment, limits.wait)
    if status == 0:
        found: dict[str, Any] = json.loads(output.splitlines()[-1])
        return found
    log.info("file not read", task=task, ending=ending, status=status)
    return {"failed": "time" if status is None else f"status {status}"}


def has_office() -> bool:
    """Tell whether LibreOffice is installed here."""
    return shutil.which("soffice") is not None


def to_pdf(source: Path, folder: Path, *, wait: int = 120) -> Path | None:
    """Return the document as PDF, drawn by LibreOffice with a profile that is thrown away; None when it could not."""
    program = shutil.which("soffice")
    if program is None:
        return None
    with TemporaryDirectory(prefix="honglam-office-") as profile:
        _strict(Path(profile))
        command = [program, "--headless", "--norestore", "--nolockcheck", "--nodefault"]
        command += [
            f"-env:UserInstallation=file://{profile}",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(source),
        ]
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": profile}
        status, _output = _finish(command, environment, wait)
    made = folder / f"{source.stem}.pdf"
    return made if status == 0 and made.is_file() else None


def _strict(profile: Path) -> None:
    """Write the settings of a profile: a document loads nothing from elsewhere, this machine's files included."""
    items = "".join(_ITEM.format(path, name, value) for path, name, value in _STRICT)
    user = profile / "user"
    user.mkdir()
    (user / "registrymodifications.xcu").write_text(f"{_SETTINGS}{items}</oor:items>\n", encoding="utf-8")


def _finish(command: list[str], environment: dict[str, str], wait: int) -> tuple[int | None, str]:
    """Run a command in a group of its own; after `wait` seconds the whole group is ended and the status is None."""
    process = subprocess.Popen(  # noqa: S603  (the arguments are ours)
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        output, _nothing = process.communicate(timeout=wait)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, ""
    return process.returncode, output
