"""Ids that we make, and the numbers and codes of others: persons, taxpayers, phones, procedures, agencies.

A reader function takes what somebody typed, tolerates spaces and the usual separators, and returns a frozen value whose
`str()` is the form that is stored; or it refuses, and the remedy says what the number should look like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from honglam.base.errors import Refusal
from honglam.base.text import clean
from honglam.base.words import N_

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
RANDOM_BYTES = 8


# Our own


def uuid7(*, now: datetime, random: bytes) -> UUID:
    """Return a UUID of version 7 (RFC 9562) for the moment `now`: ids sort by the time at which they were made.

    The twelve bits after the milliseconds hold the fraction of the millisecond (method 3 of section 6.2), so that ids
    made microseconds apart sort rightly too.

    Args:
        now: an aware moment.
        random: eight bytes from the system's source (`secrets.token_bytes`), of which 62 bits are used.

    Raises:
        ValueError: `now` has no time zone or lies before 1970, or `random` is not eight bytes.
    """
    if now.tzinfo is None or len(random) != RANDOM_BYTES:
        raise ValueError("uuid7 needs an aware moment and eight random bytes")
    microseconds = (now - _EPOCH) // _MICROSECOND
    if microseconds < 0:
        raise ValueError("uuid7 counts from 1970")
    milliseconds, rest = divmod(microseconds, 1000)
    head = milliseconds << 16 | 0x7000 | rest * 4096 // 1000
    tail = 0b10 << 62 | int.from_bytes(random) >> 2
    return UUID(int=head << 64 | tail)


def made_at(id_: UUID) -> datetime:
    """Return when a UUID of version 7 was made, to the millisecond, in UTC.

    Raises:
        ValueError: it is of another version.
    """
    if id_.version != 7:
        raise ValueError(f"{id_} does not hold a time")
    return _EPOCH + timedelta(milliseconds=id_.int >> 80)


# Persons


class Sex(StrEnum):
    """The sex that a personal number states."""

    MALE = "male"
    FEMALE = "female"


# Provinces before July 2025, whose codes the numbers keep; 101 and above are countries of birth.
_PROVINCES = frozenset(
    (  # noqa: SIM905  (three rows read better than sixty-three)
        "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 "
        "042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 "
        "086 087 089 091 092 093 094 095 096"
    ).split()
)


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """The personal number (số định danh) of a citizen: 12 digits, and what they state.

    Attributes:
        value: the 12 digits.
        place: code of the province, or country, where the birth was registered (Hà Tĩnh: `042`).
        sex: stated by the fourth digit, together with the century.
        birth_year: four digits.
    """

    value: str
    place: str
    sex: Sex
    birth_year: int

    def __str__(self) -> str:
        return self.value


def parse_personal_number(text: str, *, field: str | None = None) -> PersonalNumber:
    """Read a personal number.

    Raises:
        Refusal: it does not have 12 digits, or begins with a code that no province or country has.
    """
    digits = _digits(text)
    if len(digits) == 9:
        raise Refusal(
            N_("“%(text)s” is an old identity card number."),
            field=field,
            remedy=N_("Write the personal number of 12 digits; it is on the new card and in VNeID."),
            params={"text": digits},
        )
    if len(digits) != 12:
        raise _bad(N_("“%(text)s” is not a personal number."), text, field, N_("Write all 12 digits of it."))
    place = digits[:3]
    if place <= "100" and place not in _PROVINCES:
        raise _bad(
            N_("No personal number begins like “%(text)s”."),
            place,
            field,
            N_("Compare the first three digits with the card."),
        )
    century, female = divmod(int(digits[3]), 2)
    sex = Sex.FEMALE if female else Sex.MALE
    return PersonalNumber(digits, place, sex, 1900 + century * 100 + int(digits[4:6]))


def parse_identity_number(text: str, *, field: str | None = None) -> str:
    """Read a personal number (12 digits) or the number of an old identity card (CMND, 9 digits); return the digits.

    Raises:
        Refusal: it is neither.
    """
    digits = _digits(text)
    if len(digits) == 9:
        return digits
    if len(digits) != 12:
        raise _bad(
            N_("“%(text)s” is not an identity number."),
            text,
            field,
            N_("Write the 12 digits of the personal number, or the 9 digits of an old card."),
        )
    return parse_personal_number(digits, field=field).value


# Taxpayers

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def parse_tax_code(text: str, *, field: str | None = None) -> str:
    """Read a tax code: 10 digits with a check digit, a branch `0100233488-001`, or a person's 12-digit personal number.

    Returns:
        The stored form: digits, with a hyphen before the branch.

    Raises:
        Refusal: the length is wrong, or the check digit does not fit, which means that a digit was mistyped.
    """
    digits = _digits(text)
    if len(digits) == 12:
        return parse_personal_number(digits, field=field).value
    if len(digits) not in {10, 13} or digits[10:] == "000":
        raise _bad(
            N_("“%(text)s” is not a tax code."),
            text,
            field,
            N_("Write 10 digits, 10 digits with a branch like 0100233488-001, or a person's 12 digits."),
        )
    total = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, digits, strict=False))
    if 10 - total % 11 != int(digits[9]):
        raise _bad(
            N_("The tax code “%(text)s” has a wrong digit."), text, field, N_("Compare it with the registration paper.")
        )
    return "-".join(part for part in (digits[:10], digits[10:]) if part)


# Phones

_MOBILE = re.compile(r"0[35789][0-9]{8}")
_LANDLINE = re.compile(r"02[0-9]{9}")
# Mobile numbers lost a digit in 2018.
_OLD_MOBILE = re.compile(r"01[2689][0-9]{8}")


@dataclass(frozen=True, slots=True)
class Phone:
    """A Vietnamese phone number in its national form: a mobile of 10 digits or a landline of 11."""

    value: str

    def __str__(self) -> str:
        return self.value

    @property
    def mobile(self) -> bool:
        """Whether it can receive messages."""
        return not self.value.startswith("02")

    @property
    def e164(self) -> str:
        """The international form: `+84912345678`."""
        return f"+84{self.value[1:]}"

    def display(self) -> str:
        """Return it in groups, as people read it out: `0912 345 678`, `0239 3855 555`."""
        return (
            f"{self.value[:4]} {self.value[4:7]} {self.value[7:]}"
            if self.mobile
            else f"{self.value[:4]} {self.value[4:8]} {self.value[8:]}"
        )


def parse_phone(text: str, *, field: str | None = None) -> Phone:
    """Read a phone number in the national or international form: `0912 345 678`, `+84 912.345.678`, `(0239) 3855555`.

    Raises:
        Refusal: it is no Vietnamese number, or a mobile number from before 2018.
    """
    number = re.sub(r"[\s().-]", "", clean(text))
    number = re.sub(r"^(?:\+|00)84(?:\(?0\)?)?|^84(?=[0-9]{9,10}$)", "0", number)
    if _OLD_MOBILE.fullmatch(number):
        raise _bad(
            N_("“%(text)s” is a mobile number from before 2018."), text, field, N_("Write the number of 10 digits.")
        )
    if not (_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number)):
        raise _bad(
            N_("“%(text)s” is not a phone number."),
            text,
            field,
            N_("Write the 10 digits of a mobile number, like 0912 345 678, or a landline with its area code."),
        )
    return Phone(number)


# Procedures and agencies

_PROCEDURE = re.compile(r"([0-9]\.[0-9]{6})(?:\.([0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}))?")
_AGENCY_OLD = re.compile(r"([0-9]{3})\.([0-9]{2})\.([0-9]{2})\.([A-Z][0-9]{2})")
_AGENCY_NEW = re.compile(r"[A-Z][0-9]{2}(?:\.[0-9A-Z]{2})*")
_AGENCY_MAX = 35


@dataclass(frozen=True, slots=True)
class ProcedureCode:
    """The national code of an administrative procedure (`1.001612`), and the agency that portals put behind it."""

    national: str
    agency: AgencyCode | None = None

    def __str__(self) -> str:
        return f"{self.national}.{self.agency.old}" if self.agency else self.national


@dataclass(frozen=True, slots=True)
class AgencyCode:
    """The identifier of an agency, by its levels from the top: (`H27`, `15`, `23`).

    Two written forms are in use: `H27.15.23` since Decision 20/2020/QĐ-TTg, which is the form that we store, and
    `000.23.15.H27` of QCVN 102:2016/BTTTT before it.
    """

    levels: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.levels)

    @property
    def old(self) -> str | None:
        """The form of QCVN 102:2016, or None where that form has no room: below three levels, or letters in a level."""
        top, *lower = self.levels
        if len(lower) > 2 or not all(level.isdigit() for level in lower):
            return None
        return ".".join(["000", *reversed([*lower, *["00"] * (2 - len(lower))]), top])

    @property
    def parent(self) -> AgencyCode | None:
        """The agency above, or None at the top."""
        return AgencyCode(self.levels[:-1]) if len(self.levels) > 1 else None


def parse_agency_code(text: str, *, field: str | None = None) -> AgencyCode:
    """Read the identifier of an agency in either form.

    Raises:
        Refusal: it has neither form, skips a level, or uses the old form's fourth level, which has no new form.
    """
    code = clean(text).upper().replace(" ", "")
    remedy = N_("Write it like H27.15.23, or in the old form 000.23.15.H27.")
    if match := _AGENCY_OLD.fullmatch(code):
        fourth, third, second, top = match.groups()
        if fourth != "000" or (third != "00" and second == "00"):
            raise _bad(N_("The agency code “%(text)s” has no form of today."), text, field, remedy)
        return AgencyCode((top, *(level for level in (second, third) if level != "00")))
    if _AGENCY_NEW.fullmatch(code) and len(code) <= _AGENCY_MAX:
        return AgencyCode(tuple(code.split(".")))
    raise _bad(N_("“%(text)s” is not an agency code."), text, field, remedy)


def parse_procedure_code(text: str, *, field: str | None = None) -> ProcedureCode:
    """Read the code of an administrative procedure, with or without an agency: `1.001612`, `1.001612.000.00.00.H27`.

    Raises:
        Refusal: it has another form.
    """
    code = clean(text).upper().replace(" ", "")
    match = _PROCEDURE.fullmatch(code)
    if match is None:
        raise _bad(N_("“%(text)s” is not a procedure code."), text, field, N_("Write it like 1.001612."))
    return ProcedureCode(match[1], parse_agency_code(match[2], field=field) if match[2] else None)


def _digits(text: str) -> str:
    """Return the digits of a number typed with the usual separators, or nothing if it holds anything else."""
    bare = re.sub(r"[\s.-]", "", clean(text))
    return bare if re.fullmatch(r"[0-9]*", bare) else ""


def _bad(message: str, text: str, field: str | None, remedy: str) -> Refusal:
    return Refusal(message, field=field, remedy=remedy, params={"text": clean(text)[:60]})
