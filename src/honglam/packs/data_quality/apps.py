"""Data quality as a room; `pack.toml` says the rest."""

from __future__ import annotations

from honglam.kit.apps import PackConfig


class DataQualityConfig(PackConfig):
    """The pack."""

    name = "honglam.packs.data_quality"
    label = "data_quality"
    loads_after = ("case", "register", "identity")

    def ready(self) -> None:
        """Offer who mends, what ends the work, and the figure of the board."""
        super().ready()
        from honglam.core.jobs.hooks import SUBSCRIBERS  # noqa: PLC0415  (models are ready only now)
        from honglam.engines.case.hooks import HANDLERS  # noqa: PLC0415
        from honglam.engines.register.hooks import MENDERS  # noqa: PLC0415
        from honglam.kit.tiles import TILES  # noqa: PLC0415
        from honglam.packs.data_quality import handler, tiles  # noqa: PLC0415

        MENDERS.register(handler.MENDER)
        HANDLERS.register(handler.HANDLER)
        SUBSCRIBERS.register(handler.MEASURED)
        TILES.register(tiles.SCORE)
