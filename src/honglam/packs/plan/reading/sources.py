"""From a file to its text: plain text, Markdown, HTML, DOCX, PDF. Tables become lines with tabs between their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.packs.plan.reading import aligned, hypertext, stacked

MOST_BYTES = 50 * 1024 * 1024
_ENCODINGS = ("utf-8-sig", "cp1258")
_HTML = re.compile(r"<(?:html|body|table|p|div|h[1-6])\b", re.IGNORECASE)


def text_of(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file, and what is to be said about how it was read.

    Raises:
        Refusal: it is too large, damaged, locked, or of a kind that cannot be read.
    """
    if len(content) > MOST_BYTES:
        raise Refusal(N_("“%(name)s” is larger than %(most)s MB."), params={"name": name, "most": MOST_BYTES // 2**20})
    if not content.strip():
        raise Refusal(N_("“%(name)s” is empty."), params={"name": name})
    if content.startswith(b"%PDF-"):
        from honglam.packs.plan.reading import paged  # noqa: PLC0415  (readers of PDF and DOCX are slow to load)

        return paged.text_of(content, name)
    if content.startswith(b"PK\x03\x04"):
        from honglam.packs.plan.reading import word  # noqa: PLC0415

        return word.text_of(content, name)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(
            N_("“%(name)s” is a document of the old kind (.doc, .xls), or is locked with a password."),
            remedy=N_("Open it, save it as .docx without a password, and send that."),
            params={"name": name},
        )
    text = _decoded(content, name)
    reader = _READERS.get(PurePath(name).suffix.lower())
    if reader is None and _HTML.search(text[:2000]) and text.lstrip().startswith("<"):
        reader = hypertext.text_of
    return (reader(text) if reader else stacked.with_tables(aligned.with_tables(hypertext.with_tables(text)))), ()


def _decoded(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.count("\x00") > len(text) // 100:
            break
        return text
    raise Refusal(
        N_("“%(name)s” is no text that can be read."),
        remedy=N_("Send the plan as DOCX, PDF or text in UTF-8."),
        params={"name": name},
    )


_READERS: Mapping[str, Callable[[str], str]] = {".html": hypertext.text_of, ".htm": hypertext.text_of}
