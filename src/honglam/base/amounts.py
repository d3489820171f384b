"""Amounts in words, as receipts, decisions and contracts print them under the figure."""

from __future__ import annotations

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu")
_BILLION = "tỷ"

_ENGLISH_SMALL = (  # noqa: SIM905  (two rows read better than twenty)
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_ENGLISH_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH_SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion")

# One beyond the largest number that both languages can say here.
WORDS_MAX = 10**21


def number_in_words(number: int, *, zero: str = "linh") -> str:
    """Return a whole number in Vietnamese words, in small letters: 1005 → `một nghìn không trăm linh năm`.

    Args:
        number: at most 21 digits.
        zero: the word between hundreds and a lone unit: `linh` in official papers and the north, `lẻ` in the south.

    Raises:
        ValueError: the number has more than 21 digits.
    """
    if abs(number) >= WORDS_MAX:
        raise ValueError(f"{number} has too many digits to be put in words")
    words = _vietnamese(abs(number), zero) or [_DIGITS[0]]
    return " ".join(["âm", *words] if number < 0 else words)


def _vietnamese(number: int, zero: str, *, inner: bool = False) -> list[str]:
    """Return the words of a number; `inner` says that larger groups stand before it."""
    billions, rest = divmod(number, 10**9)
    words: list[str] = []
    if billions:
        # Beyond 999 tỷ the count of billions is itself a number in words: nghìn tỷ, triệu tỷ, tỷ tỷ.
        words += [*_vietnamese(billions, zero, inner=inner), _BILLION]
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            words += _group(group, zero, inner=inner or bool(words))
            words += [_SCALES[power]] if power else []
    return words


def _group(group: int, zero: str, *, inner: bool) -> list[str]:
    hundreds, tens, units = group // 100, group // 10 % 10, group % 10
    words = [_DIGITS[hundreds], "trăm"] if hundreds or inner else []
    if tens == 0:
        return words + ([zero] if words and units else []) + ([_DIGITS[units]] if units else [])
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    # The unit changes its word after a ten: mười lăm, hai mươi mốt, hai mươi tư, hai mươi lăm.
    changed = {5: "lăm"} if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"}
    return words + ([changed.get(units, _DIGITS[units])] if units else [])


def number_in_english(number: int) -> str:
    """Return a whole number in English words, in small letters: 1005 → `one thousand five`.

    Raises:
        ValueError: the number has more than 21 digits.
    """
    if abs(number) >= WORDS_MAX:
        raise ValueError(f"{number} has too many digits to be put in words")
    if number == 0:
        return _ENGLISH_SMALL[0]
    words = ["minus"] if number < 0 else []
    for power in reversed(range(len(_ENGLISH_SCALES))):
        group = abs(number) // 1000**power % 1000
        if group:
            words += [*_english_group(group), *([_ENGLISH_SCALES[power]] if power else [])]
    return " ".join(words)


def _english_group(group: int) -> list[str]:
    hundreds, rest = divmod(group, 100)
    words = [_ENGLISH_SMALL[hundreds], "hundred"] if hundreds else []
    if rest >= 20:
        tens, units = divmod(rest, 10)
        words.append(_ENGLISH_TENS[tens] + (f"-{_ENGLISH_SMALL[units]}" if units else ""))
    elif rest:
        words.append(_ENGLISH_SMALL[rest])
    return words


def vnd_in_words(amount: int) -> str:
    """Return an amount of đồng as the line "bằng chữ" has it: `Một triệu hai trăm nghìn đồng`."""
    return f"{_capital(number_in_words(amount))} đồng"


def vnd_in_english(amount: int) -> str:
    """Return an amount of đồng in English words: `One million two hundred thousand Vietnamese dong`."""
    return f"{_capital(number_in_english(amount))} Vietnamese dong"


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
