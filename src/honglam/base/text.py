"""Vietnamese text: one normal form at every door, folding for search, keys for sorting.

`fold`, `sort_key` and `name_key` have twins in SQL (`hl_fold`, `hl_sort_key`, `hl_name_key`: kit/sql/text.sql). Both
sides use the same small tables and the same steps, and nothing that depends on a locale, so that an index built by one
answers a question asked by the other. Text in an old encoding goes through `base.legacy` first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from honglam.base.errors import Refusal
from honglam.base.words import N_

# Letters that Unicode does not decompose: Đ, and the look-alikes that old fonts and keyboards put in its place.
_D_LIKE = "ĐÐðƉɖ"
# Foreign capitals without a decomposition. Written out: lower() follows a locale in SQL, a version in Python.
_CAPITALS = "ÆØÞĦŁŊŒŦΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
_SMALLS = "æøþħłŋœŧαβγδεζηθικλμνξοπρστυφχψωђєѕіјљњћџабвгдежзиклмнопрстуфхцчшщъыьэюя"
_ASCII_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_MARKS = dict.fromkeys(range(0x300, 0x370))
_LOWER = str.maketrans(_ASCII_CAPITALS + _CAPITALS, _ASCII_CAPITALS.lower() + _SMALLS)
_FOLD = _MARKS | _LOWER | str.maketrans("đ" + _D_LIKE, "dddddd")

# In a sort key a modified letter is the plain letter and a sign above "z": a < a{ (ă) < a| (â) < b; a tone is a sign
# below the digits, in the order of the dictionary: none, huyền, hỏi, ngã, sắc, nặng.
_KEY = (
    _MARKS
    | _LOWER
    | str.maketrans(dict.fromkeys(_D_LIKE, "đ"))
    | {0x306: "{", 0x302: "|", 0x31B: "}"}
    | {0x300: "!", 0x309: '"', 0x303: "#", 0x301: "$", 0x323: "%"}
)
_NOT_LETTERS = re.compile("[\x01-/:-@[-`{-\xbf\u2000-\u206f]+")
_TONE_INSIDE = re.compile("([!-%])([^ !-%0-9]+)")
_NUMBER = re.compile("0*([0-9]+)")
_DIGITS_IN_KEY = 9

# Never visible and never meant: controls, zero-width and direction marks, soft hyphen, byte order mark.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")

_TONED = {"o": "òóỏõọ", "u": "ùúủũụ", "O": "ÒÓỎÕỌ", "U": "ÙÚỦŨỤ"}
_SECOND_TONED = {"a": "àáảãạ", "e": "èéẻẽẹ", "y": "ỳýỷỹỵ", "A": "ÀÁẢÃẠ", "E": "ÈÉẺẼẸ", "Y": "ỲÝỶỸỴ"}
_PLAIN = {toned: (plain, i) for plain, row in _SECOND_TONED.items() for i, toned in enumerate(row)}
# No vowel stands before these two: with one, it is no Vietnamese syllable, and is left alone.
_VOWELS = "".join(
    sign for sign in map(chr, range(0x41, 0x1EFA)) if unicodedata.normalize("NFD", sign)[0] in "aeiouyAEIOUY"
)
_NEW_STYLE = re.compile(rf"(?<![{_VOWELS}])(?:([oO])([àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ])|(?<![qQ])([uU])([ỳýỷỹỵỲÝỶỸỴ]))(?!\w)")


def clean(text: str) -> str:
    """Return one line of text as we store it: NFC, no invisible characters, single spaces, none at the ends.

    Raises:
        Refusal: the text holds halves of characters (lone surrogates), so it was cut or decoded wrongly.
    """
    return " ".join(_visible(text).split())


def clean_lines(text: str) -> str:
    """Return text of several lines as we store it: as `clean`, but lines and the empty lines between them stay.

    Raises:
        Refusal: as `clean`.
    """
    lines = (_BLANKS.sub(" ", line).strip() for line in _visible(text).split("\n"))
    return "\n".join(lines).strip("\n")


def _visible(text: str) -> str:
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise Refusal(
            N_("This text is damaged: it holds halves of characters."),
            remedy=N_("Copy it again from its source, or type it."),
        )
    # Invisible marks go first: one between a letter and its accent would keep NFC from joining them.
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))


def fold(text: str) -> str:
    """Return the form on which we search: no accents, đ as d, small letters, m² as m2.

    All tones and both placements of a tone (hòa, hoà) fold to one form. Small letters are those of the Latin, Greek and
    Cyrillic alphabets; other scripts stay as they are. Spaces and punctuation stay.
    """
    return unicodedata.normalize("NFKD", text).translate(_FOLD)


def sort_key(text: str) -> str:
    """Return a key whose order by code points (PostgreSQL's collation "C") is the order of a Vietnamese dictionary.

    Letters go a ă â b c d đ e ê … y, then z; words are compared one by one, each by its letters and then by its tone
    (none, huyền, hỏi, ngã, sắc, nặng), wherever the tone is written. Case and punctuation do not count. Numbers of up
    to nine digits are compared by value (Thôn 2 before Thôn 10). Equal keys are possible for different texts: order by
    a second column where that matters.
    """
    key = unicodedata.normalize("NFKD", text).translate(_LOWER)
    key = _NOT_LETTERS.sub(" ", key).translate(_KEY).replace("đ", "d|")
    key = _TONE_INSIDE.sub(r"\2\1", key)
    return _NUMBER.sub(lambda m: m[1].zfill(_DIGITS_IN_KEY), key).strip(" ")


def name_key(name: str) -> str:
    """Return the sort key of a person's name: by the given name, which stands last, then family and middle names."""
    rest, _, given = sort_key(name).rpartition(" ")
    return f"{given} {rest}" if rest else given


def sort_names(names: Iterable[str]) -> list[str]:
    """Return people's names in the order of a Vietnamese list of people."""
    return sorted(names, key=lambda name: (name_key(name), name))


def respell(text: str) -> str:
    """Return text with each tone on the vowel where official place names have it: hoà → hòa, thuý → thúy, luỵ → lụy.

    Only open syllables in oa, oe and uy have two customs; hoàn, quý and khuỷu stay as they are.
    """
    return _NEW_STYLE.sub(_move_tone, unicodedata.normalize("NFC", text))


def _move_tone(match: re.Match[str]) -> str:
    first, second = (part for part in match.groups() if part)
    plain, tone = _PLAIN[second]
    return _TONED[first][tone] + plain
