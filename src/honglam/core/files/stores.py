"""Where contents lie: a folder or an object store, through Django's storages.

    blobs/ab/abcd…            a content, named by its hash
    previews/ab/abcd…/0       its pictures: 0 is the small one, 1 … are the pages
    parts/<upload>/<offset>   parts of an upload under way

What is being written lies in the local folder `incoming` until it is whole, is flushed to the disk, and is then moved
to its name, so that nothing under a name is ever half of something.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from botocore.exceptions import ClientError
from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, storages

INCOMING = "incoming"
PIECE = 256 * 1024


def blob_key(sha256: str) -> str:
    """Return where a content lies."""
    return f"blobs/{sha256[:2]}/{sha256}"


def preview_key(sha256: str, number: int) -> str:
    """Return where a picture of a content lies."""
    return f"previews/{sha256[:2]}/{sha256}/{number}"


def part_key(upload: str, offset: int) -> str:
    """Return where a part of an upload lies."""
    return f"parts/{upload}/{offset:015d}"


def remote() -> bool:
    """Tell whether contents lie in an object store."""
    return not isinstance(_storage(), FileSystemStorage)


def incoming() -> Path:
    """Return the folder for what is being written; only its owner may look into it."""
    folder = Path(settings.MEDIA_ROOT) / INCOMING
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def draft(pieces: Iterable[bytes]) -> Iterator[tuple[Path, str, int]]:
    """Write pieces to a file that is thrown away afterwards unless it was moved; give its path, hash and size."""
    digest, size = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=incoming(), prefix=".", delete=False) as file:
        path = Path(file.name)
        try:
            for piece in pieces:
                digest.update(piece)
                size += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink()
            raise
    try:
        yield path, digest.hexdigest(), size
    finally:
        path.unlink(missing_ok=True)


def put(key: str, path: Path) -> None:
    """Move a whole file to its name, over what may be there."""
    storage = _storage()
    if isinstance(storage, FileSystemStorage):
        target = Path(storage.path(key))
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        _flush_folder(target.parent)
    else:
        with path.open("rb") as file:
            storage.save(key, File(file))


def has(key: str) -> bool:
    """Tell whether something lies there."""
    return bool(_storage().exists(key))


def size_of(key: str) -> int:
    """Return the bytes of what lies there.

    Raises:
        FileNotFoundError: nothing does.
    """
    return int(_storage().size(key))


def delete(key: str) -> None:
    """Remove what lies there, if anything does."""
    _storage().delete(key)


def delete_tree(folder: str) -> None:
    """Remove all that lies in a folder."""
    storage = _storage()
    if isinstance(storage, FileSystemStorage):
        shutil.rmtree(storage.path(folder), ignore_errors=True)
        return
    for name in list(keys(folder)):
        storage.delete(name)


def stretch(key: str, first: int = 0, last: int | None = None) -> Iterator[bytes]:
    """Yield the bytes from `first` to `last`, both included.

    Raises:
        FileNotFoundError: nothing lies there.
    """
    storage = _storage()
    if not isinstance(storage, FileSystemStorage):
        yield from _remote_stretch(storage, key, first, last)
        return
    left = None if last is None else last - first + 1
    with storage.open(key, "rb") as file:
        if first:
            file.seek(first)
        while left is None or left > 0:
            piece = file.read(PIECE if left is None else min(PIECE, left))
            if not piece:
                return
            left = None if left is None else left - len(piece)
            yield piece


def _remote_stretch(storage: Any, key: str, first: int, last: int | None) -> Iterator[bytes]:
    """Ask the object store for these bytes only; its file object of Django would fetch the whole."""
    try:
        found = storage.bucket.Object(key).get(Range=f"bytes={first}-{'' if last is None else last}")
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            raise FileNotFoundError(key) from None
        raise
    yield from found["Body"].iter_chunks(PIECE)


def hash_of(key: str) -> tuple[str, int]:
    """Return the hash and the size of what lies there.

    Raises:
        FileNotFoundError: nothing lies there.
    """
    digest, size = hashlib.sha256(), 0
    for piece in stretch(key):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


@contextmanager
def local(key: str, *, suffix: str = "") -> Iterator[Path]:
    """Give a copy of what lies there as a file of this machine, with an ending that programs know it by."""
    with draft(stretch(key)) as (path, _hash, _size):
        named = path.with_name(f"{path.name}{suffix}")
        path.rename(named)
        try:
            yield named
        finally:
            named.unlink(missing_ok=True)


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield the content of a local file piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def keys(folder: str) -> Iterator[str]:
    """Yield the names of all that lies in a folder and below."""
    try:
        folders, files = _storage().listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        if name:
            yield f"{folder}/{name}"
    for name in folders:
        yield from keys(f"{folder}/{name}")


def changed_at(key: str) -> datetime | None:
    """Return when what lies there was written; None when nothing does."""
    storage = _storage()
    found: datetime | None = storage.get_modified_time(key) if storage.exists(key) else None
    return found


def link(key: str, *, media_type: str, disposition: str, seconds: int) -> str:
    """Return an address under which the object store gives a content for some seconds, with these headers."""
    parameters = {"ResponseContentType": media_type, "ResponseContentDisposition": disposition}
    return str(_storage().url(key, parameters=parameters, expire=seconds))


def _storage() -> Any:
    """Return the storage itself; its options differ from kind to kind."""
    return storages["default"]


def _flush_folder(folder: Path) -> None:
    """Make the new name survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
