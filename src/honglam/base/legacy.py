"""Text from before Unicode: finding and converting TCVN3 (ABC, the .VnTime fonts) and VNI (VNI-Times).

Old Word and Excel files, and databases filled from them, hold Vietnamese as Western letters that only a special font
shows right: `Hµ TÜnh`, `Haø Tónh`. Nothing in the text says so, hence detection asks which reading makes Vietnamese
syllables.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from itertools import product

from honglam.base.text import fold


class Encoding(StrEnum):
    """How the letters of a text are to be read."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"


# In the order of the rows of the two code tables.
_VOWELS = "aăâeêioôơuưy"
_TONES = ("\u0300", "\u0301", "\u0309", "\u0303", "\u0323")  # huyền sắc hỏi ngã nặng
_TONED = [unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(_VOWELS, _TONES)]

_TCVN3_TONED = "µ¸¶·¹»¾¼½ÆÇÊÈÉËÌÐÎÏÑÒÕÓÔÖ×ÝØÜÞßãáâäåèæçéêíëìîïóñòôõøö÷ùúýûüþ"
_TCVN3 = str.maketrans(_TCVN3_TONED + "¨©ª«¬\xad®¡¢£¤¥¦§", "".join(_TONED) + "ăâêôơưđĂÂÊÔƠƯĐ")

_VNI_PLAIN = {"ô": "ơ", "ö": "ư", "ñ": "đ", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_MARKS = {
    **dict(zip("øùûõï", _TONES, strict=True)),
    **{mark: "\u0302" + tone for mark, tone in zip("âàáåãä", ("", *_TONES), strict=True)},
    **{mark: "\u0306" + tone for mark, tone in zip("êèéúüë", ("", *_TONES), strict=True)},
}
_VNI_LETTER = re.compile("([aeouyôö])([øùûõïâàáåãäêèéúüë])|[ôöñìíæóòî]", re.IGNORECASE)

_WORD = re.compile(r"[^\W\d_]+")
# TCVN3 puts letters on signs that are not letters in Unicode (µ ¸ ¹ …), so its words are cut at blanks and ASCII signs.
_CHUNK = re.compile("[A-Za-z\xa1-\xff\xad]+")
_SYLLABLE = re.compile(
    "(?P<onset>ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    "(?P<vowels>uyê|oai|oay|oeo|uây|uôi|ươi|ươu|iêu|yêu|uyu|uya|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô"
    "|uơ|uy|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy])"
    "(?:ch|ng|nh|[cmnpt])?"
)
_TONE_MARKS = str.maketrans("", "", "".join(_TONES))
# Letters that no Western code page has: text that shows one of them is Unicode already.
_ONLY_UNICODE = re.compile("[ăĂđĐĩĨũŨơƠưƯ\u1ea0-\u1ef9]")
_SURE = 0.75


def detect(text: str) -> Encoding:
    """Tell how the letters of `text` are to be read; text that gives no sign of an old encoding is Unicode.

    A single short word may be read in two ways (`hoà` is right as it stands and means `hồ` in VNI): what stands is
    kept. Give a whole column or paragraph where there is one.
    """
    text = unicodedata.normalize("NFC", text)
    if text.isascii() or _ONLY_UNICODE.search(text):
        return Encoding.UNICODE
    shares = {
        Encoding.UNICODE: _share(text, text),
        Encoding.TCVN3: _share(text, _from_tcvn3(text)),
        Encoding.VNI: _share(text, _from_vni(text)),
    }
    best = max(shares, key=lambda encoding: shares[encoding])  # the first of equals: Unicode
    return best if shares[best] >= _SURE else Encoding.UNICODE


def to_unicode(text: str, encoding: Encoding | None = None) -> str:
    """Return `text` in Unicode (NFC), read as `encoding` or, without one, as `detect` finds.

    The capital fonts of TCVN3 share the codes of the small letters; a word or a text whose other letters are all
    capitals becomes capitals entirely.
    """
    text = unicodedata.normalize("NFC", text)
    match encoding or detect(text):
        case Encoding.TCVN3:
            return _from_tcvn3(text)
        case Encoding.VNI:
            return _from_vni(text)
        case _:
            return text


def _from_tcvn3(text: str) -> str:
    shouting = _capitals(text, least=2)
    return _CHUNK.sub(
        lambda m: m[0].translate(_TCVN3).upper() if shouting or _capitals(m[0], least=2) else m[0].translate(_TCVN3),
        text,
    )


def _capitals(text: str, *, least: int) -> bool:
    plain = [c for c in text if c.isascii() and c.isalpha()]
    return len(plain) >= least and all(c.isupper() for c in plain)


def _from_vni(text: str) -> str:
    return _VNI_LETTER.sub(_vni_letter, text)


def _vni_letter(match: re.Match[str]) -> str:
    base, mark = match[1], match[2]
    if mark is None:
        return _like(match[0], _VNI_PLAIN[match[0].lower()])
    plain = _VNI_PLAIN.get(base.lower(), base.lower())
    letter = unicodedata.normalize("NFC", plain + _VNI_MARKS[mark.lower()])
    # A pair that makes no single letter is not VNI's (o + ê): leave it, and let the count of syllables speak.
    return _like(base, letter) if len(letter) == 1 else match[0]


def _like(model: str, letter: str) -> str:
    return letter.upper() if model.isupper() else letter


def _share(original: str, reading: str) -> float:
    """Return which part of the words with foreign letters in `original` are Vietnamese syllables in `reading`."""
    strange = [i for i, word in enumerate(original.split()) if not word.isascii()]
    words = reading.split()
    good = sum(_is_vietnamese(words[i]) for i in strange)
    return good / len(strange) if strange else 0.0


def _is_vietnamese(chunk: str) -> bool:
    words = _WORD.findall(chunk)
    if not words or any(c for c in _WORD.sub("", chunk) if not c.isascii()):
        return False
    return all(_is_syllable(word) for word in words)


def _is_syllable(word: str) -> bool:
    decomposed = unicodedata.normalize("NFD", word.lower())
    if sum(decomposed.count(tone) for tone in _TONES) > 1:
        return False
    toneless = unicodedata.normalize("NFC", decomposed.translate(_TONE_MARKS))
    stopped = fold(toneless)[-1] in "cpt" or toneless.endswith("ch")
    if stopped and any(tone in decomposed for tone in "\u0300\u0309\u0303"):
        return False  # a syllable closed by c, ch, p, t is only sắc or nặng
    match = _SYLLABLE.fullmatch(toneless)
    return match is not None and not (decomposed.endswith(_TONES) and _closes_with_glide(match["vowels"]))


def _closes_with_glide(vowels: str) -> bool:
    """Tell whether the last of several vowels is one that never bears the tone (hải, not haỉ)."""
    return len(vowels) > 1 and vowels[-1] in "iouy" and vowels != "uy"
