"""Names of files made safe for every system that will save them."""

from __future__ import annotations

import re
import unicodedata

from honglam.base.text import clean

MOST_LETTERS = 150
MOST_BYTES = 240  # file systems take 255 bytes; Vietnamese letters have up to three
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')
_PLAIN_D = str.maketrans("đĐ", "dD")
# Windows opens a device under these names, whatever the ending.
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE)


def safe_name(name: str) -> str:
    """Return a name without folders, invisible marks, signs and words that some system cannot save.

    Letters are composed (NFC); marks that turn the direction of writing, with which `gpj.exe` is made to look like
    `exe.jpg`, are gone. A name that is too long keeps its ending.

    Raises:
        Refusal: the name holds halves of characters.
    """
    last = re.split(r"[/\\]", clean(name))[-1]
    last = _FORBIDDEN.sub("_", last).lstrip(" ").rstrip(" .")
    stem, dot, ending = last.rpartition(".")
    if not dot:
        stem, ending = last, ""
    stem = stem.strip(" .") or "file"
    if _RESERVED.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    ending = ending.strip()[:20]
    return _shortened(stem, f".{ending}" if ending else "")


def ending_of(name: str) -> str:
    """Return the ending of a name in small letters without the dot; empty when it has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def plain_name(name: str) -> str:
    """Return the name in ASCII, for programs that know nothing else."""
    bare = unicodedata.normalize("NFKD", name.translate(_PLAIN_D))
    return re.sub(r"[^ -~]|[\"\\%]", "_", re.sub("[\u0300-\u036f]", "", bare)) or "file"


def _shortened(stem: str, ending: str) -> str:
    stem = stem[: MOST_LETTERS - len(ending)]
    while len((stem + ending).encode()) > MOST_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .") + ending
