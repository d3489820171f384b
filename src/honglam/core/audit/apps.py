"""The ledger as a room."""

from __future__ import annotations

from honglam.kit.apps import RoomConfig


class AuditConfig(RoomConfig):
    """The record of every change and of every reading of personal data."""

    name = "honglam.core.audit"
    label = "audit"
