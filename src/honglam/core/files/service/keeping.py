"""Keeping order: what nobody refers to goes, what is kept is compared with its hash, what is held is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.files import stores
from honglam.core.files.contracts import Cleaned, Figures, Flaw, Held, State, StoredFile, Verified
from honglam.core.files.models import Blob, File, Upload
from honglam.core.files.service import access, preparing, reading, storing
from honglam.core.files.tables import FILES
from honglam.kit.tables import Answer, Query, answer

_GRACE = timedelta(days=1)


def listed(*, query: Query, viewer: Viewer) -> Answer:
    """Answer a question about all files of the agencies that the viewer reaches."""
    return answer(File.objects.filter(removed_at__isnull=True), FILES, query, viewer)


def figures(*, now: datetime) -> Figures:
    """Return how much is stored."""
    rows = File.objects.filter(removed_at__isnull=True)
    blobs = Blob.objects.all()
    return Figures(
        files=rows.count(),
        blobs=blobs.count(),
        named_bytes=rows.aggregate(sum=Sum("size"))["sum"] or 0,
        stored_bytes=blobs.filter(_shown_by_a_file()).aggregate(sum=Sum("size"))["sum"] or 0,
        quarantine=blobs.filter(state__in=(State.QUARANTINE, State.INFECTED)).count(),
        damaged=blobs.filter(state=State.DAMAGED).count(),
        drafts=rows.filter(owner_kind="").count(),
        uploads=Upload.objects.filter(file__isnull=True, expires_at__gt=now).count(),
    )


def _shown_by_a_file() -> Exists:
    return Exists(File.objects.filter(blob=OuterRef("pk"), removed_at__isnull=True))


# Clean-up


def clean_up(*, now: datetime) -> Cleaned:
    """Remove what nobody can reach any more and has lain for a day; what is being stored just now is left alone."""
    before = now - _GRACE
    with transaction.atomic():
        drafts = File.objects.filter(owner_kind="", uploaded_at__lt=before)
        count = drafts.count()
        drafts.delete()
        File.objects.filter(removed_at__lt=before, blob__isnull=False).update(blob=None)
    done = Cleaned(drafts=count, uploads=_clean_uploads(now))
    for blob in _unreferenced(before).iterator():
        if _remove_blob(blob.sha256, before):
            done = replace(done, blobs=done.blobs + 1, size=done.size + blob.size)
    return replace(done, strays=_remove_strays(before))


def _unreferenced(before: datetime) -> QuerySet[Blob]:
    return Blob.objects.filter(~Exists(File.objects.filter(blob=OuterRef("pk"))), stored_at__lt=before)


def _remove_blob(sha256: str, before: datetime) -> bool:
    """Remove a content while nobody else can be storing it: first what lies there, then the row that tells of it."""
    with transaction.atomic():
        if not _lock(sha256) or not _unreferenced(before).filter(pk=sha256).exists():
            return False
        stores.delete(stores.blob_key(sha256))
        stores.delete_tree(f"previews/{sha256[:2]}/{sha256}")
        Blob.objects.filter(pk=sha256).delete()
    return True


def _lock(sha256: str) -> bool:
    """Claim a content for this transaction; false when somebody is storing it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [storing.lock_number(sha256)])
        row = cursor.fetchone()
    return bool(row and row[0])


def _clean_uploads(now: datetime) -> int:
    gone = list(Upload.objects.filter(expires_at__lte=now).values_list("pk", flat=True))
    Upload.objects.filter(pk__in=gone).delete()
    for upload_id in gone:
        stores.delete_tree(f"parts/{upload_id}")
    return len(gone)


def _remove_strays(before: datetime) -> int:
    """Remove what lies there and no row tells of: a transaction was rolled back, or a process was killed."""
    count = 0
    for key in list(stores.keys("blobs")) + list(stores.keys("previews")):
        sha256 = key.split("/")[2]
        count += _is_old(key, before) and _remove_stray(key, sha256)
    for key in list(stores.keys("parts")):
        if _is_old(key, before) and not Upload.objects.filter(pk=key.split("/")[1]).exists():
            stores.delete(key)
            count += 1
    for path in stores.incoming().iterdir():
        if path.is_file() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _remove_stray(key: str, sha256: str) -> bool:
    if len(sha256) != 64 or Blob.objects.filter(pk=sha256).exists():
        return False
    with transaction.atomic():
        if not _lock(sha256) or Blob.objects.filter(pk=sha256).exists():
            return False
        stores.delete(key)
    return True


def _is_old(key: str, before: datetime) -> bool:
    changed = stores.changed_at(key)
    return changed is not None and changed < before


# Integrity


def verify(
    *, now: datetime, most_blobs: int | None = None, most_bytes: int | None = None, told: Callable[[int, int], None]
) -> Verified:
    """Compare contents with their hashes, the longest unseen first; `told` hears how far it is."""
    rows = Blob.objects.order_by("verified_at", "pk")
    total = min(rows.count(), most_blobs or rows.count())
    seen = size = 0
    flaws: list[Flaw] = []
    for blob in list(rows[:total]):
        flaws.extend(_verify(blob, now))
        seen, size = seen + 1, size + blob.size
        told(seen, total)
        if most_bytes is not None and size >= most_bytes:
            break
    return Verified(seen, size, tuple(flaws))


def _verify(blob: Blob, now: datetime) -> Iterator[Flaw]:
    try:
        missing, good = False, stores.hash_of(stores.blob_key(blob.sha256))[0] == blob.sha256
    except FileNotFoundError:
        missing, good = True, False
    was = blob.state
    blob.verified_at = now
    # What is held stays held: only what was served can become damaged, and only that is served again when it is mended.
    if not good and was == State.READY:
        blob.state, blob.finding = State.DAMAGED, "missing" if missing else "altered"
    elif good and was == State.DAMAGED:  # somebody put the good content back
        blob.state, blob.finding = State.READY, ""
    Blob.objects.filter(pk=blob.pk, state=was).update(
        state=blob.state, finding=blob.finding, verified_at=blob.verified_at
    )
    if not good:
        for row in File.objects.filter(blob=blob, removed_at__isnull=True).order_by("uploaded_at"):
            yield Flaw(row.id, row.name, f"{row.owner_kind}:{row.owner_id}", blob.sha256, missing)


# What administrators see and do


def record(*, file_id: UUID, viewer: Viewer) -> StoredFile:
    """Return what is known of a file of an agency that the viewer reaches."""
    row = access.held(file_id)
    if not viewer.may("files.view", row.agency):
        raise access.missing()
    return access.shown(row)


def withdraw(*, file_id: UUID, viewer: Viewer, now: datetime, reason: str) -> None:
    """Remove a file by the right over its agency."""
    record(file_id=file_id, viewer=viewer)
    row = access.held(file_id)
    if not viewer.may("files.edit", row.agency):
        raise Forbidden("files.edit")
    with transaction.atomic():
        _take_away(row, viewer, now, reason)


def held(*, viewer: Viewer) -> tuple[Held, ...]:
    """Return the contents that are not served, as far as files of agencies that the viewer reaches show them."""
    blobs = Blob.objects.exclude(state=State.READY).order_by("-stored_at").prefetch_related("files")[:500]
    found = []
    for blob in blobs:
        rows = [row for row in blob.files.all() if row.removed_at is None and viewer.may("files.view", row.agency)]
        if rows:
            names = tuple(row.name for row in rows)
            state = State(blob.state)
            found.append(Held(blob.sha256, state, blob.finding, blob.size, blob.media_type, blob.stored_at, names))
    return tuple(found)


def release(*, sha256: str, viewer: Viewer, reason: str) -> None:
    """Let a held content be served, although the scanner did not say that it may."""
    blob, rows = _held(sha256, viewer)
    if blob.state == State.DAMAGED:
        raise Conflict(
            N_("What is damaged cannot be released."),
            remedy=N_("Send the same file again, or restore it from a backup."),
        )
    with transaction.atomic():
        before = {"state": blob.state, "finding": blob.finding}
        if not preparing.settle(blob, State.READY, blob.finding, viewer.name or viewer.id):
            raise access.missing()
        for row in rows:
            audit.record(
                verb="files.file.released",
                thing=f"file:{row.id}",
                agency=row.agency,
                before=before,
                after={"state": State.READY.value},
                reason=clean(reason),
            )


def discard(*, sha256: str, viewer: Viewer, now: datetime, reason: str) -> None:
    """Remove every file that shows a held content."""
    _blob, rows = _held(sha256, viewer)
    with transaction.atomic():
        for row in rows:
            _take_away(row, viewer, now, reason)


def _take_away(row: File, viewer: Viewer, now: datetime, reason: str) -> None:
    gone = {"removed_at": now, "removed_by": viewer.name[:120] or viewer.id}
    if File.objects.filter(pk=row.pk, removed_at__isnull=True).update(**gone) and row.owner_kind:
        reading.forget(row, now, clean(reason))


def _held(sha256: str, viewer: Viewer) -> tuple[Blob, list[File]]:
    """Return a held content and the files that show it, if the viewer may decide for all their agencies."""
    blob = Blob.objects.exclude(state=State.READY).filter(pk=sha256).first()
    if blob is None:
        raise access.missing()
    rows = list(File.objects.filter(blob=blob, removed_at__isnull=True))
    if not rows:  # nobody's any more: there is nothing to decide, and nobody whose right would decide it
        raise access.missing()
    if not all(viewer.may("files.edit", row.agency) for row in rows):
        raise Forbidden("files.edit")
    return blob, rows
