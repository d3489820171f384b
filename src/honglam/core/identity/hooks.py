"""What other rooms offer to identity.

Identity stands below notices, yet it must send codes: notices registers a courier here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from honglam.kit.registry import Registry

Channel = Literal["email", "sms"]


@dataclass(frozen=True, slots=True)
class Courier:
    """Carries a message to an address that need not belong to an account yet.

    Attributes:
        id: the channel.
        ready: tells whether the channel is set up here.
        send: takes the address (e-mail, or phone as +84…), the id of a template, its values and the language; raises
            `Refusal` when the address cannot be reached. The text is never written to a log.
    """

    id: Channel
    ready: Callable[[], bool]
    send: Callable[[str, str, Mapping[str, str], str], None]


COURIERS: Registry[Courier] = Registry("courier")
