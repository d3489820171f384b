"""The reader of foreign files, in a process of its own with little memory and little time: parsers crash.

Started by `workshop` as `python -m honglam.core.files.sandbox TASK ENDING SOURCE FOLDER`. It sees no settings and no
database, writes pictures and text into FOLDER, and says on its last line of output, as JSON, what it made.
"""

from __future__ import annotations

import codecs
import json
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from honglam.base.legacy import Encoding, detect, to_unicode
from honglam.base.text import clean_lines

OPENS, DRAW, READ, FIND, COVER = "opens", "draw", "read", "find", "cover"
MOST_PAGES = 20  # pictures of one file
MOST_LETTERS = 1_000_000  # of text
_THUMB, _PAGE = 480, 1600  # longer side, pixels
_PIXELS = 120_000_000
_QUALITY = 80
_PICTURES = ("jpg", "jpeg", "png", "webp", "gif", "tif", "tiff")


def main(task: str, ending: str, source: Path, folder: Path) -> dict[str, Any]:
    """Do one task and return what came of it."""
    if task == OPENS:
        return {"opens": _opens(source)}
    if task == READ:
        text = _limited(_text(ending, source))
        if text:
            (folder / "text").write_text(text, encoding="utf-8")
        return {"text": bool(text)}
    if task in {FIND, COVER}:
        from honglam.core.files import hiding  # noqa: PLC0415  (as below)

        return {"boxes": hiding.find(source)} if task == FIND else {"covered": hiding.cover(source, folder)}
    return {"pages": _draw_pdf(source, folder) if ending == "pdf" else _draw_picture(source, folder)}


# Pictures


def _draw_picture(source: Path, folder: Path) -> int:
    from PIL import Image, ImageOps  # noqa: PLC0415  (each task pays for its own reader only)

    Image.MAX_IMAGE_PIXELS = _PIXELS
    with Image.open(source) as opened:
        opened.draft("RGB", (_PAGE * 2, _PAGE * 2))  # a JPEG can be decoded smaller
        opened.thumbnail((_PAGE * 2, _PAGE * 2))
        # Upright as the camera says; what else it wrote, the place among it, is not copied.
        _save(ImageOps.exif_transpose(opened), folder)
    return 1


def _draw_pdf(source: Path, folder: Path) -> int:
    import pypdfium2  # noqa: PLC0415  (as above)

    document = pypdfium2.PdfDocument(source)
    count = min(len(document), MOST_PAGES)
    for number in range(count):
        page = document[number]
        scale = _PAGE / max(*page.get_size(), 1)
        _save(page.render(scale=min(scale, 4)).to_pil(), folder, number + 1)
        page.close()
    return count


def _save(picture: Any, folder: Path, number: int = 1) -> None:
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    plain = picture.convert("RGBA" if has_alpha else "RGB")
    plain.thumbnail((_PAGE, _PAGE))
    plain.save(folder / f"{number}", "WEBP", quality=_QUALITY, exif=b"", xmp=b"", icc_profile=None)
    if number == 1:
        plain.thumbnail((_THUMB, _THUMB))
        plain.save(folder / "0", "WEBP", quality=_QUALITY, exif=b"", xmp=b"", icc_profile=None)


def _opens(source: Path) -> bool:
    import pypdfium2  # noqa: PLC0415  (as above)

    try:
        return len(pypdfium2.PdfDocument(source)) > 0
    except pypdfium2.PdfiumError:
        return False


# Text


def _text(ending: str, source: Path) -> Iterable[str]:
    if ending == "pdf":
        return _of_pdf(source)
    if ending == "docx":
        return _of_docx(source)
    if ending in {"xlsx", "xls", "ods"}:
        return _of_sheets(source)
    if ending in {"odt", "odp", "pptx"}:
        return _of_xml(source)
    if ending in {"txt", "csv", "tsv"}:
        return [decoded(source.read_bytes()[: MOST_LETTERS * 4])]
    return []


def _limited(parts: Iterable[str]) -> str:
    """Return the parts as one text in Unicode; each is asked for its encoding, since papers are glued together."""
    found: list[str] = []
    left = MOST_LETTERS
    for part in parts:
        text = clean_lines(to_unicode(part.replace("\ufffe", "").encode("utf-8", "ignore").decode()))[:left]
        if text:
            found.append(text)
            left -= len(text) + 1
        if left <= 0:
            break
    return "\n".join(found)


def _of_pdf(source: Path) -> Iterator[str]:
    import pypdfium2  # noqa: PLC0415  (as above)

    for page in pypdfium2.PdfDocument(source):
        yield page.get_textpage().get_text_bounded()
        page.close()


def _of_docx(source: Path) -> Iterator[str]:
    import docx  # noqa: PLC0415  (as above)
    from docx.table import Table  # noqa: PLC0415

    for block in docx.Document(str(source)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(cell.text for cell in row.cells)
        else:
            yield block.text


def _of_sheets(source: Path) -> Iterator[str]:
    import python_calamine  # noqa: PLC0415  (as above)

    workbook = python_calamine.CalamineWorkbook.from_path(str(source))
    for name in workbook.sheet_names:
        yield name
        for row in workbook.get_sheet_by_name(name).iter_rows():
            yield "\t".join(str(cell) for cell in row if cell != "")


def _of_xml(source: Path) -> Iterator[str]:
    """Yield the paragraphs of an OpenDocument, or of the slides of a presentation."""
    with zipfile.ZipFile(source) as opened:
        names = [n for n in opened.namelist() if n == "content.xml" or n.startswith("ppt/slides/slide")]
        for name in sorted(names):
            with opened.open(name) as member:
                for _event, element in ET.iterparse(member):  # noqa: S314  (limited in memory and time)
                    if element.tag.rpartition("}")[2] in {"p", "h"}:
                        yield "".join(element.itertext())


def decoded(content: bytes) -> str:
    """Return the text of a plain file: UTF-8, UTF-16 with its mark, else one of the old encodings of Vietnam."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        western = content.decode("latin-1")
        return western if detect(western) is not Encoding.UNICODE else content.decode("cp1258", "replace")


def _limit(memory: int, seconds: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 64 * 1024**2),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    _limit(int(sys.argv[5]), int(sys.argv[6]))
    made = main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    sys.stdout.write(json.dumps(made))
