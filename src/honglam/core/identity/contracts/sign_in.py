"""The words of signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from honglam.base.events import Event


class Step(StrEnum):
    """What somebody must still do before their rights count."""

    ENROL = "enrol"
    PASSWORD = "password"  # noqa: S105  (the name of a step)


class Ended(StrEnum):
    """Why a session is not believed any more."""

    IDLE = "idle"
    ABSOLUTE = "absolute"
    NETWORK = "network"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of signing in that hold on a day; see `data/sign_in.toml`.

    Attributes:
        valid_from: first day.
        source: where they come from.
        verified: whether somebody compared them with the printed source.
        length_with_second_factor: least characters of a password beside a second factor.
        length_alone: least characters of a password alone.
        classes_alone: how many of small letters, capitals, digits and other signs it must have when it stands alone.
        not_the_last: how many former passwords may not come back.
        administrator_every: how long an administrator's password may last.
        delays: the wait after the first, second, … failure.
        failures: the failure that locks.
        lock: for how long.
        address_failures: failures of one address within `address_window` that hold the address up.
        address_window: see there.
        address_lock: how long an address is held up.
        idle: longest pause of an officer.
        idle_administrator: longest pause of an administrator.
        idle_shared: longest pause at a shared counter machine.
        idle_citizen: longest pause of a citizen or a business.
        absolute: longest life of a session.
        warn: how long before the end of a pause the page warns.
        bits_v4: length of the prefix that counts as one network.
        bits_v6: the same for IPv6.
        proof: how old the last proof may be for signing and paying.
        account_idle: an officer's account that was not used for so long is closed.
        code_digits: length of a code.
        code_lasts: how long a code counts.
        code_tries: how often it may be tried.
        codes_per_contact: codes to one address or number within an hour.
        codes_per_address: codes asked for from one network address within an hour.
    """

    valid_from: date
    source: str
    verified: bool
    length_with_second_factor: int
    length_alone: int
    classes_alone: int
    not_the_last: int
    administrator_every: timedelta
    delays: tuple[int, ...]
    failures: int
    lock: timedelta
    address_failures: int
    address_window: timedelta
    address_lock: timedelta
    idle: timedelta
    idle_administrator: timedelta
    idle_shared: timedelta
    idle_citizen: timedelta
    absolute: timedelta
    warn: timedelta
    bits_v4: int
    bits_v6: int
    proof: timedelta
    account_idle: timedelta
    code_digits: int
    code_lasts: timedelta
    code_tries: int
    codes_per_contact: int
    codes_per_address: int


@dataclass(frozen=True, slots=True)
class Blocked:
    """An attempt that is not even looked at, until a moment."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A place where somebody is signed in.

    Attributes:
        id: to end it by; not the secret of the cookie.
        address: network address at the beginning.
        browser: browser and system, in words.
        opened_at: when it began.
        seen_at: last sign of life, to the minute.
        current: whether it is the one that asks.
    """

    id: int
    address: str
    browser: str
    opened_at: datetime
    seen_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor of an account: its kind (`totp`, `webauthn`, `recovery_codes`), name and use."""

    id: int
    kind: str
    name: str
    added_at: datetime
    used_at: datetime | None
    left: int = 0


@dataclass(frozen=True, slots=True)
class Lock:
    """An account that is closed to unknown devices for a while after wrong attempts."""

    account: str
    name: str
    failures: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInFromNewDevice(Event):
    """Somebody signed in with a browser that had not been used for the account before."""

    name: ClassVar[str] = "vn.honglam.identity.signed-in-from-new-device"
    account: str
    address: str
    browser: str

    @property
    def subject(self) -> str:
        """The account."""
        return self.account
