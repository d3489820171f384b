"""What the document of a plan belongs to, and what is taken."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.core.files.hooks import OwnerKind, Use
from honglam.kit.uploads import DOCUMENT, PDF, FileKind
from honglam.packs.plan import api

_MB = 1024 * 1024
TEXT = FileKind(_("text"), ("txt",))
OWNER = OwnerKind(
    id="plan.document",
    title=_("Plan"),
    may_read=lambda viewer, plan_id: api.importing.may_read(plan_id=plan_id, viewer=viewer),
    may_write=lambda viewer, plan_id: api.importing.may_write(plan_id=plan_id, viewer=viewer),
    address=lambda plan_id: f"/desk/plan/{plan_id}/",
)
USE = Use(
    id="plan.document", title=_("Document of a plan"), kinds=(PDF, DOCUMENT, TEXT), most_bytes=50 * _MB, most_files=1
)
