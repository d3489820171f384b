"""The board as a room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import RoomConfig
from honglam.kit.nav import Entry


class BoardConfig(RoomConfig):
    """The home of the surface."""

    name = "honglam.surfaces.board"
    label = "board"
    menu = (Entry("board", "board:home", _("Home"), "home", order=0),)
