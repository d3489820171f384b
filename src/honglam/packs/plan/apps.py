"""Plans as a room; `pack.toml` says the rest."""

from __future__ import annotations

from honglam.kit.apps import PackConfig


class PlanConfig(PackConfig):
    """The pack."""

    name = "honglam.packs.plan"
    label = "plan"
    loads_after = ("case", "identity", "indicator")

    def ready(self) -> None:
        """Offer what the rooms below need to know of tasks."""
        super().ready()
        from honglam.core.files.hooks import OWNERS, USES  # noqa: PLC0415  (models are ready only now)
        from honglam.core.notices.hooks import CATEGORIES, TEMPLATES  # noqa: PLC0415
        from honglam.engines.case.hooks import HANDLERS  # noqa: PLC0415
        from honglam.packs.plan import filing, handler, occasions  # noqa: PLC0415

        HANDLERS.register(handler.HANDLER)
        for owner in (*handler.OWNERS, filing.OWNER):
            OWNERS.register(owner)
        for use in (*handler.USES, filing.USE):
            USES.register(use)
        CATEGORIES.register(occasions.CATEGORY)
        for template in occasions.TEMPLATES:
            TEMPLATES.register(template)
