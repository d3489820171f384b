"""Places as a room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import RoomConfig
from honglam.kit.checks import CHECKS, Check


class PlacesConfig(RoomConfig):
    """Administrative units and their shapes."""

    name = "honglam.core.places"
    label = "places"

    def ready(self) -> None:
        """Offer a look at what is loaded to the health page."""
        from honglam.core.places import health  # noqa: PLC0415  (models are ready only now)

        CHECKS.register(Check("places.units", _("Communes and their shapes"), health.units))

    def load_defaults(self) -> None:
        """Load the province's units."""
        from django.utils import timezone  # noqa: PLC0415

        from honglam.core.places import api  # noqa: PLC0415  (models are ready only now)

        api.load_units(now=timezone.now())
