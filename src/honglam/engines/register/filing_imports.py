"""What files of imports belong to, and where they are sent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.core.files.hooks import OwnerKind, Use
from honglam.core.files.kinds import ARCHIVE, BINARY_SPREADSHEET, GEOGRAPHY, SPREADSHEET, TABLE
from honglam.engines.register.api import imports

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
    kinds=(SPREADSHEET, BINARY_SPREADSHEET, TABLE, GEOGRAPHY, ARCHIVE),
    most_files=1,
)
