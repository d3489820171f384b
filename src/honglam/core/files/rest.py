"""Files for machines: /api/v1/files/. Large files go in parts by tus, at /files/uploads/."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.files import api
from honglam.core.files.contracts import Owner, Preview, State, StoredFile, read_id
from honglam.core.files.giving import BY_OWNER, give
from honglam.core.files.tables import FILES
from honglam.kit import tables
from honglam.kit.access import public, signed_in, viewer_of

router = Router(tags=["files"])
tables.route(router, FILES, api.files, summary="The files of the agencies that you reach")


class FileOut(Schema):
    """A file."""

    id: UUID = Field(description="Its id")
    name: str = Field(description="As it was sent, made safe")
    media_type: str = Field(description="As its content says")
    size: int = Field(description="Bytes")
    sha256: str = Field(description="Hash of the content, hexadecimal")
    owner_kind: str = Field(description="Kind of what it belongs to; empty for a draft")
    owner_id: str = Field(description="Id of what it belongs to")
    agency: str = Field(description="Path of the agency")
    label: str = Field(description="What it is for")
    uploaded_at: datetime = Field(description="When it was received")
    state: State = Field(description="How its content stands; only a ready one is given out")
    preview: Preview = Field(description="Whether there are pictures of it")
    pages: int = Field(description="Number of pictures")

    @staticmethod
    def of(found: StoredFile) -> FileOut:
        """Return what machines see of a file."""
        own = {name: getattr(found, name) for name in FileOut.model_fields if not name.startswith("owner_")}
        owner = found.owner or Owner("", "")
        return FileOut(**own, owner_kind=owner.kind, owner_id=owner.id)


class SendIn(Schema):
    """Where a file belongs."""

    use: str = Field("", max_length=60, description="A declared place for files; says what is taken")
    owner_kind: str = Field("", max_length=60, description="Kind of what it belongs to; empty makes a draft for a day")
    owner_id: str = Field("", max_length=120, description="Id of what it belongs to")
    label: str = Field("", max_length=60, description="What it is for, in the words of the room")


class OwnerIn(Schema):
    """What files belong to."""

    owner_kind: str = Field(max_length=60, description="Kind of owner")
    owner_id: str = Field(max_length=120, description="Id of the owner")


class RemoveIn(Schema):
    """Why a file goes."""

    reason: str = Field("", max_length=200, description="Kept in the ledger")


@router.post("/", response={201: FileOut}, summary="Send a file")
@signed_in
def send(
    request: HttpRequest,
    said: Annotated[SendIn, Form()],
    file: Annotated[UploadedFile | None, File(description="The file")] = None,
) -> Status[FileOut]:
    """Send a whole file, as a draft or for something that exists. It is examined before it is kept."""
    viewer = viewer_of(request)
    if file is None:
        raise Refusal(N_("Choose a file."), field="file")
    if bool(said.owner_kind) != bool(said.owner_id):
        raise Refusal(N_("An owner has a kind and an id."), field="owner_id")
    stored = api.store(
        source=file.chunks(),
        name=file.name or "",
        owner=Owner(said.owner_kind, said.owner_id) if said.owner_kind else None,
        agency=viewer.agency,
        viewer=viewer,
        now=timezone.now(),
        use=said.use,
        label=said.label,
    )
    return Status(201, FileOut.of(stored))


@router.get("/of", response=list[FileOut], summary="The files of one owner")
@public(BY_OWNER)
def files_of(request: HttpRequest, asked: Query[OwnerIn]) -> list[FileOut]:
    """Return the files of an owner that you may see, the oldest first."""
    owner = Owner(asked.owner_kind, asked.owner_id)
    return [FileOut.of(found) for found in api.list_of(owner=owner, viewer=viewer_of(request))]


@router.get("/{file_id}", response=FileOut, summary="What is known of a file")
@public(BY_OWNER)
def describe(request: HttpRequest, file_id: str) -> FileOut:
    """Return what is known of a file whose owner you may see."""
    return FileOut.of(api.describe(file_id=read_id(file_id), viewer=viewer_of(request)))


@router.get("/{file_id}/content", response={200: bytes, 206: bytes}, summary="What is in a file")
@public(BY_OWNER)
def content(request: HttpRequest, file_id: str) -> HttpResponseBase:
    """Return the content, or the part that `Range` asks for; `ETag` is the hash."""
    return give(request, api.open(file_id=read_id(file_id), viewer=viewer_of(request)), inline=False)


@router.delete("/{file_id}", response={204: None}, summary="Remove a file")
@signed_in
def remove(request: HttpRequest, file_id: str, said: Query[RemoveIn]) -> HttpResponse:
    """Remove a file of something that you may change."""
    api.remove(file_id=read_id(file_id), viewer=viewer_of(request), now=timezone.now(), reason=said.reason)
    return HttpResponse(status=204)
