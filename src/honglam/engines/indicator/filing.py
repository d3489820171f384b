"""What evidence of figures belongs to, and where it is sent."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from honglam.core.files.hooks import OwnerKind, Use
from honglam.engines.indicator.api import values
from honglam.kit.uploads import PAPERS, FileKind

VALUE = OwnerKind(
    id="indicator.value",
    title=_("Figure"),
    may_read=lambda viewer, key: values.may_read_evidence(key=key, viewer=viewer),
    may_write=lambda viewer, key: values.may_add_evidence(key=key, viewer=viewer),
    address=lambda key: reverse("desk-indicator:figure", args=[key]),
)
EVIDENCE = Use(id="indicator.evidence", title=_("Evidence of figures"), kinds=PAPERS, most_files=10)
SPREADSHEET = FileKind(_("Excel spreadsheet"), ("xlsx",), ("xlsx", "zip"))
# Kept as a draft for a day, between the dry run and the import.
SHEETS = Use(
    id="indicator.sheets", title=_("Spreadsheets of figures"), kinds=(SPREADSHEET,), most_bytes=10 * 1024 * 1024
)
