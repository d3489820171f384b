"""What must be true before anything starts. Each failure is one sentence that says what to do."""

from __future__ import annotations

import errno
import shutil
import socket
import sys
from pathlib import Path

from honglam.project.terminal import _, stop

NEEDED_BYTES = 100 * 2**20  # below this PostgreSQL would stop in the middle of a write sooner or later


def check_python() -> None:
    """Refuse a Python that is too old."""
    if sys.version_info < (3, 11):  # noqa: UP036  (an old Python is exactly the case)
        stop(_("Honglam needs Python 3.11 or newer: install it and run `make run PYTHON=python3.11`."))


def check_home(home: Path) -> None:
    """Make the data folder, refuse one that cannot be written or that is on a full disk."""
    probe = home / ".probe"
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            _refuse_full(home)
        reason = (error.strerror or str(error)).lower()
        stop(
            _("Cannot write to the data folder %(home)s (%(reason)s): choose another one with HONGLAM_HOME.")
            % {"home": home, "reason": reason}
        )
    if shutil.disk_usage(home).free < NEEDED_BYTES:
        _refuse_full(home)


def _refuse_full(home: Path) -> None:
    stop(
        _("The disk of %(home)s is full: free at least %(size)d MB, or choose another folder with HONGLAM_HOME.")
        % {"home": home, "size": NEEDED_BYTES // 2**20}
    )


def check_port(address: str, port: int) -> None:
    """Refuse a port that is no port, is taken, or may not be opened by this user."""
    if not port:
        stop(_("HONGLAM_PORT must be a number from 1 to 65535."))
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections of a former run may still linger
        try:
            probe.bind((address, port))
            probe.listen(1)
        except PermissionError:
            stop(
                _("Port %(port)d is only for root: choose one above 1023, for example HONGLAM_PORT=8000.")
                % {"port": port}
            )
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                stop(
                    _("Cannot listen on %(address)s: choose an address of this machine with HONGLAM_BIND.")
                    % {"address": address}
                )
            stop(
                _("Port %(port)d is taken by another program: stop it, or choose another with HONGLAM_PORT=%(other)d.")
                % {"port": port, "other": port + 1 if port < 65535 else 8000}
            )
