"""Child processes that never outlive us: plain `subprocess`, plus Linux's parent-death signal."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
# Loaded here and not after fork(), where only async-signal-safe work is allowed.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(sig: int = signal.SIGTERM, *, parent: int | None = None) -> None:
    """Ask the kernel to send `sig` to this process when the thread that started it ends, even by kill -9.

    Args:
        sig: the signal to receive.
        parent: the expected parent's id; when it is already gone, the process ends at once.
    """
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(sig), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def spawn(
    args: Sequence[str],
    *,
    death_signal: int = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own (a terminal's Ctrl-C reaches only us) that ends when we end.

    Call it from a thread that lives as long as the child should: the kernel watches the thread, not the process.
    """
    parent = os.getpid()
    return subprocess.Popen(  # noqa: S603  (the arguments are ours)
        args,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(death_signal, parent=parent),  # noqa: PLW1509  (only a prctl call)
    )
