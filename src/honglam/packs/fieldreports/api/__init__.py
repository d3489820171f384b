"""The door of field reports, by subject."""

from __future__ import annotations

from honglam.packs.fieldreports.api import board, crew, handling, texts
from honglam.packs.fieldreports.api.reporting import (
    case_changed,
    case_closed,
    case_reopened,
    flags_of,
    near,
    procedure,
    submit,
    support,
)

__all__ = [
    "board",
    "case_changed",
    "case_closed",
    "case_reopened",
    "crew",
    "flags_of",
    "handling",
    "near",
    "procedure",
    "submit",
    "support",
    "texts",
]
