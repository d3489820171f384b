"""Who may read and change a file: whoever may read and change what it belongs to."""

from __future__ import annotations

from uuid import UUID

from honglam.base.access import Kind, Viewer
from honglam.base.errors import Forbidden, Missing, SignInNeeded
from honglam.base.words import N_
from honglam.core.files.contracts import Owner, Preview, State, StoredFile
from honglam.core.files.hooks import OWNERS, OwnerKind
from honglam.core.files.models import File


def held(file_id: UUID) -> File:
    """Return the row of a file that was not removed.

    Raises:
        Missing: there is none.
    """
    row = File.objects.select_related("blob").filter(pk=file_id, removed_at__isnull=True).first()
    if row is None:
        raise missing()
    return row


def readable(file_id: UUID, viewer: Viewer) -> File:
    """Return the row of a file that the viewer may read.

    Raises:
        SignInNeeded: nobody is signed in, and it is not for everybody.
        Missing: there is none, or the viewer may not know of it.
    """
    row = held(file_id)
    if not may_read(row, viewer):
        raise missing() if viewer.known else SignInNeeded()
    return row


def writable(file_id: UUID, viewer: Viewer) -> File:
    """Return the row of a file that the viewer may remove.

    Raises:
        SignInNeeded, Missing: as `readable`.
        Forbidden: the viewer may read it only.
    """
    row = readable(file_id, viewer)
    if not may_write(row, viewer):
        raise Forbidden
    return row


def may_read(row: File, viewer: Viewer) -> bool:
    """Tell whether a viewer may read a file; nobody may when the room of its owner is gone."""
    if viewer.kind is Kind.SYSTEM:
        return True
    kind = kind_of(row)
    return kind.may_read(viewer, row.owner_id) if kind else _is_own_draft(row, viewer)


def may_write(row: File, viewer: Viewer) -> bool:
    """Tell whether a viewer may remove a file."""
    if viewer.kind is Kind.SYSTEM:
        return True
    kind = kind_of(row)
    return kind.may_write(viewer, row.owner_id) if kind else _is_own_draft(row, viewer)


def check_write(owner: Owner, viewer: Viewer) -> None:
    """Raise unless the viewer may add files to this owner.

    Raises:
        Missing: there are no such owners.
        Forbidden: they may not.
    """
    kind = OWNERS.get(owner.kind)
    if kind is None:
        raise Missing(N_("Nothing of this kind has files."))
    if viewer.kind is not Kind.SYSTEM and not kind.may_write(viewer, owner.id):
        raise Forbidden


def kind_of(row: File) -> OwnerKind | None:
    """Return the kind of what a file belongs to; None for a draft, or when its room is gone."""
    return OWNERS.get(row.owner_kind)


def missing() -> Missing:
    """Return the refusal of a file that is not there, or not for this viewer."""
    return Missing(N_("There is no such file, or it was removed."))


def shown(row: File) -> StoredFile:
    """Return what others see of a row."""
    blob = row.blob
    return StoredFile(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.blob_id or "",
        owner=Owner(row.owner_kind, row.owner_id) if row.owner_kind else None,
        agency=row.agency,
        label=row.label,
        uploaded_by=row.uploaded_by,
        uploaded_name=row.uploaded_name,
        uploaded_at=row.uploaded_at,
        state=State(blob.state) if blob else State.DAMAGED,
        preview=Preview(blob.preview) if blob else Preview.NONE,
        pages=blob.pages if blob else 0,
        has_text=bool(blob and blob.has_text),
    )


def _is_own_draft(row: File, viewer: Viewer) -> bool:
    return row.owner_kind == "" and viewer.known and row.uploaded_by == viewer.id
