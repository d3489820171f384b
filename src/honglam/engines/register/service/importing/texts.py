"""Text files: which encoding, which sign separates the values; the file as it is where that is plain already."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

from honglam.base.errors import Refusal
from honglam.base.legacy import Encoding, detect
from honglam.base.words import N_
from honglam.engines.register.service.importing import plain

_SAMPLE = 1 << 20
_PIECE = 1 << 23
_DELIMITERS = ",;\t|"
_CELL_MOST = 16 << 20  # letters of one value: a drawing of a forest has some
# A line with nothing on it is skipped by fast readers, and the rows after it would be numbered wrongly; a carriage
# return alone ends a line for some readers only.
_UNEVEN = re.compile(rb"\n[ \t]*\r?\n|\r(?!\n)|\x00")
_SIGNS = re.compile(r"[!-@\[-`{-\x7f]+")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read(source: Path, folder: Path) -> list[dict[str, Any]]:
    """Return the table of a text.

    Raises:
        Refusal: it is no table.
    """
    with source.open("rb") as file:
        sample = file.read(_SAMPLE)
    encoding = _encoding(source, sample)
    words = _decoded(sample, encoding)
    delimiter = _delimiter(words)
    found: dict[str, Any] = {"name": "", "merges": [], "encoding": encoding, "delimiter": delimiter}
    head = list(islice(_values(io.StringIO(words, newline=""), delimiter), plain.HEAD_ROWS))
    if not any(head):
        raise Refusal(
            N_("No table was found in this file."),
            field="file",
            remedy=N_("The first rows should hold the headings, and each row below one record."),
        )
    # In place: a file of gigabytes that is plain already is not copied.
    if encoding in {"utf-8", "utf-8-sig"} and len({len(row) for row in head if row}) == 1 and _even(source, words):
        return [found | {"file": "", "rows": 0, "width": len(head[0]), "head": head, "old": []}]
    with source.open("r", encoding=encoding, errors="replace", newline="") as file:
        return [found | plain.write(_values(file, delimiter), folder / "table-0.csv", width=len(head[-1]))]


def _encoding(source: Path, sample: bytes) -> str:
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with source.open("rb") as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        # The old fonts of Vietnam are Western letters; which font it is, each column says (see `plain`).
        return "latin-1" if _old(sample.decode("latin-1")) else "cp1258"
    return "utf-8"


def _old(words: str) -> bool:
    """Tell whether a text is in an old font; the signs between its values are no letters of any of them."""
    return detect(_SIGNS.sub(" ", words)) is not Encoding.UNICODE


def _decoded(sample: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(sample)


def _even(source: Path, words: str) -> bool:
    """Tell whether each line is one row and its letters are Unicode."""
    if _old(words):
        return False
    last = b""
    with source.open("rb") as file:
        while piece := file.read(_PIECE):
            if _UNEVEN.search(last + piece):
                return False
            last = piece[-1:] if piece[-1:] != b"\r" else b""
    return True


def _delimiter(words: str) -> str:
    """Return the sign that gives the most rows of one width; the comma when none does."""
    best, delimiter = (0, 0), ","
    for each in _DELIMITERS:
        try:
            rows = list(islice(_values(io.StringIO(words, newline=""), each), 50))
        except Refusal:
            continue
        widths = [len(row) for row in rows[:-1] or rows if any(row)]
        usual = max(set(widths), key=widths.count) if widths else 0
        if usual > 1 and (widths.count(usual), usual) > best:
            best, delimiter = (widths.count(usual), usual), each
    return delimiter


def _values(file: IO[str], delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_CELL_MOST)
    try:
        yield from csv.reader(file, delimiter=delimiter)
    except csv.Error:
        raise Refusal(
            N_("This text cannot be read as a table."),
            field="file",
            remedy=N_("Open it in Excel or LibreOffice and save it as .xlsx, then send it again."),
        ) from None
