"""The door of field reports, by subject."""

from __future__ import annotations

from honglam.packs.fieldreports.api import handling, texts
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
    "case_changed",
    "case_closed",
    "case_reopened",
    "flags_of",
    "handling",
    "near",
    "procedure",
    "submit",
    "support",
    "texts",
]
