"""Is a file what its name says, of a kind that is taken here, and nothing else besides? Told by its content."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

import puremagic

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.files import archives, pictures, sandbox, workshop
from honglam.core.files.kinds import FORMATS, Family, Format
from honglam.core.files.names import ending_of
from honglam.kit.uploads import FileKind, TooLarge

_HEAD = 8192
_CHUNK = 1024 * 1024
_OVERLAP = 32
# What makes a browser, or a server that was set up badly, run a file. None of it stands in an honest picture or paper.
_ACTIVE = re.compile(rb"<script[\s>/]|<html[\s>]|<!doctype html|<iframe[\s>]|<\?php|<svg[\s>]", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams in an OLE container, as UTF-16: whether it is one, of which program, and whether it is locked.
_STREAMS = {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document"}
_OLD_XLS = "Book"
_LOCKED = "EncryptedPackage"
_EVENT = re.compile(r"on[a-z]+", re.IGNORECASE)
_SVG_FORBIDDEN = {"script", "foreignobject", "iframe", "embed", "object", "handler", "set", "animate"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken: kinds of files, and bytes of one."""

    kinds: tuple[FileKind, ...]
    most_bytes: int


def examine(path: Path, name: str, limits: Limits, *, field: str | None = None) -> Format:
    """Return the format of the file at `path`, which was sent as `name`.

    Raises:
        Refusal: it is empty, too large, of no kind that is taken, not what its name says, damaged, locked, a bomb, or
            two things at once.
    """
    try:
        format_ = _by_name(name, limits, path.stat().st_size)
        with path.open("rb") as file:
            _EXAMINERS[format_.family](file, format_, path)
    except Refusal as refusal:
        refusal.params = {"name": name[:80], **refusal.params}
        refusal.field = refusal.field or field
        raise
    return format_


def _by_name(name: str, limits: Limits, size: int) -> Format:
    if not size:
        raise Refusal(N_("The file is empty."), remedy=N_("Open it to see what is in it, then choose it again."))
    if size > limits.most_bytes:
        raise TooLarge(limits.most_bytes)
    ending = ending_of(name)
    taken = [each for kind in limits.kinds for each in kind.endings]
    if ending not in taken or ending not in FORMATS:
        raise Refusal(
            N_("Files like “%(name)s” are not taken here."),
            remedy=N_("Send one of: %(endings)s."),
            params={"endings": ", ".join(f".{each}" for each in taken)},
            code="wrong-kind",
        )
    return FORMATS[ending]


def _otherwise() -> Refusal:
    return Refusal(
        N_("“%(name)s” is not what its name says."),
        remedy=N_("Save it again from the program that made it, and send that file."),
        code="wrong-content",
    )


def _hidden() -> Refusal:
    return Refusal(
        N_("“%(name)s” holds something else besides what its name says, and may be made to do harm."),
        remedy=N_("Save it again from the program that made it, and send that file."),
        code="two-in-one",
    )


def _pdf(file: IO[bytes], _format: Format, path: Path) -> None:
    if file.read(5) != b"%PDF-":
        raise _otherwise()
    _alone(file)
    if _holds(file, re.compile(rb"/Encrypt\b")):
        # Many papers may be read and not changed: only one that asks for a password to be read is locked.
        found = workshop.run(sandbox.OPENS, path)
        if not found.get("opens"):
            raise archives.locked()


def _picture(file: IO[bytes], format_: Format, _path: Path) -> None:
    if format_.media_type not in _told(file):
        raise _otherwise()
    _alone(file)
    pictures.examine(file, format_.inside)
    if not pictures.ends_where_it_says(file, format_.inside):
        raise _hidden()


def _office(file: IO[bytes], format_: Format, _path: Path) -> None:
    head = file.read(8)
    if head == _OLE and _holds(file, _utf16(_LOCKED)):
        raise archives.locked()
    if head[:4] != b"PK\x03\x04":
        raise _otherwise()
    archives.examine(file)
    names = archives.members(file)
    if format_.inside == "content.xml":
        fits = "mimetype" in names and _mimetype(file) == format_.media_type
    else:
        fits = "[Content_Types].xml" in names and any(each.startswith(format_.inside) for each in names)
    if not fits:
        raise _otherwise()


def _mimetype(file: IO[bytes]) -> str:
    with zipfile.ZipFile(file) as opened:
        return opened.read("mimetype").decode("ascii", "replace").strip()


def _old_office(file: IO[bytes], format_: Format, _path: Path) -> None:
    if file.read(8) != _OLE:
        raise _otherwise()
    if _holds(file, _utf16(_LOCKED)):
        raise archives.locked()
    wanted = [_STREAMS[format_.ending]] + ([_OLD_XLS] if format_.ending == "xls" else [])
    if not any(_holds(file, _utf16(each)) for each in wanted):
        raise _otherwise()
    _no_zip(file)


def _text(file: IO[bytes], _format: Format, _path: Path) -> None:
    head = file.read(_HEAD)
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")  # UTF-16, as Excel and Notepad write it
    if not wide and (any(byte < 32 and byte not in b"\t\r\n\f\x1b" for byte in head) or _ACTIVE.search(head)):
        raise _otherwise()
    _no_zip(file)


def _drawing(file: IO[bytes], _format: Format, _path: Path) -> None:
    file.seek(0)
    if _holds(file, re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\?xml-stylesheet", re.IGNORECASE)):
        raise _hidden()
    file.seek(0)
    try:
        for _event, element in ET.iterparse(file):  # noqa: S314  (entities are refused above, and expat limits the rest)
            if _is_active(element):
                raise _hidden()
        root = element
    except (ET.ParseError, ValueError):
        raise archives.damaged() from None
    if root.tag.rpartition("}")[2] != "svg":
        raise _otherwise()
    _no_zip(file)


def _is_active(element: ET.Element) -> bool:
    if element.tag.rpartition("}")[2].lower() in _SVG_FORBIDDEN:
        return True
    for name, value in element.attrib.items():
        plain = name.rpartition("}")[2].lower()
        if _EVENT.fullmatch(plain) or (plain == "href" and not value.startswith(("#", "data:image/"))):
            return True
        if "url(" in value.lower() and "url(#" not in value.lower().replace(" ", "").replace("'", ""):
            return True
    return False


def _archive(file: IO[bytes], _format: Format, _path: Path) -> None:
    if file.read(4) != b"PK\x03\x04":
        raise _otherwise()
    archives.examine(file)


def _media(file: IO[bytes], format_: Format, _path: Path) -> None:
    head = file.read(12)
    begins = {
        "mp3": head[:3] == b"ID3" or (head[0] == 0xFF and len(head) > 1 and head[1] & 0xE0 == 0xE0),
        "ogg": head[:4] == b"OggS",
        "webm": head[:4] == b"\x1a\x45\xdf\xa3",
    }
    if not begins.get(format_.ending, head[4:8] == b"ftyp"):
        raise _otherwise()
    _alone(file)


def _told(file: IO[bytes]) -> set[str]:
    """Return the media types that the first bytes may be."""
    file.seek(0)
    try:
        return {match.mime_type for match in puremagic.magic_string(file.read(_HEAD)) if match.byte_match}
    except (puremagic.PureError, ValueError):
        return set()


def _alone(file: IO[bytes]) -> None:
    """Refuse what is a page, a program or an archive at the same time."""
    if _holds(file, _ACTIVE):
        raise _hidden()
    _no_zip(file)


def _no_zip(file: IO[bytes]) -> None:
    try:
        inside = archives.members(file)
    except (zipfile.BadZipFile, OSError, ValueError, UnicodeDecodeError):
        return
    if inside:
        raise _hidden()


def _utf16(text: str) -> re.Pattern[bytes]:
    return re.compile(re.escape(text.encode("utf-16-le") + b"\0\0"))


def _holds(file: IO[bytes], pattern: re.Pattern[bytes]) -> bool:
    return any(pattern.search(stretch) for stretch in _stretches(file))


def _stretches(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the content in pieces that overlap, so that nothing hides on a seam."""
    file.seek(0)
    before = b""
    while chunk := file.read(_CHUNK):
        yield before + chunk
        before = chunk[-_OVERLAP:]


_EXAMINERS = {
    Family.PDF: _pdf,
    Family.PICTURE: _picture,
    Family.OFFICE: _office,
    Family.OLD_OFFICE: _old_office,
    Family.TEXT: _text,
    Family.DRAWING: _drawing,
    Family.ARCHIVE: _archive,
    Family.MEDIA: _media,
}
