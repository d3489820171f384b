"""The page."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from bench.rows.tables import PARCELS, parcels
from honglam.kit import tables
from honglam.kit.access import permission


@require_safe
@permission("rows.view")
def listed(request: HttpRequest) -> HttpResponseBase:
    """Show the list."""
    return tables.respond(request, PARCELS, parcels)
