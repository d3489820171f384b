"""What files of records belong to, and where they are sent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.core.files.hooks import OwnerKind, Use
from honglam.engines.register.api import record_doors as doors
from honglam.kit.uploads import PAPERS

# `Owner("register.record", "<register>:<uuid>")`; a record adopts the drafts that its fields name when it is written.
RECORD = OwnerKind(
    id=doors.FILES_OWNER,
    title=_("Record"),
    may_read=lambda viewer, id_: doors.may_read_files(id=id_, viewer=viewer),
    may_write=lambda viewer, id_: doors.may_add_files(id=id_, viewer=viewer),
    address=lambda id_: doors.address_of(id=id_),
)
FILES = Use(id=doors.FILES_USE, title=_("Files of records"), kinds=PAPERS, most_files=30)
