"""Storing: examined before it has a name, one content for equal files, unseen until the transaction commits."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection, transaction

from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.ids import RANDOM_BYTES, uuid7
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.files import metadata, scanner, stores
from honglam.core.files.contracts import FileStored, Owner, Preview, State, StoredFile, TextReady
from honglam.core.files.examine import Limits, examine
from honglam.core.files.hooks import OWNERS, USES, Use
from honglam.core.files.kinds import ANY, Family, Format
from honglam.core.files.models import Blob, File
from honglam.core.files.names import safe_name
from honglam.core.files.service import access
from honglam.core.jobs import api as jobs

log = structlog.get_logger("honglam.files")

Source = bytes | IO[bytes] | Iterable[bytes]


def store(  # noqa: PLR0913  (each is a fact of the file)
    *,
    source: Source,
    name: str,
    owner: Owner | None,
    agency: str,
    viewer: Viewer,
    now: datetime,
    use: str = "",
    label: str = "",
    file_id: UUID | None = None,
) -> StoredFile:
    """Store a file; without an owner it is a draft."""
    name = safe_name(name)
    if owner is not None:
        access.check_write(owner, viewer)
    with ExitStack() as drafts:
        path, sha256, size = drafts.enter_context(stores.draft(_pieces(source, limits(use).most_bytes)))
        format_ = examine(path, name, limits(use))
        if (bare := _bare(path, format_, use)) is not None:
            path, sha256, size = drafts.enter_context(stores.draft([bare]))
        state, finding = _scanned(path, name, sha256)
        facts = {"size": size, "media_type": format_.media_type, "ending": format_.ending}
        with transaction.atomic():
            blob = _kept(path, sha256, facts | {"state": state, "finding": finding}, now)
            row = File(
                id=file_id or uuid7(now=now, random=secrets.token_bytes(RANDOM_BYTES)),
                blob=blob,
                name=name,
                label=label[:60],
                use=use,
                agency=agency,
                size=size,
                media_type=format_.media_type,
                uploaded_by=viewer.id,
                uploaded_name=viewer.name[:120],
                uploaded_at=now,
            )
            _name(row, owner, now)
    return access.shown(row)


def _bare(path: Path, format_: Format, use: str) -> bytes | None:
    """Return a picture without what is written beside it, when the use asks for that and something is."""
    found = USES.get(use)
    if found is None or not found.bare or format_.family is not Family.PICTURE:
        return None
    data = path.read_bytes()
    bare = metadata.strip(data, format_.inside)
    return None if bare == data else bare


def _name(row: File, owner: Owner | None, now: datetime) -> None:
    """Write the row that names a content, and tell of it when it belongs to something."""
    if owner is not None:
        check_count(owner, row.use, 1)
        row.owner_kind, row.owner_id = owner.kind, owner.id
    row.save(force_insert=True)
    if row.blob is not None:
        prepare_later(row.blob)
    if owner is not None:
        announce(row, now)


def adopt(  # noqa: PLR0913  (as above)
    *, ids: Iterable[UUID], owner: Owner, agency: str, viewer: Viewer, now: datetime, use: str = "", label: str = ""
) -> tuple[StoredFile, ...]:
    """Give drafts to their owner, which exists now."""
    access.check_write(owner, viewer)
    wanted = list(dict.fromkeys(ids))
    with transaction.atomic():
        found = {row.id: row for row in File.objects.select_for_update(of=("self",)).filter(pk__in=wanted)}
        rows = [found.get(each) for each in wanted]
        fresh = [row for row in rows if row is not None and row.owner_kind == "" and row.removed_at is None]
        check_count(owner, use, len(fresh))
        for row in rows:
            _adopt(row, owner, agency, viewer, now, use, label)
    return tuple(access.shown(row) for row in rows if row is not None)


def _adopt(  # noqa: PLR0913, PLR0917  (the facts of one file)
    row: File | None, owner: Owner, agency: str, viewer: Viewer, now: datetime, use: str, label: str
) -> None:
    if row is None or row.removed_at is not None or row.use != use:
        raise draft_is_gone()
    if (row.owner_kind, row.owner_id) == (owner.kind, owner.id):
        return  # the form was sent twice
    if row.owner_kind or row.uploaded_by != viewer.id:
        raise draft_is_gone()
    row.owner_kind, row.owner_id, row.agency, row.label = owner.kind, owner.id, agency, label[:60]
    row.save(update_fields=["owner_kind", "owner_id", "agency", "label"])
    announce(row, now)


def draft_is_gone() -> Missing:
    """Return the refusal of a draft that was cleaned up, or belongs to somebody else."""
    return Missing(
        N_("A file that was sent with this form is no longer here: files wait one day for their form."),
        remedy=N_("Choose the file again and send the form."),
    )


def limits(use: str) -> Limits:
    """Return what is taken for a use; what rooms store by themselves is limited by the installation only."""
    most = settings.UPLOAD_MAX_BYTES
    if not use:
        return Limits(ANY, most)
    found = use_of(use)
    return Limits(found.kinds, min(found.most_bytes or most, most))


def use_of(use: str) -> Use:
    """Return a declared use.

    Raises:
        Refusal: no room declares it.
    """
    found = USES.get(use)
    if found is None:
        raise Refusal(
            N_("No place for files is called “%(use)s”."),
            field="use",
            remedy=N_("Compare it with the documentation of the room."),
            params={"use": use[:60]},
        )
    return found


def check_count(owner: Owner, use: str, more: int) -> None:
    """Refuse more files than a use takes for one owner."""
    found = USES.get(use)
    if found is None:
        return
    held = File.objects.filter(owner_kind=owner.kind, owner_id=owner.id, use=use, removed_at__isnull=True).count()
    if held + more > found.most_files:
        raise Refusal(
            N_("At most %(most)d files are taken here, and %(held)d are here already."),
            remedy=N_("Remove one that is no longer needed, or put several pages into one PDF."),
            params={"most": found.most_files, "held": held},
            code="too-many-files",
        )


def announce(row: File, now: datetime) -> None:
    """Write into the ledger, and tell others, that an owner has a file."""
    after = {"name": row.name, "owner": f"{row.owner_kind}:{row.owner_id}", "size": row.size, "sha256": row.blob_id}
    owner = OWNERS.get(row.owner_kind)
    person = owner.person(row.owner_id) if owner else ""
    audit.record(verb="files.file.stored", thing=f"file:{row.id}", agency=row.agency, after=after, person=person)
    ids: dict[str, Any] = {"file": row.id, "owner_kind": row.owner_kind, "owner_id": row.owner_id, "agency": row.agency}
    jobs.publish(event=FileStored(**ids), source="/files", now=now)
    if row.blob is not None and row.blob.has_text:
        jobs.publish(event=TextReady(**ids), source="/files", now=now)


def prepare_later(blob: Blob) -> None:
    """Ask for pictures and text of a content that has none yet."""
    if blob.state == State.READY and blob.preview == Preview.WAITING:
        jobs.enqueue(name="files.prepare", arguments={"sha256": blob.sha256}, key=blob.sha256)


def hold(sha256: str) -> None:
    """Keep the clean-up away from a content until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [lock_number(sha256)])


def lock_number(sha256: str) -> int:
    """Return the number by which a content is locked."""
    return int.from_bytes(bytes.fromhex(sha256[:16]), signed=True)


def _kept(path: Path, sha256: str, facts: dict[str, Any], now: datetime) -> Blob:
    """Return the content, put where it belongs unless it lies there."""
    hold(sha256)
    made = Blob(sha256=sha256, stored_at=now, verified_at=now, **facts)
    Blob.objects.bulk_create([made], ignore_conflicts=True)
    blob = Blob.objects.get(pk=sha256)
    if blob.state == State.INFECTED:
        raise _infected(blob.finding)
    if blob.state == State.DAMAGED or not stores.has(stores.blob_key(sha256)):
        stores.put(stores.blob_key(sha256), path)
    if blob.state == State.DAMAGED:  # the good content came once more and mends the bad one
        blob.state, blob.finding, blob.verified_at = facts["state"], "", now
        blob.save(update_fields=["state", "finding", "verified_at"])
    return blob


def _scanned(path: Path, name: str, sha256: str) -> tuple[State, str]:
    if not scanner.configured():
        return State.READY, ""
    try:
        finding = scanner.scan(path)
    except scanner.Away as away:
        log.warning("scanner away", reason=str(away)[:200])
        return State.QUARANTINE, ""
    if finding:
        log.warning("infected file refused", finding=finding, sha256=sha256)
        refusal = _infected(finding)
        refusal.params = {**refusal.params, "name": name[:80]}
        raise refusal
    return State.READY, ""


def _infected(finding: str) -> Refusal:
    return Refusal(
        N_("The virus scanner found “%(finding)s” in this file. Nothing was stored."),
        remedy=N_("Do not open the file. Tell whoever looks after your computer."),
        params={"finding": finding},
        code="infected",
    )


def _pieces(source: Source, most: int) -> Iterator[bytes]:
    """Yield the content, and one piece beyond the limit at most: the examination then says that it is too large."""
    left = most + 1
    for piece in _read(source):
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return


def _read(source: Source) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
    elif hasattr(source, "read"):
        while piece := source.read(stores.PIECE):
            yield piece
    else:
        yield from source
