"""What the health page says about places."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from honglam.core.places import api
from honglam.core.places.contracts import ShapeKind
from honglam.kit.checks import Finding, Light


def units(_now: datetime) -> Finding:
    """Say how many communes are loaded and where their shapes come from; grey while the shapes are computed."""
    if not api.version():
        return Finding(Light.RED, _("No commune is loaded."), _("Run `honglam migrate`."))
    province = api.province()
    words = {"name": province.name, "communes": province.communes, "source": province.shapes.source}
    if province.shapes.kind is ShapeKind.SCHEMATIC:
        return Finding(
            Light.GREY,
            _("%(name)s: %(communes)s communes and wards; their shapes on the map are computed.") % words,
            _("Give official ones with `honglam places load-boundaries FILE.geojson --source WHO`."),
        )
    return Finding(Light.GREEN, _("%(name)s: %(communes)s communes and wards, shapes from %(source)s.") % words)
