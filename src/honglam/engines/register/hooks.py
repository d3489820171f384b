"""What rooms above attach to registers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from honglam.base.access import Viewer
from honglam.engines.register.contracts.quality import MendOrder
from honglam.kit.nav import Text
from honglam.kit.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Mender:
    """Who sees to it that records are mended: a pack that opens a case for the agency that owns them.

    Attributes:
        id: `room.verb`.
        title: what people call it.
        send: takes an order, who gives it and the moment; returns what people follow it by, such as the code of a case.
            An order for an agency and a rule of which one is still open goes into that one.
        address: takes what `send` returned and returns the page where it is followed.
    """

    id: str
    title: Text
    send: Callable[[MendOrder, Viewer, datetime], str]
    address: Callable[[str], str]


MENDERS: Registry[Mender] = Registry("mender of records")
