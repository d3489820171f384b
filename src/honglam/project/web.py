"""The web server: Granian with a few processes, each of which ends when its master does."""

from __future__ import annotations

import gc
import os
from typing import Any


def application() -> Any:
    """Return the ASGI application inside a worker process, after tying the worker to its master's life."""
    from honglam.project.process import die_with_parent  # noqa: PLC0415  (runs in the worker)

    die_with_parent(parent=int(os.environ["HONGLAM_WEB_MASTER"]))
    from honglam.project.asgi import application as django  # noqa: PLC0415  (the master has loaded it)

    return django


def serve(*, address: str, port: int, workers: int) -> None:
    """Serve until SIGTERM; requests in flight are finished."""
    from granian import Granian  # noqa: PLC0415  (only this command needs it)
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    os.environ["HONGLAM_WEB_MASTER"] = str(os.getpid())
    # Loaded once, before Granian forks: the processes start at once, also after a crash, and share the memory.
    import honglam.project.asgi  # noqa: F401, PLC0415  (loaded once, before the workers fork)

    gc.freeze()
    Granian(
        "honglam.project.web:application",
        factory=True,
        address=address,
        port=port,
        interface=Interfaces.ASGINL,  # Django has no lifespan
        workers=workers,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=8,  # live pages hold their connection open; do not wait for them for ever
        log_level=LogLevels.warning,
    ).serve()
