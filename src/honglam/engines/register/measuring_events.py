"""What makes a register be measured anew: another definition, and agencies that moved."""

from __future__ import annotations

from honglam.base.events import Envelope
from honglam.core.identity.contracts import AgencyRowsMoved
from honglam.core.jobs import api as jobs
from honglam.core.jobs.hooks import Subscription
from honglam.engines.register import api
from honglam.engines.register.events import RegisterPublished


def _published(envelope: Envelope) -> None:
    _measure(str(envelope.data["register"]))


def _moved(_envelope: Envelope) -> None:
    for register in api.definitions.listed():
        _measure(register.id)


def _measure(register: str) -> None:
    jobs.enqueue(name="register.measure", arguments={"register": register}, key=f"register.measure:{register}")


SUBSCRIPTIONS = (
    Subscription("register.measure_published", RegisterPublished, _published),
    Subscription("register.measure_moved", AgencyRowsMoved, _moved),
)
