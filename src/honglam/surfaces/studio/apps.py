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
    verbose_name = _("Studio")
    rights: Mapping[str, Text] = {"studio.view": _("Open the studio")}
    # What the operator's commands write; the page of backups shows it.
    verbs: Mapping[str, Text] = {
        "backup.made": _("A backup was made"),
        "backup.restored": _("A backup was restored"),
        "backup.drilled": _("A backup was tried out"),
    }
    menu = (
        Entry("studio", "studio:home", _("Home"), "home", permission="studio.view", order=0),
        Entry("studio", "studio:packs", _("Packs"), "package", permission="studio.view", order=10),
        Entry("studio", "studio:health", _("Health"), "heartbeat", permission="studio.view", order=20),
        Entry("studio", "studio:backups", _("Backups"), "database", permission="studio.view", order=25),
    )
