"""Land as a room; `pack.toml` says the rest."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import PackConfig
from honglam.kit.nav import Text


class LandConfig(PackConfig):
    """The pack."""

    name = "honglam.packs.land"
    label = "land"
    loads_after = ("identity", "places", "register")
    verbs: Mapping[str, Text] = {
        "land.split": _("A parcel was split"),
        "land.merged": _("Parcels were merged"),
        "land.transferred": _("A right to land was transferred"),
        "land.undone": _("A change of parcels was undone"),
    }

    def load_demo(self) -> None:
        """Make some parcels that nobody owns."""
        from django.utils import timezone  # noqa: PLC0415  (models are ready only now)

        from honglam.packs.land import demo  # noqa: PLC0415

        demo.fill(now=timezone.now())
