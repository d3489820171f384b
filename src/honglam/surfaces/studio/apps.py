"""The studio as a room."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import RoomConfig
from honglam.kit.nav import Entry, Text


class StudioConfig(RoomConfig):
    """Packs, jobs, calendar and health at a glance."""

    name = "honglam.surfaces.studio"
    label = "studio"
    rights: Mapping[str, Text] = {"studio.view": _("Open the studio")}
    menu = (
        Entry("studio", "studio:home", _("Home"), "home", permission="studio.view", order=0),
        Entry("studio", "studio:packs", _("Packs"), "package", permission="studio.view", order=10),
        Entry("studio", "studio:health", _("Health"), "heartbeat", permission="studio.view", order=20),
        Entry("studio", "studio:backups", _("Backups"), "database", permission="studio.view", order=25),
    )
