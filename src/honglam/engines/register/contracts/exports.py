"""The words of exports: records that somebody takes away as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Form(StrEnum):
    """In which form records are taken away."""

    XLSX = "xlsx"  # for people: titles and words
    CSV = "csv"  # for machines: names and values, RFC 4180, UTF-8
    GEOJSON = "geojson"  # RFC 7946
    PARQUET = "parquet"  # GeoParquet 1.1 where there is a geometry
    PACKAGE = "datapackage"  # Frictionless Data Package, zipped: schema, records, repeated groups


class ExportState(StrEnum):
    """How an export stands."""

    WAITING = "waiting"
    WRITING = "writing"
    READY = "ready"
    FAILED = "failed"
    GONE = "gone"  # the file was removed when its time was over


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One export.

    Attributes:
        id: its number.
        register: id of the register.
        title: of the register.
        form: of the file.
        state: how it stands.
        asked_at: when somebody asked for it.
        who_name: who did.
        reason: what they need it for; empty when nothing personal is in it.
        personal: personal data stand in it unmasked.
        search: the filters of the list, as its address has them.
        rows: records that are in it.
        size: of the file in bytes.
        file: of core/files; None until it is ready.
        until: when the file is removed.
        job: the job that writes it.
        note: why it failed, as a msgid.
    """

    id: int
    register: str
    title: str
    form: Form
    state: ExportState
    asked_at: datetime
    who_name: str = ""
    reason: str = ""
    personal: bool = False
    search: str = ""
    rows: int = 0
    size: int = 0
    file: UUID | None = None
    until: datetime | None = None
    job: int | None = None
    note: str = ""
