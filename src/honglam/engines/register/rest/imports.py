"""Imports for machines: send a file, look at what was found, say what is meant, let it be written, undo it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import File, Path, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.engines.register import api
from honglam.engines.register.contracts.imports import (
    Column,
    Counts,
    Days,
    Decimals,
    How,
    Import,
    ImportState,
    Report,
    WrongCell,
)
from honglam.kit.access import signed_in, viewer_of

router = Router()
# Pydantic has a `register` of its own, so the parameter is called otherwise here.
Name = Annotated[str, Path(alias="register", description="Id of the register", max_length=40)]
Number = Annotated[int, Path(alias="import", description="Number of the import", ge=1, le=2**62)]


class ColumnIn(Schema):
    """Into which field a column goes."""

    at: int = Field(description="Number of the column, from 0.", ge=0, le=10_000)
    field: str = Field(default="", max_length=48, description="Name of the field; empty leaves the column out.")
    decimals: Decimals = Field(default=Decimals.COMMA, description="How it writes decimals.")
    days: Days = Field(default=Days.DAY_FIRST, description="How it writes days.")


class MatchIn(Schema):
    """How a file is meant."""

    table: int = Field(default=0, description="Number of the sheet, from 0.", ge=0, le=1000)
    columns: list[ColumnIn] = Field(default=[], description="What was found is taken where nothing is said.")


class DecideIn(Schema):
    """What is to be written."""

    all_or_nothing: bool = Field(default=False, description="Nothing is written unless every row is good.")


class ColumnOut(Schema):
    """A column of the file, as it was matched."""

    at: int = Field(description="Number of the column, from 0.")
    heading: str = Field(description="As it stands in the file.")
    field: str = Field(description="Name of the field; empty when it is left out.")
    how: How = Field(description="How that was found.")
    decimals: Decimals = Field(description="How it writes decimals.")
    days: Days = Field(description="How it writes days.")
    sample: list[str] = Field(description="The first values.")


class TableOut(Schema):
    """A table of the file."""

    name: str = Field(description="Of the sheet or layer.")
    rows: int = Field(description="Rows with headings; 0 while nobody counted.")
    columns: list[ColumnOut] = Field(description="Its columns.")
    encoding: str = Field(description="How its letters are written.")


class CountsOut(Schema):
    """What becomes of rows."""

    rows: int = Field(description="Rows with values.")
    new: int = Field(description="Records that are made.")
    changed: int = Field(description="Records that are changed.")
    same: int = Field(description="Rows that say what the register says.")
    refused: int = Field(description="Rows that are wrong.")


class WrongOut(Schema):
    """A value that cannot be kept."""

    row: int = Field(description="As a spreadsheet numbers it, from 1.")
    column: str = Field(description="Heading of the column.")
    field: str = Field(description="Name of the field.")
    text: str = Field(description="What stands there.")
    detail: str = Field(description="What is wrong, and what to do.")


class ImportOut(Schema):
    """How an import stands."""

    id: int = Field(description="Its number.")
    name: str = Field(description="Of the file.")
    state: ImportState = Field(description="Where it stands.")
    table: int = Field(description="Number of the sheet that is imported.")
    tables: list[TableOut] = Field(description="What was found in the file.")
    counts: CountsOut = Field(description="Of the dry run; of what was written once it is done.")
    wrong: list[WrongOut] = Field(description="The first values that cannot be kept.")
    report: UUID | None = Field(description="The copy of the file with its mistakes: `/files/<report>/`.")
    act: int | None = Field(description="Number of the act that wrote it.")
    detail: str = Field(description="Why it failed.")
    sent_at: datetime = Field(description="When it was sent.")


@router.post("/{register}/imports", response={202: ImportOut}, summary="Send a file to be imported")
@signed_in
def send(request: HttpRequest, name: Name, file: Annotated[UploadedFile, File()]) -> Status[dict[str, Any]]:
    """Keep a file and have it read; nothing is written before it is matched and decided on."""
    viewer = viewer_of(request)
    made = api.imports.send(
        register=name, source=file.chunks(), name=file.name or "", viewer=viewer, now=timezone.now()
    )
    return Status(202, _told(made, Report(counts=Counts())))


@router.get("/{register}/imports", response=list[ImportOut], summary="Imports into a register")
@signed_in
def listed(request: HttpRequest, name: Name) -> list[dict[str, Any]]:
    """Return the newest imports that one may know of."""
    found = api.imports.listed(register=name, viewer=viewer_of(request))
    return [_told(each, Report(counts=each.counts)) for each in found]


@router.get("/{register}/imports/{import}", response=ImportOut, summary="One import")
@signed_in
def one(request: HttpRequest, name: Name, number: Number) -> dict[str, Any]:
    """Return how an import stands, and what is wrong with its rows."""
    return _told(*_found(request, name, number))


@router.post("/{register}/imports/{import}/match", response={202: ImportOut}, summary="Match the columns of an import")
@signed_in
def match(request: HttpRequest, name: Name, number: Number, wanted: MatchIn) -> Status[dict[str, Any]]:
    """Say which column is which field; every row is then looked at, and nothing written."""
    found, _report = _found(request, name, number)
    table = found.tables[wanted.table] if wanted.table < len(found.tables) else None
    chosen = {each.at: Column(heading="", how=How.HAND, **each.dict()) for each in wanted.columns}
    columns = [chosen.get(each.at, each) for each in table.columns] if table else ()
    made = api.imports.match(
        number=number, table=wanted.table, columns=columns, viewer=viewer_of(request), now=timezone.now()
    )
    return Status(202, _told(made, Report(counts=Counts())))


@router.post("/{register}/imports/{import}/decide", response={202: ImportOut}, summary="Let an import be written")
@signed_in
def decide(request: HttpRequest, name: Name, number: Number, wanted: DecideIn) -> Status[dict[str, Any]]:
    """Write the good rows, or all; where the register asks for it, somebody else than who sent the file does this."""
    _found(request, name, number)
    made = api.imports.decide(number=number, all_or_nothing=wanted.all_or_nothing, viewer=viewer_of(request))
    return Status(202, _told(made, Report(counts=made.counts)))


@router.post("/{register}/imports/{import}/undo", response=ImportOut, summary="Undo a whole import")
@signed_in
def undo(request: HttpRequest, name: Name, number: Number) -> dict[str, Any]:
    """Take back all that an import wrote and nobody has changed since."""
    _found(request, name, number)
    api.imports.undo(number=number, viewer=viewer_of(request), now=timezone.now())
    return _told(*_found(request, name, number))


@router.delete("/{register}/imports/{import}", response={204: None}, summary="Throw an import away")
@signed_in
def discard(request: HttpRequest, name: Name, number: Number) -> Status[None]:
    """Throw an import away that has not written anything, with its file."""
    _found(request, name, number)
    api.imports.discard(number=number, viewer=viewer_of(request), now=timezone.now())
    return Status(204, None)


def _found(request: HttpRequest, register: str, number: int) -> tuple[Import, Report]:
    found = api.imports.find(number=number, viewer=viewer_of(request))
    if found[0].register != register:
        raise Missing(N_("There is no such import."))
    return found


def _told(found: Import, report: Report) -> dict[str, Any]:
    words = (gettext(text) for text in (found.note, found.remedy) if text)
    return {
        "id": found.id,
        "name": found.name,
        "state": found.state,
        "table": found.table,
        "tables": found.tables,
        "counts": found.counts,
        "wrong": [_wrong(each) for each in report.wrong],
        "report": found.report,
        "act": found.act,
        "detail": " ".join(words) % found.params,
        "sent_at": found.sent_at,
    }


def _wrong(cell: WrongCell) -> dict[str, Any]:
    whole = " ".join(gettext(text) for text in (cell.message, cell.remedy) if text)
    said = whole % cell.params if cell.params else whole
    return {"row": cell.row, "column": cell.column, "field": cell.field, "text": cell.text, "detail": said}
