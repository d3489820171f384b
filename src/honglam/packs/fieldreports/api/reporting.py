"""What who reports can do."""

from __future__ import annotations

from datetime import datetime

from honglam.base.access import Viewer
from honglam.base.events import Envelope
from honglam.engines.case.contracts import Procedure
from honglam.packs.fieldreports.contracts import Flag, Sender, Similar, Written
from honglam.packs.fieldreports.service import following, nearby, reporting


def procedure() -> Procedure:
    """Return the procedure of reports with its categories.

    Raises:
        Refusal: nobody may report just now.
    """
    return reporting.procedure()


def submit(*, written: Written, sender: Sender, now: datetime) -> str:
    """Hand a report in and return its code; the same key from the same sender is one report, however often it comes.

    Raises:
        Limited: they sent many within a short time.
        Refusal: the category is no longer offered, the place lies outside the province, a file is not taken, or the
            key is another sender's.
    """
    return reporting.submit(written=written, sender=sender, now=now)


def near(*, topic: str, lon: float, lat: float, viewer: Viewer, now: datetime) -> tuple[Similar, ...]:
    """Return the nearest open reports of a topic, at most three. Of what is not published, only that it is there."""
    return nearby.near(topic=topic, lon=lon, lat=lat, viewer=viewer, now=now)


def support(*, ref: str, viewer: Viewer, now: datetime) -> int:
    """Say that one sees a report's matter too, once; return how many others do. They are told how it goes on.

    Raises:
        Missing: it was answered meanwhile.
    """
    return nearby.support(ref=ref, viewer=viewer, now=now)


def flags_of(*, code: str) -> tuple[Flag, ...]:
    """Return why somebody should look at a report before anything else is done with it; usually nothing."""
    return reporting.flags_of(code=code)


def case_changed(*, envelope: Envelope) -> None:
    """Hear that the public status of a case changed."""
    following.status(envelope)


def case_closed(*, envelope: Envelope) -> None:
    """Hear that a case was answered."""
    following.closed(envelope)


def case_reopened(*, envelope: Envelope) -> None:
    """Hear that a case was taken up again."""
    following.reopened(envelope)
