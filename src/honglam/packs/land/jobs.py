"""Later work of land."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.base.words import N_
from honglam.core.jobs.contracts import Said
from honglam.core.jobs.hooks import job
from honglam.packs.land import api


@job(name="land.measure", title=_("Work out areas, overlaps and holders of parcels"))
def measure(*, commune: str) -> Said:
    """Work out anew what the clean-up lists of a commune go by."""
    return Said(
        N_("%(count)d parcels had changed."), {"count": api.cleaning.measure(commune=commune, now=timezone.now())}
    )
