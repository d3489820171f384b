"""Communes as a room; `pack.toml` says the rest."""

from __future__ import annotations

from honglam.kit.apps import PackConfig


class CommunesConfig(PackConfig):
    """The pack."""

    name = "honglam.packs.communes"
    label = "communes"
    loads_after = ("places", "search")

    def ready(self) -> None:
        """Let the communes be found from every page."""
        super().ready()
        from honglam.core.search.hooks import SOURCES  # noqa: PLC0415  (models are ready only now)
        from honglam.packs.communes import searching  # noqa: PLC0415

        SOURCES.register(searching.SOURCE)

    def load_defaults(self) -> None:
        """Index the communes: the rooms below have just loaded them."""
        from honglam.core.search import api as search  # noqa: PLC0415  (models are ready only now)

        search.rebuild(source="communes")
