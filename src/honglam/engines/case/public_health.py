"""What the health page says of the system to which published cases are handed on."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from honglam.engines.case import api
from honglam.kit.checks import Check, Finding, Light


def peer(now: datetime) -> Finding:
    """Say whether another system is connected and takes what it is given. It is not called here."""
    del now
    if not api.partners.connected():
        return Finding(Light.GREY, _("Not connected: published cases are handed on to no other system."))
    failed = api.partners.not_taken()
    if failed:
        message = _("%(count)d cases were not taken: %(first)s") % {"count": len(failed), "first": failed[0]}
        return Finding(Light.RED, message, _("Look at HONGLAM_OPEN311_PEER and the codes of its services."))
    return Finding(Light.GREEN, _("Connected."))


CHECK = Check("case.open311", gettext_lazy("Handing on by Open311"), peer)
