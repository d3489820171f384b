"""Figures that identity offers to home pages."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from honglam.base.access import Viewer
from honglam.core.identity import api
from honglam.kit.tiles import Figure


def agencies(_viewer: Viewer, _now: datetime) -> Figure:
    """Return how many agencies the province has, and how many of them govern a commune."""
    provincial, communes = api.count_agencies()
    note = _("%(provincial)s of the province, %(communes)s of communes and wards")
    return Figure(provincial + communes, note=note % {"provincial": provincial, "communes": communes})
