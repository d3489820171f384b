"""The door of files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import IO
from uuid import UUID

from honglam.base.access import Viewer
from honglam.core.files import scanner, stores, workshop
from honglam.core.files.contracts import (
    Box,
    Cleaned,
    Content,
    Figures,
    Held,
    Hiding,
    Owner,
    Preview,
    StoredFile,
    Stretch,
    Transfer,
    Verified,
)
from honglam.core.files.service import covering, keeping, preparing, reading, storing, uploads
from honglam.kit.tables import Answer, Query
from honglam.kit.uploads import FileKind


def _nobody_listens(_done: int, _total: int) -> None:
    """Hear how far something is, and do nothing."""


def store(  # noqa: PLR0913  (the facts of a file)
    *,
    source: bytes | IO[bytes] | Iterable[bytes],
    name: str,
    owner: Owner | None,
    agency: str,
    viewer: Viewer,
    now: datetime,
    use: str = "",
    label: str = "",
) -> StoredFile:
    """Store a file in the caller's transaction: it is there when, and only when, that commits.

    Args:
        source: the content, whole, as something to read from, or in pieces.
        name: as it was sent; it is made safe.
        owner: what it belongs to; None for a draft, which lasts a day unless it is adopted.
        agency: path of the agency to which it belongs.
        viewer: who sends it; must be allowed to change the owner.
        now: the present moment.
        use: a declared `Use`, whose limits hold; empty for what a room makes itself.
        label: what it is for, in the words of the room.

    Raises:
        Refusal: it is empty, too large, one too many, of a kind that is not taken, not what its name says, damaged,
            locked, a bomb, two things at once, or the scanner found something.
        Missing: nothing of this kind has files.
        Forbidden: the viewer may not change the owner.
    """
    return storing.store(
        source=source, name=name, owner=owner, agency=agency, viewer=viewer, now=now, use=use, label=label
    )


def adopt(  # noqa: PLR0913  (as above)
    *, ids: Iterable[UUID], owner: Owner, agency: str, viewer: Viewer, now: datetime, use: str = "", label: str = ""
) -> tuple[StoredFile, ...]:
    """Give drafts to the owner that exists now; doing it twice changes nothing.

    Raises:
        Missing: a draft was cleaned up, or is somebody else's, or was sent for another use.
        Refusal: the owner would have too many.
        Forbidden: the viewer may not change the owner.
    """
    return storing.adopt(ids=ids, owner=owner, agency=agency, viewer=viewer, now=now, use=use, label=label)


def describe(*, file_id: UUID, viewer: Viewer) -> StoredFile:
    """Return a file.

    Raises:
        Missing: there is none, or the viewer may not know of it.
        SignInNeeded: nobody is signed in, and it is not for everybody.
    """
    return reading.describe(file_id=file_id, viewer=viewer)


def list_of(*, owner: Owner, viewer: Viewer) -> tuple[StoredFile, ...]:
    """Return the files of an owner, the oldest first; none to those who may not read it."""
    return reading.list_of(owner=owner, viewer=viewer)


def open(*, file_id: UUID, viewer: Viewer) -> Content:  # noqa: A001  (the verb that everybody expects of files)
    """Return what is in a file, as this viewer may have it; `stretch` gives the bytes. The reading is noted.

    Raises:
        Missing, SignInNeeded: as `describe`.
        Conflict: it waits for the scanner.
        Refusal: it is infected or damaged.
    """
    return reading.open_content(file_id=file_id, viewer=viewer)


def preview(*, file_id: UUID, number: int, viewer: Viewer) -> Content:
    """Return a picture of a file: 0 is small, 1 is the first page. Nothing that a camera wrote is in it.

    Raises:
        Missing: there is no such file or page.
        Conflict: it is still being made.
    """
    return reading.preview(file_id=file_id, number=number, viewer=viewer)


def text(*, file_id: UUID, viewer: Viewer) -> str:
    """Return the text of a file, at most a million letters; empty when there is none. Raises as `open`."""
    return reading.text(file_id=file_id, viewer=viewer)


def stretch(*, content: Content, first: int = 0, last: int | None = None) -> Stretch:
    """Return the bytes of a content from `first` to `last`, both included, in pieces."""
    end = content.size - 1 if last is None else min(last, content.size - 1)
    return Stretch(first, end, stores.stretch(content.key, first, end))


def link(*, content: Content, disposition: str, seconds: int = 60) -> str:
    """Return a signed address at the object store that works for some seconds; empty when contents lie in a folder."""
    if not stores.remote():
        return ""
    return stores.link(content.key, media_type=content.media_type, disposition=disposition, seconds=seconds)


def remove(*, file_id: UUID, viewer: Viewer, now: datetime, reason: str = "") -> None:
    """Remove a file: nobody sees it from now on; its content goes a day later, unless another file shows it.

    Raises:
        Missing, SignInNeeded: as `describe`.
        Forbidden: the viewer may read it only.
    """
    reading.remove(file_id=file_id, viewer=viewer, now=now, reason=reason)


def remove_all(*, owner: Owner, viewer: Viewer, now: datetime, reason: str = "") -> int:
    """Remove all files of an owner that is going; return how many. Raises as `store`."""
    return reading.remove_all(owner=owner, viewer=viewer, now=now, reason=reason)


# Hiding parts of a picture


def hiding(*, file_id: UUID, viewer: Viewer) -> Hiding:
    """Return what of a picture is hidden; what a detector of faces and number plates proposes while nobody has looked.

    Raises:
        Missing, SignInNeeded: as `describe`.
        Conflict: it waits for the scanner.
        Refusal: it is no picture.
    """
    return covering.hiding(file_id=file_id, viewer=viewer)


def hidings(*, file_ids: Iterable[UUID], viewer: Viewer) -> Mapping[UUID, Hiding]:
    """Return what is known of some pictures that the viewer may read; nothing is detected for it."""
    return covering.hidings(file_ids=tuple(file_ids), viewer=viewer)


def hide(*, file_id: UUID, boxes: Iterable[Box], owner: Owner, viewer: Viewer, now: datetime) -> Hiding:
    """Store the picture that others may see: the boxes destroyed, no metadata. It belongs to `owner`.

    Raises:
        Missing, SignInNeeded, Conflict: as `hiding`.
        Forbidden: the viewer may not change what the picture belongs to, or `owner`.
        Refusal: a box lies outside, there are too many, or the picture cannot be read.
    """
    return covering.hide(file_id=file_id, boxes=tuple(boxes), owner=owner, viewer=viewer, now=now)


# Uploads in parts


def begin(  # noqa: PLR0913  (what tus sends, and who)
    *, name: str, length: int, use: str, viewer: Viewer, address: str, now: datetime
) -> Transfer:
    """Make room for a file that will come in parts, within a day.

    Raises:
        Refusal: there is no such use, it is too large, or too many are under way.
        SignInNeeded: this use is for those who are signed in.
    """
    sender = uploads.Sender(viewer, address)
    return uploads.begin(name=name, length=length, use=use, sender=sender, now=now)


def transfer(*, token: str, viewer: Viewer, now: datetime) -> Transfer:
    """Return how far an upload is.

    Raises:
        Missing: it has run out, or is somebody else's.
    """
    return uploads.state(token=token, viewer=viewer, now=now)


def append(  # noqa: PLR0913  (what tus sends)
    *, token: str, offset: int, pieces: Iterable[bytes], viewer: Viewer, now: datetime, checksum: str = ""
) -> Transfer:
    """Add a part at `offset`; `checksum` is `algorithm base64`. The last part makes a draft of it.

    Raises:
        Missing: as `transfer`.
        Conflict: it does not go on at this offset.
        Refusal: the part is not what its checksum says, or the whole is not taken (as `store`).
    """
    return uploads.append(token=token, offset=offset, pieces=pieces, viewer=viewer, now=now, checksum=checksum)


def end(*, token: str, viewer: Viewer, now: datetime) -> None:
    """Throw an upload away, and the draft that it became. Raises as `transfer`."""
    uploads.end(token=token, viewer=viewer, now=now)


def draft(*, token: str, viewer: Viewer) -> StoredFile:
    """Return the draft that a form's token names.

    Raises:
        Missing: it was cleaned up, or is somebody else's.
    """
    return uploads.draft(token=token, viewer=viewer)


def token(*, file_id: UUID) -> str:
    """Return the token by which a form names a draft."""
    return uploads.token_of(file_id)


def taken(*, use: str) -> tuple[tuple[FileKind, ...], int, int]:
    """Return what a use takes: kinds, bytes of one file, number of files of one owner.

    Raises:
        Refusal: no room declares it.
    """
    found = storing.limits(use)
    return found.kinds, found.most_bytes, storing.use_of(use).most_files


# Keeping order


def files(*, query: Query, viewer: Viewer) -> Answer:
    """Answer a question about the list of files."""
    return keeping.listed(query=query, viewer=viewer)


def figures(*, now: datetime) -> Figures:
    """Return how much is stored."""
    return keeping.figures(now=now)


def prepare(*, sha256: str, now: datetime) -> Preview:
    """Make the pictures and the text of a content."""
    return preparing.prepare(sha256=sha256, now=now)


def rescan() -> tuple[int, int]:
    """Let the scanner look at what waits for it; return how many were good and how many were not."""
    return preparing.rescan()


def clean_up(*, now: datetime) -> Cleaned:
    """Remove what nobody can reach and has lain for a day."""
    return keeping.clean_up(now=now)


def verify(
    *,
    now: datetime,
    most_blobs: int | None = None,
    most_bytes: int | None = None,
    told: Callable[[int, int], None] = _nobody_listens,
) -> Verified:
    """Compare contents with their hashes; those first that were not looked at for longest.

    Args:
        now: the present moment.
        most_blobs: look at no more than so many; all when None.
        most_bytes: stop after so many bytes.
        told: hears how many are done, of how many.
    """
    return keeping.verify(now=now, most_blobs=most_blobs, most_bytes=most_bytes, told=told)


def record(*, file_id: UUID, viewer: Viewer) -> StoredFile:
    """Return what is known of a file, for whoever keeps order with `files.view` over its agency; not what is in it.

    Raises:
        Missing: there is none, or it belongs to an agency that the viewer does not reach.
    """
    return keeping.record(file_id=file_id, viewer=viewer)


def withdraw(*, file_id: UUID, viewer: Viewer, now: datetime, reason: str) -> None:
    """Remove a file by the right `files.edit` over its agency, whatever its owner says.

    Raises:
        Missing: as `record`.
        Forbidden: the viewer may look only.
    """
    keeping.withdraw(file_id=file_id, viewer=viewer, now=now, reason=reason)


def held(*, viewer: Viewer) -> tuple[Held, ...]:
    """Return the contents that are not served, for the agencies that the viewer reaches with `files.view`."""
    return keeping.held(viewer=viewer)


def release(*, sha256: str, viewer: Viewer, reason: str) -> None:
    """Let a held content be served.

    Raises:
        Missing: it is not held.
        Forbidden: the viewer lacks `files.edit` over an agency whose file shows it.
        Conflict: it is damaged.
    """
    keeping.release(sha256=sha256, viewer=viewer, reason=reason)


def discard(*, sha256: str, viewer: Viewer, now: datetime, reason: str) -> None:
    """Remove every file that shows a held content. Raises as `release`."""
    keeping.discard(sha256=sha256, viewer=viewer, now=now, reason=reason)


def scanner_version() -> str:
    """Return what the virus scanner calls itself; empty when none is set.

    Raises:
        OSError: it is set and does not answer.
    """
    try:
        return scanner.version() if scanner.configured() else ""
    except scanner.Away as away:
        raise OSError(str(away)) from away


def has_office() -> bool:
    """Tell whether LibreOffice is here to draw office documents."""
    return workshop.has_office()
