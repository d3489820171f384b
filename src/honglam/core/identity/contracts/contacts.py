"""The words of how somebody is reached."""

from __future__ import annotations

from dataclasses import dataclass

from honglam.base.access import Kind


@dataclass(frozen=True, slots=True)
class Contact:
    """Where somebody can be told things. For messages that the platform sends, not for people to read.

    Attributes:
        id: of the account.
        name: the name to address.
        kind: the sort of account.
        email: empty when none is known.
        phone: in E.164; empty when none is known.
        agency: path of the agency of the main post that holds today; empty for those without one.
    """

    id: str
    name: str
    kind: Kind
    email: str
    phone: str
    agency: str
