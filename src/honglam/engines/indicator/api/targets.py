"""The door of targets: by period and scope; a changed one ends the former, which stays in the history."""

from __future__ import annotations

from datetime import datetime

from honglam.base.access import Viewer
from honglam.base.periods import Period
from honglam.engines.indicator.contracts import Scope, Target, TargetVersion
from honglam.engines.indicator.service import targets as service


def set_target(*, target: Target, viewer: Viewer, now: datetime) -> Target:
    """Set what is to be reached by the end of a period and return it; the same again changes nothing.

    Args:
        target: what is to be reached; what counted for this period and scope ends now.
        viewer: who sets it; needs `indicator.define` at the owner of the indicator.
        now: since when it counts.

    Raises:
        Refusal: there is no such indicator, it is not taken of this scope or for so short a period, or the figures
            cannot be meant.
        Forbidden: the viewer may not.
    """
    return service.set_target(target=target, viewer=viewer, now=now)


def end_target(  # noqa: PLR0913  (which target, why, by whom)
    *, code: str, scope: Scope, period: Period, viewer: Viewer, now: datetime, reason: str = ""
) -> None:
    """Let a target count no longer. Raises as `set_target`; Missing when none counts."""
    service.end_target(code=code, scope=scope, period=period, viewer=viewer, now=now, reason=reason)


def targets(*, code: str) -> tuple[Target, ...]:
    """Return the targets of an indicator that count, by scope and time."""
    return service.targets(code=code)


def history(*, code: str) -> tuple[TargetVersion, ...]:
    """Return all targets that an indicator ever had, the newest first."""
    return service.history(code=code)
