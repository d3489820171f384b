"""The recovery key: with it, and only with it, a backup can be opened.

An archive is encrypted as a whole (age, X25519 and ChaCha20-Poly1305), because it holds personal data and every key of
the installation. The private half lies in HONGLAM_HOME and is printed once, to be kept on paper far from the archives;
a machine that shall only write backups is given the public half in HONGLAM_RECOVERY_RECIPIENT.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import pyrage
from pyrage import x25519

from honglam.project.terminal import _, complain, stop

NAME = "recovery-key"
_MAGIC = b"age-encryption.org/v1"


def recipient(home: Path) -> x25519.Recipient:
    """Return for whom archives are encrypted; the first time a key is made and shown."""
    if given := os.environ.get("HONGLAM_RECOVERY_RECIPIENT"):
        try:
            return x25519.Recipient.from_str(given.strip())
        except pyrage.RecipientError:
            stop(_("HONGLAM_RECOVERY_RECIPIENT is not an age recipient: it begins with age1."))
    if not (home / NAME).exists():
        _make(home)
    return _read(home / NAME).to_public()


def identity(home: Path, given: Path | None) -> x25519.Identity:
    """Return the key that opens archives: of the file `given`, HONGLAM_RECOVERY_KEY, or this installation's own."""
    if given is not None:
        return _read(given)
    if text := os.environ.get("HONGLAM_RECOVERY_KEY"):
        return _parse(text, "HONGLAM_RECOVERY_KEY")
    if not (home / NAME).exists():
        stop(_("The archive is encrypted: give its recovery key with --key FILE; it begins with AGE-SECRET-KEY-1."))
    return _read(home / NAME)


def is_sealed(file: Path) -> bool:
    """Return whether a file is encrypted; archives from before there was a recovery key are not."""
    with file.open("rb") as source:
        return source.read(len(_MAGIC)) == _MAGIC


@contextmanager
def sealing(target: Path, to: x25519.Recipient) -> Iterator[IO[bytes]]:
    """Give a stream whose bytes are written encrypted to `target`; nothing unencrypted touches the disk."""

    def seal(source: IO[bytes]) -> None:
        with target.open("wb") as out:
            pyrage.encrypt_io(source, out, [to])
            out.flush()
            os.fsync(out.fileno())

    with _piped(seal, into=True) as stream:
        yield stream


@contextmanager
def opening(source: Path, key: x25519.Identity) -> Iterator[IO[bytes]]:
    """Give a stream of what `source` holds.

    Raises:
        pyrage.DecryptError: the key is another one, or the file is not as it was written.
    """

    def unseal(out: IO[bytes]) -> None:
        with source.open("rb") as file:
            try:
                pyrage.decrypt_io(file, out, [key])
            except OSError as error:
                if error.errno is None:  # the library's word for a block that is not as it was written
                    raise pyrage.DecryptError(str(error)) from error
                raise

    with _piped(unseal, into=False) as stream:
        yield stream


@contextmanager
def _piped(work: Callable[[IO[bytes]], Any], *, into: bool) -> Iterator[IO[bytes]]:
    """Run `work` in a thread at the far end of a pipe; what it raises is raised here, not the broken pipe it caused."""
    reader, writer = os.pipe()
    near, far = (writer, reader) if into else (reader, writer)
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(far, "rb" if into else "wb") as end:
                work(end)
        except BaseException as error:  # noqa: BLE001  (handed to the caller below)
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    stream = os.fdopen(near, "wb" if into else "rb")
    try:
        yield stream
    except BaseException as error:
        _end(stream, thread)
        if failed and not isinstance(failed[0], BrokenPipeError):  # which the caller caused by turning away
            raise failed[0] from error
        raise
    _end(stream, thread)
    if failed and not isinstance(failed[0], BrokenPipeError):
        raise failed[0]


def _end(stream: IO[bytes], thread: threading.Thread) -> None:
    with suppress(BrokenPipeError):
        stream.close()
    thread.join()


def _make(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    made = x25519.Identity.generate()
    path = home / NAME
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{made}\n")
        file.flush()
        os.fsync(descriptor)
    # Not on the standard output, which may be somebody's JSON.
    complain(_("A recovery key was made: %(file)s") % {"file": path})
    complain(f"    {made}")
    complain(_("Print it and keep it apart from the archives: without it no backup can be opened on another machine."))


def _read(path: Path) -> x25519.Identity:
    try:
        return _parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError):
        stop(_("Cannot read the recovery key %(file)s.") % {"file": path})


def _parse(text: str, where: str) -> x25519.Identity:
    # age's own key files carry comments.
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        return x25519.Identity.from_str(lines[0] if len(lines) == 1 else "")
    except pyrage.IdentityError:
        stop(_("%(where)s holds no recovery key: it is one line that begins with AGE-SECRET-KEY-1.") % {"where": where})
