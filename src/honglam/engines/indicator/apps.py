"""Indicators as a room."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import RoleGrant, RoomConfig
from honglam.kit.nav import Text


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
    }
    loads_after = ("identity", "calendar", "case")
    grants = (
        RoleGrant("officer", ("indicator.view", "indicator.enter"), _("Officer")),
        RoleGrant("leader", ("indicator.view", "indicator.verify", "indicator.publish")),
        RoleGrant("admin", ("indicator.view", "indicator.define")),
    )
