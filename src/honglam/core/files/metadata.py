"""What programs and cameras write into a file beside the picture: place, time, owner, older versions. Taken out whole.

Nothing is decoded: the parts of the file are walked along, and those that draw nothing are left out. Of what a camera
says only how the picture is to be turned stays, and the colour profile.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping

from PIL import Image

from honglam.core.files.archives import damaged

_ORIENTATION = 0x0112
_EXIF = b"Exif\x00\x00"
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_WORDS = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_WEBP_WORDS = {b"EXIF", b"XMP "}
_WEBP_SAYS_WORDS = 0x0C  # the bits of VP8X that announce EXIF and XMP


def strip(data: bytes, known_as: str) -> bytes:
    """Return a picture without what is written beside it; the same bytes when there is nothing.

    Args:
        data: the whole file.
        known_as: the name by which Pillow knows the format; another one than JPEG, PNG and WEBP stays as it is.

    Raises:
        Refusal: the file ends in the middle of a part.
    """
    work = _STRIPPERS.get(known_as)
    if work is None:
        return data
    try:
        return work(data)
    except (struct.error, IndexError):
        raise damaged() from None


def _jpeg(data: bytes) -> bytes:
    turned, kept = 1, [data[:2]]
    for marker, part in _jpeg_parts(data):
        if marker == 0xE1 and part[4:10] == _EXIF:
            turned = _turned(part[4:]) or turned
        if _draws(marker, part):
            kept.append(part)
    if turned != 1:
        exif = Image.Exif()
        exif[_ORIENTATION] = turned
        said = exif.tobytes()
        # Behind the JFIF header, where there is one: some readers insist on it.
        place = 2 if len(kept) > 1 and kept[1][1] == 0xE0 else 1
        kept.insert(place, b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said)
    stripped = b"".join(kept)
    return data if len(stripped) == len(data) else stripped


def _jpeg_parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each marker with its bytes, to the end of the picture; what cameras write behind it is left out."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise IndexError
        marker = data[at + 1]
        if marker == 0xFF:  # a filling byte
            at += 1
            continue
        if marker == 0xD9:
            yield marker, data[at : at + 2]
            return
        end = at + 2
        if not 0xD0 <= marker <= 0xD7:
            end += struct.unpack_from(">H", data, at + 2)[0]
        if marker == 0xDA:  # the coded picture follows, up to the next marker that is none of its own
            end = _coded(data, end)
        if end > len(data):
            raise IndexError
        yield marker, data[at:end]
        at = end


def _coded(data: bytes, at: int) -> int:
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise IndexError
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _draws(marker: int, part: bytes) -> bool:
    """Tell whether a part of a JPEG has to do with how it looks."""
    if marker == 0xFE:
        return False
    if marker == 0xE2:
        return part[4:16] == b"ICC_PROFILE\x00"
    return not 0xE0 <= marker <= 0xEF or marker in {0xE0, 0xEE}


def _turned(said: bytes) -> int:
    exif = Image.Exif()
    try:
        exif.load(said)
        found = exif.get(_ORIENTATION, 1)
    except (SyntaxError, ValueError, KeyError, TypeError, struct.error, OSError):
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _png(data: bytes) -> bytes:
    kept, at = [data[: len(_PNG_HEAD)]], len(_PNG_HEAD)
    while at < len(data):
        length, word = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise IndexError
        if word not in _PNG_WORDS:
            kept.append(data[at:end])
        at = end
        if word == b"IEND":
            break
    return b"".join(kept)


def _webp(data: bytes) -> bytes:
    kept, at = [], 12
    end_of_file = min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    while at < end_of_file:
        word, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length + length % 2
        if at + 8 + length > len(data):
            raise IndexError
        part = data[at:end]
        if word == b"VP8X":
            part = part[:8] + bytes([part[8] & ~_WEBP_SAYS_WORDS]) + part[9:]
        if word not in _WEBP_WORDS:
            kept.append(part)
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


_STRIPPERS: Mapping[str, Callable[[bytes], bytes]] = {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp}
