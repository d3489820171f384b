"""The board as a room."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import RoomConfig
from honglam.kit.nav import Entry, Text
from honglam.kit.tiles import TILES, Tile


class BoardConfig(RoomConfig):
    """The home of the surface."""

    name = "honglam.surfaces.board"
    label = "board"
    verbose_name = _("Board")
    rights: Mapping[str, Text] = {"board.view": _("Open the board")}

    def ready(self) -> None:
        """Offer the figure that says whether the platform itself is in order."""
        from honglam.surfaces.board import measures  # noqa: PLC0415  (translations are ready only now)

        TILES.register(
            Tile("board.platform", "board", _("Parts of the platform in order"), measures.platform, order=10)
        )

    menu = (Entry("board", "board:home", _("Home"), "home", order=0),)
