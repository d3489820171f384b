"""Figures that belong to no other room."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from honglam.base.access import Viewer
from honglam.kit import checks
from honglam.kit.checks import Light
from honglam.kit.tiles import Figure


def platform(viewer: Viewer, now: datetime) -> Figure:
    """Return how many of the platform's checked parts are in order; parts that are not configured do not count."""
    lights = [result.finding.light for result in checks.recent(now) if result.finding.light is not Light.GREY]
    red = lights.count(Light.RED)
    note = ngettext("%(n)s part is broken", "%(n)s parts are broken", red) % {"n": red} if red else ""
    url = reverse("studio:health") if viewer.may("studio.view") else ""
    return Figure(f"{len(lights) - red}/{len(lights)}", "bad" if red else "good", note, url)
