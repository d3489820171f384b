"""What is typed of a person, read and normalised; the import of spreadsheets reads with the same eyes."""

from __future__ import annotations

import re
from dataclasses import replace

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from honglam.base.errors import Refusal
from honglam.base.text import clean, fold
from honglam.base.words import N_
from honglam.core.identity.contracts import PersonalFields, PersonEntry
from honglam.core.identity.models import Account

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_CODE = re.compile(r"[\w./-]{1,40}")
NAME_MAX = 120


def read(entry: PersonEntry) -> PersonEntry:
    """Return the entry as we keep it.

    Raises:
        Refusal: a field cannot be meant; `field` names it.
    """
    return replace(
        entry,
        name=name(entry.name),
        username=username(entry.username) if entry.username else "",
        staff_code=staff_code(entry.staff_code),
        phone=phone(entry.phone),
        email=email(entry.email),
        personal_number=personal_number(entry.personal_number),
    )


def name(text: str) -> str:
    """Return a full name: at least two words, letters only; one written in capitals gets small letters."""
    found = clean(text)
    if len(found) > NAME_MAX or not all(c.isalpha() or c in " '’.-" for c in found):
        raise Refusal(N_("A name has letters only."), field="name", remedy=N_("Check what stands in this field."))
    if len(found.split()) < 2:
        raise Refusal(
            N_("A full name has at least two words."), field="name", remedy=N_("Write family name and given name.")
        )
    return " ".join(word.capitalize() for word in found.split()) if found.isupper() or found.islower() else found


def username(text: str) -> str:
    """Return a name to sign in with."""
    found = clean(text).lower()
    if not _USERNAME.fullmatch(found):
        raise Refusal(
            N_("A user name has small letters, digits, dots or dashes, at least three."),
            field="username",
            remedy=N_("Leave it empty to have one made from the name."),
        )
    return found


def staff_code(text: str) -> str:
    """Return the code in the staff register."""
    found = clean(text)
    if found and not _CODE.fullmatch(found):
        raise Refusal(N_("A staff code has letters, digits, dots, dashes and slashes only."), field="staff_code")
    return found


def phone(text: str) -> str:
    """Return a telephone number as +84…, however it was written; empty when none was."""
    found = clean(text)
    if not found:
        return ""
    try:
        number = phonenumbers.parse(found, "VN")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Refusal(
            N_("This is not a telephone number that can be called."),
            field="phone",
            remedy=N_("Write it like 0912 345 678."),
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(text: str) -> str:
    """Return an e-mail address in small letters; empty when none was given."""
    found = clean(text).lower()
    try:
        if found:
            validate_email(found)
    except ValidationError:
        raise Refusal(
            N_("This is not an e-mail address."), field="email", remedy=N_("Write it like ten@hatinh.gov.vn.")
        ) from None
    return found


def personal_number(text: str) -> str:
    """Return a personal identification number: twelve digits; empty when none was given."""
    found = re.sub(r"[\s.'’-]", "", clean(text))
    if found and not (len(found) == 12 and found.isascii() and found.isdigit()):
        raise Refusal(
            N_("A personal number has twelve digits."),
            field="personal_number",
            remedy=N_("Take it from the identity card; the old nine digits do not count."),
        )
    return found


def free_username(full_name: str, taken: set[str] | None = None) -> str:
    """Return a free user name after the custom of the offices: given name, then initials (Nguyễn Văn Anh → anhnv)."""
    words = ["".join(c for c in word if c.isalnum()) for word in fold(full_name).split()]
    words = [word for word in words if word] or ["canbo"]
    stem = (words[-1] + "".join(word[0] for word in words[:-1]))[:50]
    stem = "".join(c for c in stem if c.isascii()) or "canbo"
    if len(stem) < 3:
        stem = f"{stem}.cb"
    used = set(Account.objects.filter(username__startswith=stem).values_list("username", flat=True)) | (taken or set())
    number, found = 1, stem
    while found in used:
        number += 1
        found = f"{stem}{number}"
    return found


def masked(fields: PersonalFields) -> PersonalFields:
    """Return the fields as they stand on lists: enough to tell two people apart, too little to use."""
    address, at, host = fields.email.partition("@")
    return PersonalFields(
        phone=_tail(fields.phone),
        email=f"{address[:1]}•••{at}{host}" if fields.email else "",
        personal_number=_tail(fields.personal_number),
    )


def _tail(text: str) -> str:
    return f"•••••{text[-3:]}" if text else ""
