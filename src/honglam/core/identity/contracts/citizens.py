"""The words of citizens and businesses who sign in by code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from honglam.base.access import Kind


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a code can be sent.

    Attributes:
        channel: `email` or `sms`.
        address: an e-mail address in small letters, or a telephone number as +84….
    """

    channel: Literal["email", "sms"]
    address: str

    @property
    def masked(self) -> str:
        """What may stand on a page: enough to recognise it."""
        if self.channel == "sms":
            return f"{self.address[:3]} ··· {self.address[-3:]}"
        name, _at, host = self.address.partition("@")
        return f"{name[:2]}···@{host}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that was sent.

    Attributes:
        id: its number; of no use without the code.
        contact: where it went.
        until: how long it counts.
    """

    id: int
    contact: Contact
    until: datetime


@dataclass(frozen=True, slots=True)
class Myself:
    """An account as its owner sees it.

    Attributes:
        id: account id.
        name: family name, middle name and given name.
        kind: citizen, business or officer.
        email: e-mail address; empty when there is none.
        phone: telephone number; empty when there is none.
        person_mask: last digits of the personal number, when a provider has confirmed it.
        assurance: how surely the person is known, in the provider's word.
    """

    id: str
    name: str
    kind: Kind
    email: str
    phone: str
    person_mask: str
    assurance: str
