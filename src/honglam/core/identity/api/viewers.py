"""Who looks, with what rights."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from honglam.base.access import Viewer
from honglam.core.identity.service import viewers as service


def viewer(*, account_id: int, on: date | None = None, session_hash: str | None = None) -> Viewer:
    """Return the viewer that an account is on the day `on`, today when it is not given.

    With the `session_hash` of a session, the viewer is anonymous when the session was opened with an older password.
    """
    return service.viewer(account_id=account_id, on=on or timezone.localdate(), session_hash=session_hash)
