"""What files of imports belong to, and where they are sent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.core.files.hooks import OwnerKind, Use
from honglam.engines.register.api import imports
from honglam.kit.uploads import TABLE, FileKind

_SHEETS = FileKind(_("spreadsheet"), ("xlsx", "xlsb", "xls", "ods"), ("xlsx", "xls", "ods", "zip"))
_PLACES = FileKind("GeoJSON", ("geojson", "json"))
_PACKED = FileKind("ZIP", ("zip",), ("zip",))
IMPORT = OwnerKind(
    id=imports.OWNER,
    title=_("Import of records"),
    may_read=lambda viewer, key: imports.may_read(key=key, viewer=viewer),
    may_write=lambda viewer, key: imports.may_read(key=key, viewer=viewer),
    personal=True,  # records of people are in many of them
)
FILES = Use(
    id=imports.USE,
    title=_("Files of records"),
    kinds=(_SHEETS, TABLE, _PLACES, _PACKED),
    most_files=1,
)
