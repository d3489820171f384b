"""What makes indicators be computed anew."""

from __future__ import annotations

from honglam.base.events import Envelope
from honglam.core.jobs import api as jobs
from honglam.core.jobs.hooks import Subscription
from honglam.engines.indicator.api import computing


def changed(envelope: Envelope) -> None:
    """Ask for the figures that may be others now; one job does for many events of a kind that come at once."""
    jobs.enqueue(name="indicator.follow", arguments={"event": envelope.type}, key=envelope.type)


SOURCES = Subscription("indicator.sources", "vn.honglam.*", changed, awake=lambda name: computing.followed(event=name))
