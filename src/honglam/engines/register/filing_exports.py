"""What the files of exports belong to."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from honglam.core.files.hooks import OwnerKind
from honglam.engines.register.api import exports

EXPORT = OwnerKind(
    id="register.export",
    title=_("Export of records"),
    may_read=lambda viewer, key: exports.may_read(key=key, viewer=viewer),
    may_write=lambda viewer, key: exports.may_write(key=key, viewer=viewer),
    address=lambda key: reverse("desk-register:export", args=[key]),
)
