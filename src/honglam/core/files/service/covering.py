"""Hiding parts of a picture: a detector proposes, a person decides, a copy without these pixels is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.files import sandbox, stores, workshop
from honglam.core.files.contracts import Box, Hiding, Owner
from honglam.core.files.models import File, Hidden
from honglam.core.files.service import access, reading, storing
from honglam.core.files.workshop import Limits

_MOST = 200  # boxes of one picture
_NAME = "picture.webp"  # not that of the original: people's names stand in names of files
_LIMITS = Limits(work=20, wait=30)


def hiding(*, file_id: UUID, viewer: Viewer) -> Hiding:
    """Return what of a picture is hidden, or proposed; a detector that fails proposes nothing."""
    row = _picture(file_id, viewer)
    found = Hidden.objects.filter(file=row).first()
    if found is None:
        with _at_hand(row) as (path, folder):
            made = workshop.run(sandbox.FIND, path, folder=folder, limits=_LIMITS)
        Hidden.objects.bulk_create([Hidden(file=row, boxes=made.get("boxes", []))], ignore_conflicts=True)
        found = Hidden.objects.get(file=row)
    return _shown(found)


def hidings(*, file_ids: tuple[UUID, ...], viewer: Viewer) -> dict[UUID, Hiding]:
    """Return what is known of some pictures that the viewer may read."""
    rows = Hidden.objects.filter(file__in=file_ids, file__removed_at__isnull=True).select_related("file")
    return {row.file_id: _shown(row) for row in rows if access.may_read(row.file, viewer)}


def hide(*, file_id: UUID, boxes: tuple[Box, ...], owner: Owner, viewer: Viewer, now: datetime) -> Hiding:
    """Store the picture that others may see, in place of the one made before."""
    row = _picture(file_id, viewer)
    if not access.may_write(row, viewer):
        raise Forbidden
    _check(boxes)
    with _at_hand(row) as (path, folder):
        (folder / "boxes.json").write_text(json.dumps([asdict(box) for box in boxes]), encoding="utf-8")
        if not workshop.run(sandbox.COVER, path, folder=folder, limits=_LIMITS).get("covered"):
            raise Refusal(
                N_("“%(name)s” could not be read, so nothing was hidden in it."),
                remedy=N_("Leave it out of what everybody sees."),
                params={"name": row.name},
            )
        content = (folder / "picture").read_bytes()
    with transaction.atomic():
        File.objects.select_for_update().get(pk=row.pk)  # of two who save at once the later one holds
        before = Hidden.objects.filter(file=row).first()
        made = storing.store(
            source=content, name=_NAME, owner=owner, agency=row.agency, viewer=viewer, now=now, label="hidden"
        )
        facts = {"boxes": [asdict(box) for box in boxes], "looked_by": viewer.name[:120] or viewer.id, "looked_at": now}
        found, _new = Hidden.objects.update_or_create(file=row, defaults={**facts, "result_id": made.id})
        if before is not None and before.result_id:
            reading.remove(file_id=before.result_id, viewer=viewer, now=now, reason="hidden anew")
        after = {"boxes": len(boxes), "result": str(made.id)}
        audit.record(verb="files.picture.hidden", thing=f"file:{row.id}", agency=row.agency, after=after)
    return _shown(found)


def _picture(file_id: UUID, viewer: Viewer) -> File:
    row = access.readable(file_id, viewer)
    if not row.media_type.startswith("image/"):
        raise Refusal(N_("“%(name)s” is no picture."), params={"name": row.name})
    return row


@contextmanager
def _at_hand(row: File) -> Iterator[tuple[Path, Path]]:
    """Give the content as a file, and a folder to work in."""
    blob = reading.served(row)
    with (
        TemporaryDirectory(dir=stores.incoming()) as folder,
        stores.local(stores.blob_key(blob.sha256), suffix=f".{blob.ending}") as path,
    ):
        yield path, Path(folder)


def _check(boxes: tuple[Box, ...]) -> None:
    if len(boxes) > _MOST:
        raise Refusal(N_("At most %(most)d parts of a picture can be hidden."), field="boxes", params={"most": _MOST})
    for box in boxes:
        inside = 0 <= box.left <= 1 and 0 <= box.top <= 1 and 0 < box.width <= 1 and 0 < box.height <= 1
        if not inside or box.left + box.width > 1.001 or box.top + box.height > 1.001:
            raise Refusal(N_("A box lies outside of the picture."), field="boxes", remedy=N_("Draw it again."))


def _shown(found: Hidden) -> Hiding:
    boxes = tuple(Box(**box) for box in found.boxes)
    return Hiding(found.file_id, boxes, found.looked_by, found.looked_at, found.result_id)
