"""What pictures of published cases belong to: the publication, so that they come and go with it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.core.files.hooks import OwnerKind
from honglam.engines.case import api

# `public`: whoever may not change them gets pictures without the place and the camera that are written into them.
PICTURES = OwnerKind(
    id="case.publication",
    title=_("Published case"),
    may_read=lambda viewer, public_id: api.publications.may_see(viewer=viewer, public_id=public_id),
    may_write=lambda viewer, public_id: api.publications.may_fill(viewer=viewer, public_id=public_id),
    public=True,
)
