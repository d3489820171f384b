"""The form of a backup: one encrypted tar of the dump, the files, the keys and, last, a manifest of their hashes."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, NoReturn

import pyrage
from pyrage import x25519

from honglam.project import recovery
from honglam.project.terminal import _, stop

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
SECRET = "secret-key"  # noqa: S105  (a file's name)
FILES = "files/"
KEYS = "keys/"
_CHUNK = 2**20


@dataclass(slots=True)
class Manifest:
    """What the archive holds.

    Attributes:
        made: moment of the snapshot, ISO 8601.
        version: of Honglam.
        server: version number of the PostgreSQL server.
        rows: number of rows in each table, counted in the dump's own snapshot.
        hashes: SHA-256 of each member.
    """

    made: str
    version: str
    server: int
    rows: dict[str, int]
    hashes: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """Adds members to an archive and remembers their hashes."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar = tar
        self._manifest = manifest

    def add(self, name: str, path: Path) -> None:
        """Add one file, hashed as it is read."""
        info = self._tar.gettarinfo(str(path), arcname=name)
        with path.open("rb") as source:
            reader = _Hashing(source)
            self._tar.addfile(info, reader)
        self._manifest.hashes[name] = reader.hexdigest()

    def close(self) -> None:
        """Add the manifest, which makes the archive whole."""
        data = json.dumps(asdict(self._manifest), indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(data)
        self._tar.addfile(info, io.BytesIO(data))


class _Hashing:
    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self._digest.update(data)
        return data

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def extract(file: Path, into: Path, *, key: Callable[[], x25519.Identity]) -> Manifest:
    """Unpack an archive into an empty folder and check every member against the manifest.

    Nothing outside `into` is touched: only plain files with tame names are written. `key` is asked for the recovery key
    when the archive is encrypted.
    """
    hashes: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    with _opened(file, key) as tar:
        for member in tar:
            source = tar.extractfile(member) if member.isfile() else None
            if source is None or not _is_tame(member.name) or member.name in hashes:
                refuse(file)
            if member.name == MANIFEST:
                manifest = json.load(source)
            else:
                hashes[member.name] = _copy(source, into / member.name)
    if manifest is None or manifest.get("hashes") != hashes or DUMP not in hashes:
        refuse(file)
    if manifest.get("format") != FORMAT:
        stop(_("%(file)s was written by a newer Honglam: restore it with that version.") % {"file": file})
    return Manifest(**manifest)


def refuse(file: Path) -> NoReturn:
    """End the command: the archive is not what was written."""
    stop(_("%(file)s is damaged or was changed after the backup; nothing was restored from it.") % {"file": file})


@contextmanager
def _opened(file: Path, key: Callable[[], x25519.Identity]) -> Iterator[tarfile.TarFile]:
    try:
        sealed = recovery.is_sealed(file)
    except FileNotFoundError:
        stop(_("There is no file %(file)s.") % {"file": file})
    except IsADirectoryError:
        refuse(file)
    try:
        with (
            recovery.opening(file, key()) if sealed else file.open("rb") as stream,
            tarfile.open(fileobj=stream, mode="r|") as tar,
        ):
            yield tar
            while stream.read(_CHUNK):  # to the end: only the last block proves that nothing was cut off
                pass
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            stop(_("%(file)s was encrypted for another recovery key: give that one with --key FILE.") % {"file": file})
        refuse(file)
    except (tarfile.TarError, ValueError, EOFError):
        refuse(file)


def _is_tame(name: str) -> bool:
    if name in {MANIFEST, DUMP, SECRET}:
        return True
    return name.startswith((FILES, KEYS)) and not any(part in {"", ".", ".."} for part in name.split("/"))


def _copy(source: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()
