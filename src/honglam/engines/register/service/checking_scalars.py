"""One value of a field, of every type but geometry, reference and group: raw JSON, a spreadsheet's cell, typed text.

Each reader takes the field and a value that is not empty and returns the Python value that is kept, or refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from uuid import UUID

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from honglam.base import ids, money, text, time
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import Code, Field, Type

BIGGEST = 10**18  # what a bigint column holds, with room to sum
LETTERS_MAX = 100_000
DECIMALS_MAX = 20
SIGNIFICANT = 15  # digits of a spreadsheet's number that mean something
_YES = frozenset({"co", "dung", "true", "yes", "1", "x", "y", "t"})
_NO = frozenset({"khong", "sai", "false", "no", "0", "n", "f"})
_CODE_MAX = 200
_CHECK_URL = URLValidator(schemes=["http", "https"])
# A point with three digits behind it separates thousands, unless what stands before it cannot be thousands.
_MACHINE = re.compile(r"-?(?:[0-9]+(?:\.(?:[0-9]{1,2}|[0-9]{4,}))?|(?:0|[0-9]{4,})\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")


def read_text(field: Field, value: Any) -> Any:
    """Return clean text; lines stay."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a spreadsheet gives numbers as floats
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Refusal(N_("A text is needed here."))
    tidy = text.clean_lines(str(value))
    if field.type is Type.TEXT and "\n" in tidy and field.max_length is not None and field.max_length <= _CODE_MAX:
        tidy = text.clean(tidy)
    least, most = field.min_length, LETTERS_MAX if field.max_length is None else field.max_length
    if least is not None and len(tidy) < least:
        raise Refusal(N_("This text is too short: at least %(min_length)s characters."), params={"min_length": least})
    if len(tidy) > most:
        raise Refusal(N_("This text is too long: at most %(max_length)s characters."), params={"max_length": most})
    return _fitting(field, tidy)


def _fitting(field: Field, tidy: str) -> str:
    if field.pattern and not _pattern(field.pattern).fullmatch(tidy):
        raise Refusal(
            N_("“%(text)s” does not have the right form."),
            remedy=N_("It should be like this: %(hint)s.") if field.hint else N_("Compare it with its paper."),
            params={"text": tidy[:60], "hint": field.hint},
        )
    return tidy


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def number(value: Any) -> Decimal:
    """Return a number as machines write it (`1234.5`) or people do (`1.234,5`); what could be both is people's.

    Raises:
        Refusal: it is neither.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Refusal(N_("A number is needed here."))
    if isinstance(value, str):
        tidy = text.clean(value)
        found = Decimal(tidy) if _MACHINE.fullmatch(tidy) else money.parse_number(tidy)
    elif isinstance(value, float):
        found = _of_float(value)
    else:
        found = Decimal(value)
    if not found.is_finite():
        raise Refusal(N_("A number is needed here."))
    if abs(found) >= BIGGEST or (found and found.adjusted() < -DECIMALS_MAX):
        raise Refusal(N_("This number is too large."), remedy=N_("Check the number of zeros."))
    return found


def _of_float(value: float) -> Decimal:
    try:
        return Decimal(f"{value:.{SIGNIFICANT}g}")
    except InvalidOperation:  # inf and nan have no such form
        raise Refusal(N_("A number is needed here.")) from None


def read_integer(field: Field, value: Any) -> int:
    """Return a whole number."""
    found = number(value)
    if found != found.to_integral_value():
        raise Refusal(N_("A whole number is needed here."))
    return int(_between(field, found))


def read_decimal(field: Field, value: Any) -> Decimal:
    """Return a number with no more decimals than the field has."""
    found = number(value)
    plain = Decimal(f"{found:f}")
    plain = plain.normalize() if "." in f"{plain:f}" else plain
    plain = Decimal(f"{plain:f}")
    most = DECIMALS_MAX if field.decimals is None else field.decimals
    if -int(plain.as_tuple().exponent) > most:
        raise Refusal(
            N_("At most %(most)s digits may stand after the comma."),
            remedy=N_("Round the number as its paper does."),
            params={"most": most},
        )
    return _between(field, plain)


def read_money(field: Field, value: Any) -> int:
    """Return whole đồng."""
    if isinstance(value, str) and not _MACHINE.fullmatch(text.clean(value)):
        return int(_between(field, Decimal(money.parse_vnd(value))))
    found = number(value)
    if found != found.to_integral_value():
        raise Refusal(
            N_("“%(text)s” is not a whole number of đồng."),
            remedy=N_("Write the amount without decimals, like 1.234.567 đồng."),
            params={"text": str(value)[:60]},
        )
    return int(_between(field, found))


def _between(field: Field, value: Decimal) -> Decimal:
    if field.minimum and value < Decimal(field.minimum):
        raise Refusal(N_("This must be at least %(ge)s."), params={"ge": money.format_number(Decimal(field.minimum))})
    if field.maximum and value > Decimal(field.maximum):
        raise Refusal(N_("This must be at most %(le)s."), params={"le": money.format_number(Decimal(field.maximum))})
    return value


def read_boolean(_field: Field, value: Any) -> bool:
    """Return yes or no."""
    if isinstance(value, bool):
        return value
    plain = text.fold(text.clean(str(value)))
    if isinstance(value, float) and value.is_integer():
        plain = str(int(value))
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise Refusal(N_("This must be yes or no."))


def read_date(field: Field, value: Any) -> date:
    """Return a day, as people write it (`05/02/2026`), as ISO 8601 has it, or as a spreadsheet gives it."""
    if isinstance(value, datetime):
        if value.timetz().replace(tzinfo=None) != datetime.min.time():
            raise Refusal(N_("A date without a time is needed here."))
        value = value.date()
    found = value if isinstance(value, date) else time.parse_date(_written(value))
    if not time.YEAR_MIN <= found.year <= time.YEAR_MAX:
        found = time.parse_date(found.isoformat())  # refuses with the years that are possible
    return _in_time(field, found)


def _written(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Refusal(N_("A date is needed here."), remedy=N_("Write it as day/month/year, like 05/02/2026."))
    return str(value)


def _in_time(field: Field, value: date) -> date:
    if field.minimum and value < date.fromisoformat(field.minimum):
        raise Refusal(
            N_("This must not be before %(day)s."),
            params={"day": time.format_date(date.fromisoformat(field.minimum))},
        )
    if field.maximum and value > date.fromisoformat(field.maximum):
        raise Refusal(
            N_("This must not be after %(day)s."),
            params={"day": time.format_date(date.fromisoformat(field.maximum))},
        )
    return value


def read_partial_date(field: Field, value: Any) -> str:
    """Return a date of which only a part may be known, as ISO 8601: `1975`, `1975-04`, `1975-04-30`."""
    if isinstance(value, date):
        return read_date(field, value).isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    found = time.parse_partial_date(_written(value))
    # Either end of what it can mean may lie within the bounds.
    bounded = field.minimum and found.latest() < date.fromisoformat(field.minimum)
    _in_time(field, found.latest() if bounded else found.earliest() if field.maximum else found.latest())
    return str(found)


def read_datetime(field: Field, value: Any) -> datetime:
    """Return a moment; without an offset it is Vietnam's time."""
    if isinstance(value, datetime):
        value = value.isoformat()
    found = time.parse_moment(_written(value))
    # As the table's own check reads a limit: a bare day is its first moment in UTC.
    first, last = (datetime.fromisoformat(limit) if limit else None for limit in (field.minimum, field.maximum))
    if first is not None and found < _utc(first):
        raise Refusal(N_("This must not be before %(day)s."), params={"day": time.format_moment(_utc(first))})
    if last is not None and found > _utc(last):
        raise Refusal(N_("This must not be after %(day)s."), params={"day": time.format_moment(_utc(last))})
    return found


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def read_year(field: Field, value: Any) -> int:
    """Return a year."""
    if isinstance(value, str) and text.fold(value).strip().startswith("nam "):
        value = value.strip()[4:]
    found = int(read_integer(Field(n=0, name="", type=Type.INTEGER, title=""), value))
    if not time.YEAR_MIN <= found <= time.YEAR_MAX:
        raise Refusal(
            N_("The year %(year)s is not possible here."),
            remedy=N_("Write a year from %(from)s to %(to)s."),
            params={"year": found, "from": time.YEAR_MIN, "to": time.YEAR_MAX},
        )
    return int(_between(field, Decimal(found)))


def read_code(field: Field, value: Any, kept: Any = None) -> str:
    """Return a code, given as itself or by its title; a closed one only when the record has it already."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Refusal(N_("This is not among the choices."), remedy=N_("Choose from the list."))
    tidy = text.clean(str(value))
    found = code_of(field, tidy)
    if found is None:
        raise Refusal(
            N_("“%(text)s” is not among the choices."), remedy=N_("Choose from the list."), params={"text": tidy[:60]}
        )
    if found.closed and found.code != kept:
        raise Refusal(
            N_("“%(text)s” is no longer chosen."), remedy=N_("Choose from the list."), params={"text": found.title}
        )
    return found.code


def code_of(field: Field, tidy: str) -> Code | None:
    """Return the code that a text names by itself or by a title, also without accents if that is only one."""
    exact, folded = _codes(field.codes)
    return exact.get(tidy) or folded.get(text.fold(tidy))


@lru_cache(maxsize=512)
def _codes(codes: tuple[Code, ...]) -> tuple[Mapping[str, Code], Mapping[str, Code | None]]:
    exact: dict[str, Code] = {}
    for each in codes:
        exact.setdefault(each.title, each)
    exact |= {each.code: each for each in codes}  # a code goes before another's title
    folded: dict[str, Code | None] = {}
    for each in codes:
        for word in {text.fold(word) for word in (each.code, each.title, each.title_en) if word}:
            folded[word] = each if folded.get(word, each) == each else None
    return exact, folded


def read_file(_field: Field, value: Any) -> UUID:
    """Return the id of a received file."""
    return read_uuid(value)


def read_uuid(value: Any) -> UUID:
    """Return a UUID.

    Raises:
        Refusal: it is none.
    """
    if isinstance(value, UUID):
        return value
    try:
        return UUID(text.clean(value))
    except (ValueError, AttributeError, TypeError):
        raise Refusal(N_("This is not an id.")) from None


def read_personal_number(_field: Field, value: Any) -> str:
    """Return twelve digits."""
    return str(ids.parse_personal_number(_digits(value, 12)))


def _digits(value: Any, length: int) -> str:
    """Return a number as text; a spreadsheet that took it for a number has lost the zeros in front."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Refusal(N_("A text is needed here."))
    return f"{value:0{length}}" if isinstance(value, int) else value


def read_phone(_field: Field, value: Any) -> str:
    """Return a telephone number as E.164: those of Vietnam by our own rules, others by their country's."""
    typed = _digits(value, 10)
    tidy = text.clean(typed)
    if not tidy.startswith(("+", "00")) or tidy.startswith(("+84", "0084")):
        return ids.parse_phone(tidy).e164
    try:
        found = phonenumbers.parse(tidy, "VN")
    except phonenumbers.NumberParseException:
        found = None
    if found is None or not phonenumbers.is_valid_number(found):
        raise Refusal(
            N_("“%(text)s” is not a phone number."),
            remedy=N_("Write the 10 digits of a mobile number, like 0912 345 678, or a landline with its area code."),
            params={"text": tidy[:60]},
        )
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def read_email(field: Field, value: Any) -> str:
    """Return an e-mail address."""
    tidy = text.clean(str(read_text(field, value)))
    try:
        validate_email(tidy)
    except ValidationError:
        raise Refusal(
            N_("“%(text)s” is not an e-mail address."),
            remedy=N_("Write it like ten@hatinh.gov.vn."),
            params={"text": tidy[:60]},
        ) from None
    name, _at, host = tidy.rpartition("@")
    return f"{name}@{host.lower()}"


def read_url(field: Field, value: Any) -> str:
    """Return an address on the web; no other scheme, since people will click on it."""
    tidy = text.clean(str(read_text(field, value)))
    if "://" not in tidy and "." in tidy.split("/")[0]:
        tidy = f"https://{tidy}"
    try:
        _CHECK_URL(tidy)
    except ValidationError:
        raise Refusal(
            N_("“%(text)s” is not a web address."),
            remedy=N_("Copy it from the browser, with https:// in front."),
            params={"text": tidy[:60]},
        ) from None
    return tidy


READERS: Mapping[Type, Callable[[Field, Any], Any]] = {
    Type.TEXT: read_text,
    Type.INTEGER: read_integer,
    Type.DECIMAL: read_decimal,
    Type.MONEY: read_money,
    Type.BOOLEAN: read_boolean,
    Type.DATE: read_date,
    Type.PARTIAL_DATE: read_partial_date,
    Type.DATETIME: read_datetime,
    Type.YEAR: read_year,
    Type.FILE: read_file,
    Type.PERSONAL_NUMBER: read_personal_number,
    Type.PHONE: read_phone,
    Type.EMAIL: read_email,
    Type.URL: read_url,
}
