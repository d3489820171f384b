"""Numbers and amounts of đồng as Vietnam writes them: `1.234.567,89` and `1.234.567 đồng`.

The dot separates thousands and the comma decimals, the other way round from English, so a number that could be meant in
both ways is never guessed. Amounts of đồng are integers: the currency has no smaller unit. Words are in `base.amounts`.
"""

from __future__ import annotations

import re
from decimal import Decimal

from honglam.base.errors import Refusal
from honglam.base.text import clean, fold
from honglam.base.words import N_

_SIGN = {"": 1, "+": 1, "-": -1, "−": -1}
_NUMBER = re.compile(r"([+−-]?) ?([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)(?:,([0-9]+))?")
_ENGLISH = re.compile(r"[+−-]?[0-9]{1,3}(,[0-9]{3})*\.[0-9]+|[+−-]?[0-9]{1,3}(,[0-9]{3}){2,}")
_DIGITS_MAX = 30

# Spelled folded; "tr" and "k" as people write them in messages.
_SCALES = {"": 1, "nghin": 1000, "ngan": 1000, "k": 1000, "trieu": 10**6, "tr": 10**6, "ty": 10**9, "ti": 10**9}
_VND = re.compile(r"(.*?[0-9]) ?(nghin|ngan|k|trieu|tr|ty|ti|) ?(?:dong|d|vnd|₫|)\.?")
# What a bigint column holds with room to sum; the state budget is a thousandth of it.
VND_MAX = 10**18


def parse_number(text: str, *, field: str | None = None) -> Decimal:
    """Read a number: `1.234.567,89`, `1 234 567,89`, `1234567,89`, `-5`.

    Raises:
        Refusal: it is empty, not a number, written the English way (`1,234.5`), or longer than 30 digits.
    """
    tidy = clean(text)
    match = _NUMBER.fullmatch(tidy)
    if match is None:
        raise _no_number(tidy, field)
    whole, fraction = re.sub(r"[. ]", "", match[2]), match[3] or ""
    if len(whole) + len(fraction) > _DIGITS_MAX:
        raise Refusal(N_("This number is too long."), field=field, remedy=N_("Write at most 30 digits."))
    return _SIGN[match[1]] * Decimal(f"{whole}.{fraction or 0}" if fraction else whole)


def _no_number(tidy: str, field: str | None) -> Refusal:
    if not tidy:
        return Refusal(N_("A number is needed here."), field=field, remedy=N_("Write it like 1.234.567,89."))
    message, remedy = N_("“%(text)s” is not a number."), N_("Write it like 1.234.567,89.")
    if _ENGLISH.fullmatch(tidy):
        message = N_("“%(text)s” is written the English way.")
        remedy = N_("Use the dot for thousands and the comma for decimals: 1.234.567,89.")
    return Refusal(message, field=field, remedy=remedy, params={"text": tidy[:60]})


def format_number(value: Decimal | int, *, decimals: int | None = None) -> str:
    """Write a number with dots for thousands and a comma for decimals.

    Args:
        value: the number; a float has no exact decimals, so make it a Decimal first.
        decimals: how many digits stand after the comma, rounded half up; without it, as many as the value has.

    Raises:
        ValueError: the value is infinite or not a number.
    """
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError(f"{value} is not a finite number")
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")
    return f"{exact:,f}".translate(str.maketrans(",.", ".,"))


def parse_vnd(text: str, *, field: str | None = None) -> int:
    """Read an amount of đồng: `1.234.567 đồng`, `1.234.567đ`, `1,5 triệu`, `2 tỷ đồng`, `500k`, `1234567 VNĐ`.

    Raises:
        Refusal: it is not a number, not a whole number of đồng, or too large to be kept.
    """
    tidy = clean(text)
    match = _VND.fullmatch(fold(tidy).strip())
    if match is None:
        raise _no_number(tidy, field)
    amount = parse_number(match[1], field=field) * _SCALES[match[2]]
    if amount != amount.to_integral_value():
        raise Refusal(
            N_("“%(text)s” is not a whole number of đồng."),
            field=field,
            remedy=N_("Write the amount without decimals, like 1.234.567 đồng."),
            params={"text": tidy[:60]},
        )
    if abs(amount) >= VND_MAX:
        raise Refusal(N_("This amount is too large."), field=field, remedy=N_("Check the number of zeros."))
    return int(amount)


def format_vnd(amount: int) -> str:
    """Write an amount of đồng: `1.234.567 đồng`."""
    return f"{format_number(amount)} đồng"
