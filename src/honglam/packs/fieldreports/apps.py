"""Field reports as a room; `pack.toml` says the rest."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import PackConfig


class FieldreportsConfig(PackConfig):
    """The pack."""

    name = "honglam.packs.fieldreports"
    label = "fieldreports"
    loads_after = ("case", "places", "identity")

    def ready(self) -> None:
        """Offer what the rooms below need to know of reports."""
        super().ready()
        from honglam.core.files.hooks import USES  # noqa: PLC0415  (models are ready only now)
        from honglam.core.jobs.hooks import SUBSCRIBERS  # noqa: PLC0415
        from honglam.core.notices.hooks import CATEGORIES, TEMPLATES  # noqa: PLC0415
        from honglam.engines.case.api.measures import measures  # noqa: PLC0415
        from honglam.engines.case.hooks import HANDLERS  # noqa: PLC0415
        from honglam.kit.measures import MEASURES  # noqa: PLC0415
        from honglam.kit.pwa import PAGES  # noqa: PLC0415
        from honglam.packs.fieldreports import handler, occasions  # noqa: PLC0415

        for use in occasions.USES:
            USES.register(use)
        for subscription in occasions.SUBSCRIPTIONS:
            SUBSCRIBERS.register(subscription)
        CATEGORIES.register(occasions.CATEGORY)
        TEMPLATES.register(occasions.TOLD)
        PAGES.register(occasions.KEPT)
        PAGES.register(occasions.CREW)
        HANDLERS.register(handler.HANDLER)
        for measure in measures(room=self.label, procedure=f"{self.label}.report", name=_("Field reports")):
            MEASURES.register(measure)

    def load_demo(self) -> None:
        """Make invented reports in all states."""
        from django.utils import timezone  # noqa: PLC0415  (models are ready only now)

        from honglam.packs.fieldreports import demo  # noqa: PLC0415

        demo.fill(now=timezone.now())
