"""What a command of the operator leaves on the ledger."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from typing import Any

from honglam.project.terminal import _, complain


def note(verb: str, thing: str, after: Mapping[str, Any]) -> None:
    """Write on the ledger what a command did; a database without a ledger (older, or empty) is no reason to fail."""
    from django.db import DatabaseError, transaction  # noqa: PLC0415  (the quick commands do not load Django)

    from honglam.project.prepare import start_django  # noqa: PLC0415

    start_django()
    from honglam.base.trace import SYSTEM, bound  # noqa: PLC0415
    from honglam.core.audit import api as audit  # noqa: PLC0415  (models are ready only now)

    try:
        with bound(viewer=SYSTEM, purpose=f"command:{getpass.getuser()}"), transaction.atomic():
            audit.record(verb=verb, thing=thing, after=after)
    except DatabaseError:
        complain(_("This could not be written on the ledger: run `honglam migrate`."))
