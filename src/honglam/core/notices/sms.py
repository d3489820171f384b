"""The text of an SMS: which alphabet it needs, how it is cut into segments, how it is written without accents.

GSM 03.38 and 03.40 (3GPP TS 23.038 and 23.040): 160 septets, or 153 in each segment of several; a text with any other
letter is UCS-2: 70 letters, or 67. Each segment is paid for. The alphabet is smpplib's; the cutting is ours, because
smpplib's cuts through escapes and surrogate pairs, and takes a grave accent for a letter of the alphabet.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from smpplib.gsm import GSM_CHARACTER_TABLE

GSM, UCS2 = "GSM-7", "UCS-2"
MOST_SEGMENTS = 10  # a longer text is a letter, and a fault of its template
_ESCAPE = 0x1B
_CODES = {c: bytes([i]) for i, c in enumerate(GSM_CHARACTER_TABLE[:128]) if i != _ESCAPE and c != "`"} | {
    c: bytes([_ESCAPE, i]) for i, c in enumerate(GSM_CHARACTER_TABLE[128:]) if c != "`"
}
_PLAIN = str.maketrans(
    {
        "đ": "d",
        "Đ": "D",
        "–": "-",
        "—": "-",
        "−": "-",
        "“": '"',
        "”": '"',
        "„": '"',
        "‘": "'",
        "’": "'",
        "…": "...",
        "•": "*",
        "·": "-",
        "→": "->",
        "`": "'",
    }
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A text as it travels.

    Attributes:
        encoding: `GSM-7` or `UCS-2`.
        parts: the bytes of each segment, without headers; GSM-7 letters unpacked, one septet an octet.
    """

    encoding: str
    parts: tuple[bytes, ...]

    @property
    def segments(self) -> int:
        """How many segments are paid for."""
        return len(self.parts)


def without_accents(text: str) -> str:
    """Return the text in letters of GSM-7 where it has them: `Đã nhận hồ sơ` is `Da nhan ho so`. Case stays."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.translate(_PLAIN)


def cut(text: str) -> Cut:
    """Return the text cut into segments, in the alphabet that takes all of its letters.

    Raises:
        ValueError: it takes more than ten segments.
    """
    text = unicodedata.normalize("NFC", text)
    if all(c in _CODES for c in text):
        found = Cut(GSM, _packed([_CODES[c] for c in text], 160, 153))
    else:
        found = Cut(UCS2, _packed([c.encode("utf-16-be") for c in text], 140, 134))
    if found.segments > MOST_SEGMENTS:
        raise ValueError(f"an SMS of {found.segments} segments; at most {MOST_SEGMENTS} are sent")
    return found


def _packed(letters: list[bytes], alone: int, each: int) -> tuple[bytes, ...]:
    """Fill segments letter by letter, so that none is torn apart."""
    whole = b"".join(letters)
    if len(whole) <= alone:
        return (whole,)
    parts, part = [], b""
    for letter in letters:
        if len(part) + len(letter) > each:
            parts.append(part)
            part = b""
        part += letter
    return (*parts, part)
