"""Search as a room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import RoomConfig
from honglam.kit.checks import CHECKS, Check


class SearchConfig(RoomConfig):
    """One box over everything that the viewer may see."""

    name = "honglam.core.search"
    label = "search"
    loads_after = ("identity",)

    def ready(self) -> None:
        """Make findable what the rooms below hold, and offer a look at the index to the health page."""
        from honglam.core.jobs.hooks import SUBSCRIBERS  # noqa: PLC0415  (models are ready only now)
        from honglam.core.search import health, sources  # noqa: PLC0415  (models are ready only now)
        from honglam.core.search.hooks import SOURCES  # noqa: PLC0415

        for source in sources.sources():
            SOURCES.register(source)
        for subscription in sources.SUBSCRIPTIONS:
            SUBSCRIBERS.register(subscription)
        CHECKS.register(Check("search.index", _("Search index"), health.agrees))

    def load_defaults(self) -> None:
        """Index what the room itself makes findable: with new code there may be new pages."""
        from honglam.core.search import api, sources  # noqa: PLC0415  (models are ready only now)

        for source in sources.sources():
            api.rebuild(source=source.id)
        api.count_words()
