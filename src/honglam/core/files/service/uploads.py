"""Uploads in parts: each part that arrived stays, through a cut line and a restart, until the file is whole.

What a token names may be gone on with by who began it; for somebody who is not signed in the token alone is the right.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import OperationalError, transaction
from django.db.models import Sum

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal, SignInNeeded
from honglam.base.ids import RANDOM_BYTES, uuid7
from honglam.base.words import N_
from honglam.core.files import stores
from honglam.core.files.contracts import StoredFile, Transfer
from honglam.core.files.models import File, Upload
from honglam.core.files.names import safe_name
from honglam.core.files.service import access, storing
from honglam.kit.uploads import TooLarge

LASTS = timedelta(days=1)
MOST_AT_ONCE = 50
MOST_BYTES_AT_ONCE = 4 * 1024**3
ALGORITHMS = ("sha1", "sha256", "md5")


class Locked(Refusal):
    """Another request is writing to the same upload."""

    status: ClassVar[int] = 423
    code = "locked-upload"

    def __init__(self) -> None:
        super().__init__(N_("This upload is being written to by another request."), remedy=N_("Wait a moment."))


class Mismatch(Refusal):
    """A part is not what its checksum says (tus: 460)."""

    status: ClassVar[int] = 460
    code = "checksum"

    def __init__(self) -> None:
        super().__init__(N_("A part of the file was changed on its way."), remedy=N_("Send this part once more."))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, and from which network address."""

    viewer: Viewer
    address: str


def _signer() -> Signer:
    return Signer(salt="files.upload", sep=".")


def token_of(upload_id: UUID) -> str:
    """Return the token of an upload, or of the draft that it became."""
    return str(_signer().sign(upload_id.hex))


def begin(*, name: str, length: int, use: str, sender: Sender, now: datetime) -> Transfer:
    """Make room for a file that will come in parts."""
    declared = storing.use_of(use)
    if not sender.viewer.known and not declared.anonymous:
        raise SignInNeeded
    most = storing.limits(use).most_bytes
    if length > most:
        raise TooLarge(most)
    _check_share(sender, length, now)
    row = Upload.objects.create(
        id=uuid7(now=now, random=secrets.token_bytes(RANDOM_BYTES)),
        name=safe_name(name),
        use=use,
        length=length,
        by=sender.viewer.id,
        address="" if sender.viewer.known else sender.address,
        expires_at=now + LASTS,
    )
    return _shown(row)


def state(*, token: str, viewer: Viewer, now: datetime) -> Transfer:
    """Return how far an upload is; one whose end was cut off is finished now."""
    row = _row(token, viewer, now)
    if row.offset == row.length and row.file is None:
        return _finish(row, viewer, now)
    return _shown(row)


def append(  # noqa: PLR0913  (what tus sends)
    *, token: str, offset: int, pieces: Iterable[bytes], viewer: Viewer, now: datetime, checksum: str = ""
) -> Transfer:
    """Add a part at `offset`; the last one makes the file."""
    row = _row(token, viewer, now)
    if offset != row.offset:
        raise _elsewhere()
    with stores.draft(_at_most(pieces, row.length - offset)) as (path, sha256, size):
        if checksum:
            _check(checksum, sha256, stores.pieces_of(path))
        row = _added(row.pk, offset, path, size)
    return _finish(row, viewer, now) if row.offset == row.length else _shown(row)


def end(*, token: str, viewer: Viewer, now: datetime) -> None:
    """Throw an upload away, and the draft that it may have become."""
    row = _row(token, viewer, now)
    with transaction.atomic():
        File.objects.filter(pk=row.pk, owner_kind="").delete()
        row.delete()
    stores.delete_tree(f"parts/{row.pk}")


def draft(*, token: str, viewer: Viewer) -> StoredFile:
    """Return the draft that a token names."""
    row = File.objects.select_related("blob").filter(pk=_id(token), removed_at__isnull=True).first()
    if row is None or row.uploaded_by != viewer.id:
        raise storing.draft_is_gone()
    return access.shown(row)


def _row(token: str, viewer: Viewer, now: datetime) -> Upload:
    row = Upload.objects.filter(pk=_id(token), expires_at__gt=now).first()
    if row is None or row.by != viewer.id:
        raise _gone()
    return row


def _gone() -> Missing:
    return Missing(N_("This upload has run out, or never was."), remedy=N_("Choose the file again."))


def _id(token: str) -> UUID:
    try:
        return UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError):
        raise _gone() from None


def _added(upload_id: UUID, offset: int, path: Path, size: int) -> Upload:
    """Store a part and count it, in this order: what is counted is there."""
    try:
        with transaction.atomic():
            row = Upload.objects.select_for_update(nowait=True).filter(pk=upload_id).first()
            if row is None:
                raise _gone()
            if row.offset != offset:
                raise _elsewhere()
            if size:
                stores.put(stores.part_key(str(row.pk), offset), path)
                row.parts = [*row.parts, offset]
                row.offset += size
                row.save(update_fields=["parts", "offset"])
            return row
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == "55P03":
            raise Locked from None
        raise


def _finish(row: Upload, viewer: Viewer, now: datetime) -> Transfer:
    """Join the parts into a draft. What is refused is thrown away; whatever else fails can be tried again."""
    try:
        with transaction.atomic():
            held = Upload.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
            if held is None:  # another request was refused the same whole, or threw it away
                raise _gone()
            row = held
            if row.file is None:
                stored = storing.store(
                    source=_joined(row),
                    name=row.name,
                    owner=None,
                    agency=viewer.agency,
                    viewer=viewer,
                    now=now,
                    use=row.use,
                    file_id=row.pk,
                )
                row.file = stored.id
                row.save(update_fields=["file"])
    except Refusal:
        Upload.objects.filter(pk=row.pk).delete()
        stores.delete_tree(f"parts/{row.pk}")
        raise
    stores.delete_tree(f"parts/{row.pk}")
    return _shown(row)


def _joined(row: Upload) -> Iterator[bytes]:
    for offset in row.parts:
        yield from stores.stretch(stores.part_key(str(row.pk), offset))


def _shown(row: Upload) -> Transfer:
    return Transfer(token_of(row.pk), row.length, row.offset, row.expires_at, row.file)


def _elsewhere() -> Conflict:
    return Conflict(
        N_("The upload goes on at another place than this part."),
        remedy=N_("Ask where it stands and go on from there."),
    )


def _at_most(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    left = most
    for piece in pieces:
        left -= len(piece)
        if left < 0:
            raise TooLarge(most)
        yield piece


def _check(checksum: str, sha256: str, pieces: Iterable[bytes]) -> None:
    """Compare a part with what tus sends as `algorithm base64`."""
    algorithm, _space, encoded = checksum.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Refusal(
            N_("Checksums of this kind are not known here."),
            remedy=N_("Send one of: %(known)s."),
            params={"known": ", ".join(ALGORITHMS)},
        )
    try:
        wanted = base64.b64decode(encoded, validate=True).hex()
    except (binascii.Error, ValueError):
        raise Mismatch from None
    found = sha256
    if algorithm != "sha256":
        digest = hashlib.new(algorithm, usedforsecurity=False)
        for piece in pieces:
            digest.update(piece)
        found = digest.hexdigest()
    if found != wanted:
        raise Mismatch


def _check_share(sender: Sender, length: int, now: datetime) -> None:
    """Refuse somebody who fills the disk with beginnings."""
    own = {"by": sender.viewer.id} if sender.viewer.known else {"by": "", "address": sender.address}
    waiting = Upload.objects.filter(**own, file__isnull=True, expires_at__gt=now)
    bytes_waiting = waiting.aggregate(sum=Sum("length"))["sum"] or 0
    if waiting.count() >= MOST_AT_ONCE or bytes_waiting + length > MOST_BYTES_AT_ONCE:
        raise Refusal(
            N_("Too many of your uploads are under way at once."),
            remedy=N_("Finish or remove some of them first; what is not finished goes away after a day."),
            code="too-many-uploads",
        )
