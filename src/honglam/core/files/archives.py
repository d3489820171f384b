"""ZIP files, alone or as documents: refused before anything unpacks them, when what is inside is a bomb or a lie.

Declared sizes are looked at first, because that costs nothing. Then each member is really unpacked into nowhere and
counted, because a bomb lies about its size; archives inside archives are opened too.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from honglam.base.errors import Refusal
from honglam.base.words import N_

MOST_BYTES = 1024**3  # of everything inside, unpacked
MOST_MEMBERS = 20_000
MOST_DEPTH = 3
MOST_RATIO = 200  # text in spreadsheets reaches 50 or more
RATIO_FROM = 16 * 1024**2  # a small file may be as dense as it likes
_CHUNK = 256 * 1024
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_LISTED = b"PK\x01\x02"  # how each line of a ZIP's directory begins


class Bomb(Refusal):
    """What is inside would grow too large."""

    code = "bomb"

    def __init__(self) -> None:
        super().__init__(
            N_("What is packed in “%(name)s” would become too large when unpacked. Nothing was stored."),
            remedy=N_("Send the files one by one, without packing them."),
        )


@dataclass(slots=True)
class _Budget:
    left: int
    members: int


def members(file: IO[bytes]) -> list[str]:
    """Return the names inside.

    Raises:
        zipfile.BadZipFile: it is no ZIP.
        Bomb: it lists more than anybody packs.
    """
    _count(file, MOST_MEMBERS)
    with zipfile.ZipFile(file) as opened:
        return opened.namelist()


def examine(file: IO[bytes]) -> None:
    """Unpack everything into nowhere.

    Raises:
        Refusal: it is damaged, encrypted, or packed in a way that nobody here can read.
        Bomb: it is too much.
    """
    try:
        _examine(file, _Budget(MOST_BYTES, MOST_MEMBERS), 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, ValueError, OverflowError, OSError):
        raise damaged() from None


def damaged() -> Refusal:
    """Return the refusal of a file that cannot be read."""
    return Refusal(
        N_("“%(name)s” is damaged: it cannot be opened."),
        remedy=N_("Save it again from the program that made it, and send that file."),
        code="damaged",
    )


def locked() -> Refusal:
    """Return the refusal of a file with a password."""
    return Refusal(
        N_("“%(name)s” is locked with a password, so that nobody here can read it."),
        remedy=N_("Save it without a password and send it again."),
        code="locked",
    )


def _examine(file: IO[bytes], budget: _Budget, depth: int) -> None:
    if depth > MOST_DEPTH:
        raise Bomb
    _count(file, budget.members)
    with zipfile.ZipFile(file) as opened:
        infos = opened.infolist()
        budget.members -= len(infos)
        if budget.members < 0 or sum(info.file_size for info in infos) > budget.left:
            raise Bomb
        for info in infos:
            _member(file, info, budget, depth)


def _count(file: IO[bytes], most: int) -> None:
    """Refuse a directory that is too long before anything reads it: each of its lines, 47 bytes, would take 600."""
    file.seek(0)
    count, before = 0, b""
    while chunk := file.read(_CHUNK):
        count += (before + chunk).count(_LISTED)
        if count > most:
            raise Bomb
        before = chunk[-len(_LISTED) + 1 :]
    file.seek(0)


def _member(file: IO[bytes], info: zipfile.ZipInfo, budget: _Budget, depth: int) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise locked()
    if info.compress_type not in _METHODS:
        raise damaged()
    with SpooledTemporaryFile(max_size=4 * 1024**2) as unpacked:
        size = _unpack(file, info, budget, unpacked)
        if size != info.file_size:
            raise damaged()  # it says one size and holds another, as bombs do
        if size > RATIO_FROM and size > MOST_RATIO * max(info.compress_size, 1):
            raise Bomb
        unpacked.seek(0)
        if unpacked.read(4) == b"PK\x03\x04":
            unpacked.seek(0)
            if zipfile.is_zipfile(unpacked):
                _examine(unpacked, budget, depth + 1)


def _unpack(file: IO[bytes], info: zipfile.ZipInfo, budget: _Budget, into: IO[bytes]) -> int:
    """Unpack what is really there, whatever the directory says of its size; keep it only while it may be an archive."""
    inflater = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
    file.seek(info.header_offset)
    header = file.read(30)
    if header[:4] != b"PK\x03\x04":
        raise damaged()
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left, size, keep = info.compress_size, 0, False
    while left > 0 and (packed := file.read(min(_CHUNK, left))):
        left -= len(packed)
        while packed:
            plain = inflater.decompress(packed, _CHUNK) if inflater else packed
            packed = inflater.unconsumed_tail if inflater else b""
            keep = keep or (size == 0 and plain[:4] == b"PK\x03\x04")
            size += len(plain)
            budget.left -= len(plain)
            if budget.left < 0:
                raise Bomb
            if keep:
                into.write(plain)
            if inflater and not plain and not packed:
                break
    return size
