"""The calendar as a room."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import RoleGrant, RoomConfig
from honglam.kit.checks import CHECKS, Check
from honglam.kit.nav import Entry, Surface, Text
from honglam.kit.tiles import TILES, Tile


class CalendarConfig(RoomConfig):
    """Working time."""

    name = "honglam.core.calendar"
    label = "calendar"
    verbose_name = _("Working calendar")
    rights: Mapping[str, Text] = {
        "calendar.view": _("See the working calendar"),
        "calendar.edit": _("Change the working calendar"),
    }
    verbs: Mapping[str, Text] = {
        "calendar.year.declared": _("The days off of a year were declared"),
        "calendar.day.moved": _("A working day was moved"),
        "calendar.day.withdrawn": _("A moved working day was withdrawn"),
        "calendar.hours.set": _("Working hours were set"),
    }
    menu = (Entry("studio", "studio-calendar:home", _("Calendar"), "calendar", permission="calendar.view", order=40),)
    grants = (RoleGrant("admin", ("calendar.view", "calendar.edit")),)

    def ready(self) -> None:
        """Offer a look at the declared years to the health page, and today's hours to the home pages."""
        from honglam.core.calendar import health, measures  # noqa: PLC0415  (models are ready only now)

        CHECKS.register(Check("calendar.years", _("Declared years"), health.years))
        TILES.register(Tile("calendar.opening", "desk", _("Working hours today"), measures.opening, order=10))
        surfaces: tuple[Surface, ...] = ("desk", "board")
        for surface in surfaces:
            TILES.register(
                Tile(
                    f"calendar.left.{surface}", surface, _("Working days left this year"), measures.days_left, order=40
                )
            )

    def load_defaults(self) -> None:
        """Load the hours, years and moved days that come with the room."""
        from django.utils import timezone  # noqa: PLC0415

        from honglam.core.calendar import api  # noqa: PLC0415

        api.load_defaults(now=timezone.now())
