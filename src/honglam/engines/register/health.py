"""Whether the tables of registers are as their definitions say, for `honglam doctor` and the health page."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from honglam.engines.register import api
from honglam.kit.checks import Check, Finding, Light


def _look(now: datetime) -> Finding:  # noqa: ARG001  (every check is told the moment)
    found = api.definitions.astray()
    if found.odd:
        detail = _("Tables of registers are not as their definitions say: %(which)s.") % {"which": ", ".join(found.odd)}
        return Finding(Light.RED, detail, _("Somebody changed them by hand: undo that, or restore a backup."))
    if found.failed:
        detail = _("What follows a publication could not be done: %(which)s.") % {"which": "; ".join(found.failed)}
        return Finding(Light.RED, detail, _("Correct the records that it names; it is tried again every five minutes."))
    if found.waiting:
        detail = _("Indexes or checks are still being made: %(which)s.") % {"which": ", ".join(found.waiting)}
        return Finding(Light.GREY, detail, _("Wait; when it lasts longer than an hour, see whether the worker runs."))
    return Finding(Light.GREEN, _("%(count)d registers are as their definitions say.") % {"count": found.registers})


CHECK = Check("register.tables", gettext_lazy("Tables of registers"), _look)
