"""The door of procedures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from honglam.engines.case.service import procedures


def publish_procedure(*, procedure: str, files: Mapping[str, str], by: str, now: datetime) -> int:
    """Publish the files of a procedure as its newest version and return its number; the same files change nothing.

    Cases that are opened from now on take it, running ones keep theirs.

    Raises:
        ProcedureRefused: the files do not fit together; it names every problem with file, element and remedy.
    """
    return procedures.publish(procedure=procedure, files=files, by=by, now=now)
