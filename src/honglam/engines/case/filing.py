"""What files of cases belong to, and where they are sent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.core.files.hooks import OwnerKind, Use
from honglam.engines.case import api
from honglam.kit.uploads import PAPERS

# `Owner("case.case", code)`. Who hands a case in adopts its files inside `service.seeing.holding(code)`.
CASE = OwnerKind(
    id="case.case",
    title=_("Case"),
    may_read=lambda viewer, code: api.public.may_read_files(code=code, viewer=viewer),
    may_write=lambda viewer, code: api.public.may_add_files(code=code, viewer=viewer),
    personal=True,
    person=lambda code: api.public.applicant_of(code=code),
    address=lambda code: api.public.page_of(code=code),
)
# Anybody may send a draft; whether a procedure takes one without an account is asked when it is handed in.
DOCUMENTS = Use(id="case.documents", title=_("Documents of cases"), kinds=PAPERS, most_files=30, anonymous=True)
