"""Exports for machines: ask, look, fetch the file at /files/<id>/."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema
from pydantic import Field

from honglam.engines.register import api
from honglam.engines.register.contracts.exports import Export, ExportState, Form
from honglam.kit.access import signed_in, viewer_of

router = Router()
# Pydantic has a `register` of its own, so the parameter is called otherwise here.
Name = Annotated[str, Path(alias="register", description="Id of the register", max_length=40)]


class ExportIn(Schema):
    """What is wanted."""

    form: Form
    search: str = Field(default="", description="Filters, as the address of the list has them.")
    personal: bool = Field(default=False, description="With personal data; needs the right and a reason.")
    reason: str = Field(default="", max_length=1000, description="What personal data are needed for.")


class ExportOut(Schema):
    """How an export stands."""

    id: int = Field(description="Its number.")
    form: Form
    state: ExportState
    personal: bool = Field(description="Personal data stand in it unmasked.")
    rows: int = Field(description="Records that are in it.")
    size: int = Field(description="Of the file, in bytes.")
    file: UUID | None = Field(description="Fetch it at `/files/<file>/`.")
    asked_at: datetime = Field(description="When it was asked for.")
    until: datetime | None = Field(description="When the file is removed.")
    note: str = Field(description="Why it failed.")


@router.post("/{register}/exports", response={202: ExportOut}, summary="Ask for an export")
@signed_in
def ask(request: HttpRequest, name: Name, wanted: ExportIn) -> tuple[int, Export]:
    """Ask for a file of records; a job writes it."""
    made = api.exports.ask(register=name, viewer=viewer_of(request), now=timezone.now(), **wanted.dict())
    return 202, made


@router.get("/{register}/exports", response=list[ExportOut], summary="One's own exports")
@signed_in
def listed(request: HttpRequest, name: Name) -> list[Export]:
    """Return one's own exports of a register, the newest first."""
    return list(api.exports.listed(register=name, viewer=viewer_of(request)))


@router.get("/exports/{int:export}", response=ExportOut, summary="One export")
@signed_in
def one(request: HttpRequest, export: int) -> Export:
    """Return how an export stands."""
    return api.exports.export(export=export, viewer=viewer_of(request))
