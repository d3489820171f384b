"""Reading: the content, its pictures and its text, each for those who may see the owner."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.files import stores
from honglam.core.files.contracts import Content, FileRemoved, Owner, Preview, State, StoredFile
from honglam.core.files.models import Extract, File
from honglam.core.files.service import access
from honglam.core.jobs import api as jobs

if TYPE_CHECKING:
    from honglam.core.files.models import Blob

_ONE_READING = 600  # seconds: what a browser asks for piece by piece is one reading
_PICTURE = "image/webp"


def describe(*, file_id: UUID, viewer: Viewer) -> StoredFile:
    """Return a file."""
    return access.shown(access.readable(file_id, viewer))


def list_of(*, owner: Owner, viewer: Viewer) -> tuple[StoredFile, ...]:
    """Return the files of an owner, the oldest first; none to those who may not read it."""
    if not access.may_read(File(owner_kind=owner.kind, owner_id=owner.id), viewer):
        return ()
    return tuple(access.shown(row) for row in _of(owner))


def open_content(*, file_id: UUID, viewer: Viewer) -> Content:
    """Return what is in a file, as this viewer may have it, and note the reading."""
    row = access.readable(file_id, viewer)
    blob = served(row)
    kind = access.kind_of(row)
    if kind is not None and kind.public and row.media_type.startswith("image/") and not access.may_write(row, viewer):
        return _picture(row, blob, 1)
    _note(row, viewer, "content")
    return Content(row.name, row.media_type, blob.size, blob.sha256, stores.blob_key(blob.sha256))


def preview(*, file_id: UUID, number: int, viewer: Viewer) -> Content:
    """Return a picture of a file: 0 is the small one, 1 the first page."""
    row = access.readable(file_id, viewer)
    content = _picture(row, served(row), number)
    _note(row, viewer, "preview")
    return content


def text(*, file_id: UUID, viewer: Viewer) -> str:
    """Return the text of a file; empty when it has none."""
    row = access.readable(file_id, viewer)
    served(row)
    _note(row, viewer, "text")
    return Extract.objects.filter(blob=row.blob_id).values_list("text", flat=True).first() or ""


def remove(*, file_id: UUID, viewer: Viewer, now: datetime, reason: str = "") -> None:
    """Remove a file; its content goes a day later, unless another file shows it."""
    row = access.writable(file_id, viewer)
    with transaction.atomic():
        gone = {"removed_at": now, "removed_by": viewer.name[:120] or viewer.id}
        if not File.objects.filter(pk=row.pk, removed_at__isnull=True).update(**gone):
            raise access.missing()
        if row.owner_kind:
            forget(row, now, clean(reason))


def remove_all(*, owner: Owner, viewer: Viewer, now: datetime, reason: str = "") -> int:
    """Remove all files of an owner that is going; return how many."""
    access.check_write(owner, viewer)
    ids = list(_of(owner).values_list("pk", flat=True))
    for file_id in ids:
        remove(file_id=file_id, viewer=viewer, now=now, reason=reason)
    return len(ids)


def forget(row: File, now: datetime, reason: str) -> None:
    """Write into the ledger, and tell others, that a file is gone."""
    kind = access.kind_of(row)
    audit.record(
        verb="files.file.removed",
        thing=f"file:{row.id}",
        agency=row.agency,
        before={"name": row.name, "owner": f"{row.owner_kind}:{row.owner_id}", "sha256": row.blob_id},
        person=kind.person(row.owner_id) if kind else "",
        reason=reason,
    )
    event = FileRemoved(file=row.id, owner_kind=row.owner_kind, owner_id=row.owner_id, agency=row.agency)
    jobs.publish(event=event, source="/files", now=now)


def _of(owner: Owner) -> QuerySet[File]:
    rows = File.objects.filter(owner_kind=owner.kind, owner_id=owner.id, removed_at__isnull=True)
    return rows.select_related("blob").order_by("uploaded_at", "pk")


def served(row: File) -> Blob:
    """Return the content if it may be given out.

    Raises:
        Conflict: it waits for the virus scanner.
        Refusal: the scanner found something, or it is damaged.
    """
    blob = row.blob
    if blob is None:
        raise access.missing()
    if blob.state == State.QUARANTINE:
        raise Conflict(
            N_("“%(name)s” has been received and waits for the virus scanner, which does not answer just now."),
            remedy=N_("Try again in some minutes; the file need not be sent again."),
            params={"name": row.name},
            code="quarantine",
        )
    if blob.state == State.INFECTED:
        raise Refusal(
            N_("The virus scanner found something in “%(name)s”, so it is not given out."),
            remedy=N_("Ask the administrator, or send a clean copy."),
            params={"name": row.name},
            code="infected",
        )
    if blob.state == State.DAMAGED:
        raise Refusal(
            N_("“%(name)s” is no longer what was stored, so it is not given out."),
            remedy=N_("Tell the administrator, who has the backups; or send the same file again, which mends it."),
            params={"name": row.name},
            code="damaged",
        )
    return blob


def _picture(row: File, blob: Blob, number: int) -> Content:
    if blob.preview == Preview.WAITING:
        raise Conflict(
            N_("The picture of “%(name)s” is still being made."),
            remedy=N_("Try again in a minute."),
            params={"name": row.name},
            code="preview-waits",
        )
    if blob.preview != Preview.READY or not 0 <= number <= blob.pages:
        raise Missing(N_("There is no picture of this page."))
    stem = row.name.rpartition(".")[0] or row.name
    key = stores.preview_key(blob.sha256, number)
    return Content(f"{stem}.webp", _PICTURE, stores.size_of(key), f"{blob.sha256}-{number}", key)


def _note(row: File, viewer: Viewer, what: str) -> None:
    """Write a reading of personal data into the ledger, once for what one person reads in one go."""
    kind = access.kind_of(row)
    if kind is None or not kind.personal:
        return
    if cache.add(f"files-read:{viewer.kind}:{viewer.id}:{row.pk}:{what}", 1, _ONE_READING):
        person = kind.person(row.owner_id)
        audit.read(thing=f"file:{row.id}", person=person, fields=(what,), agency=row.agency)
