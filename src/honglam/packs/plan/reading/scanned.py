"""Pages that are pictures, read by Debian's Tesseract with its Vietnamese (`tesseract-ocr-vie`)."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator, Sequence

import pypdfium2

from honglam.base.errors import Refusal
from honglam.base.words import N_

_SCALE = 300 / 72  # 300 dots an inch, for which Tesseract was trained
_SECONDS = 120  # for one page
_MOST = 100  # pages


def texts(content: bytes, numbers: Sequence[int], name: str) -> Iterator[str]:
    """Yield the text of pages, of which the first has the number 0.

    Raises:
        Refusal: Tesseract is not there, or there are too many pages.
    """
    program = shutil.which("tesseract")
    if program is None or "vie" not in _languages(program):
        message = N_("The pages of “%(name)s” are pictures, and Tesseract with Vietnamese is not installed here.")
        remedy = N_("Install the packages tesseract-ocr and tesseract-ocr-vie, or send a file with text.")
        raise Refusal(message, remedy=remedy, params={"name": name})
    if len(numbers) > _MOST:
        message = N_("“%(name)s” has %(pages)s scanned pages; at most %(most)s can be read at once.")
        raise Refusal(message, params={"name": name, "pages": len(numbers), "most": _MOST})
    document = pypdfium2.PdfDocument(content)
    try:
        for number in numbers:
            yield _read(program, document[number])
    finally:
        document.close()


def _read(program: str, page: pypdfium2.PdfPage) -> str:
    picture = io.BytesIO()
    page.render(scale=_SCALE, grayscale=True).to_pil().save(picture, "PNG")
    command = [program, "-", "-", "-l", "vie", "--psm", "3"]
    done = subprocess.run(command, input=picture.getvalue(), capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603  (a program of the system, no shell)
    return done.stdout.decode(errors="replace")


def _languages(program: str) -> list[str]:
    done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    return done.stdout.split()
