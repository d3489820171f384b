"""The desk as a room."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import RoomConfig
from honglam.kit.nav import Entry, Text


class DeskConfig(RoomConfig):
    """The home of the surface."""

    name = "honglam.surfaces.desk"
    label = "desk"
    verbose_name = _("Desk")
    rights: Mapping[str, Text] = {"desk.view": _("Work at the desk")}
    menu = (Entry("desk", "desk:home", _("Home"), "home", order=0),)
