"""The door of procedures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from honglam.engines.case.service import loading, procedures


def publish_procedure(*, procedure: str, files: Mapping[str, str], by: str, now: datetime) -> int:
    """Publish the files of a procedure as its newest version and return its number; the same files change nothing.

    Cases that are opened from now on take it, running ones keep theirs.

    Raises:
        ProcedureRefused: the files do not fit together; it names every problem with file, element and remedy.
    """
    return procedures.publish(procedure=procedure, files=files, by=by, now=now)


def load_procedures(*, now: datetime) -> None:
    """Publish what the packs bring in `procedures/<name>/` as `<pack>.<name>`. Idempotent.

    Where somebody has published a version of their own, a newer one of the pack is offered in the studio instead.

    Raises:
        Refusal: files do not fit together; it says everything that is wrong with any of them.
    """
    loading.load_shipped(now=now)
