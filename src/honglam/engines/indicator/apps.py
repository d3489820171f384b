"""Indicators as a room."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import RoleGrant, RoomConfig
from honglam.kit.nav import Entry, Text


class IndicatorConfig(RoomConfig):
    """Definitions, figures, targets."""

    name = "honglam.engines.indicator"
    label = "indicator"
    verbose_name = _("Indicators")
    rights: Mapping[str, Text] = {
        "indicator.view": _("See figures"),
        "indicator.enter": _("Enter figures"),
        "indicator.verify": _("Verify figures"),
        "indicator.publish": _("Publish figures"),
        "indicator.define": _("Define indicators and set targets"),
    }
    verbs: Mapping[str, Text] = {
        "indicator.defined": _("An indicator was defined"),
        "indicator.closed": _("An indicator was closed"),
        "indicator.value.entered": _("A figure was entered"),
        "indicator.value.changed": _("A draft of a figure was changed"),
        "indicator.value.submitted": _("A figure was submitted"),
        "indicator.value.verified": _("A figure was verified"),
        "indicator.value.published": _("A figure was published"),
        "indicator.value.returned": _("A figure was given back"),
        "indicator.value.taken_back": _("A submitted figure was taken back by who entered it"),
        "indicator.target.set": _("A target was set"),
        "indicator.target.ended": _("A target was ended"),
    }
    menu = (
        Entry("studio", "studio-indicator:list", _("Indicators"), "target", permission="indicator.define", order=22),
        Entry("desk", "desk-indicator:home", _("Figures"), "chart-bar", permission="indicator.view", order=25),
        Entry("board", "board-indicator:home", _("Indicators"), "target", permission="indicator.view", order=10),
        Entry(
            "portal",
            "indicator:home",
            _("Targets and figures"),
            "target",
            order=60,
            hint=_("What the province wants to reach, and how far it has come"),
        ),
    )
    loads_after = ("identity", "calendar", "case")
    grants = (
        RoleGrant("officer", ("indicator.view", "indicator.enter"), _("Officer")),
        RoleGrant("leader", ("indicator.view", "indicator.verify", "indicator.publish")),
        RoleGrant("admin", ("indicator.view", "indicator.define")),
    )

    def ready(self) -> None:
        """Tell the rooms below what is shown, followed, filed and said."""
        self._show()
        self._follow()
        self._file()
        self._tell()

    @staticmethod
    def _show() -> None:
        """Offer figures for the home page of leaders."""
        from honglam.engines.indicator.views import board_tiles  # noqa: PLC0415  (models are ready only now)
        from honglam.kit.tiles import TILES  # noqa: PLC0415

        TILES.register(board_tiles.BEHIND)
        TILES.register(board_tiles.LATE)

    @staticmethod
    def _follow() -> None:
        """Compute figures after what they are measured of has changed."""
        from honglam.core.jobs.hooks import SUBSCRIBERS  # noqa: PLC0415  (models are ready only now)
        from honglam.engines.indicator import following  # noqa: PLC0415

        SUBSCRIBERS.register(following.SOURCES)

    @staticmethod
    def _file() -> None:
        """Offer what files of figures belong to."""
        from honglam.core.files.hooks import OWNERS, USES  # noqa: PLC0415  (models are ready only now)
        from honglam.engines.indicator import filing  # noqa: PLC0415

        OWNERS.register(filing.VALUE)
        USES.register(filing.EVIDENCE)
        USES.register(filing.SHEETS)

    @staticmethod
    def _tell() -> None:
        """Offer what people are told of figures."""
        from honglam.core.notices.hooks import CATEGORIES, TEMPLATES  # noqa: PLC0415  (models are ready only now)
        from honglam.engines.indicator import occasions  # noqa: PLC0415

        CATEGORIES.register(occasions.CATEGORY)
        for template in occasions.TEMPLATES:
            TEMPLATES.register(template)

    def load_defaults(self) -> None:
        """Publish the indicators that packs bring."""
        from django.utils import timezone  # noqa: PLC0415  (models are ready only now)

        from honglam.engines.indicator.api import definitions  # noqa: PLC0415

        definitions.load_shipped(now=timezone.now())
