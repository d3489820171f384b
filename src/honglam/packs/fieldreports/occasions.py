"""What this pack offers the rooms below: uses of files, a page without a network, what supporters are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.base.errors import Refusal
from honglam.core.files.hooks import Use
from honglam.core.jobs.hooks import Subscription
from honglam.core.notices.hooks import Category, Template
from honglam.kit.pwa import KeptPage
from honglam.kit.uploads import PICTURE, VOICE
from honglam.packs.fieldreports import api, contracts, forms

_MB = 1024 * 1024
USES = (
    Use(
        id=contracts.PHOTOS,
        title=_("Pictures of a report"),
        kinds=(PICTURE,),
        most_bytes=20 * _MB,
        most_files=5,
        anonymous=True,
        bare=True,
    ),
    Use(
        id=contracts.AFTER,
        title=_("Pictures of how it is now"),
        kinds=(PICTURE,),
        most_bytes=20 * _MB,
        most_files=10,
        bare=True,
    ),
    Use(id=contracts.VOICE, title=_("Voice note of a report"), kinds=(VOICE,), most_bytes=2 * _MB, most_files=1),
)
CATEGORY = Category("fieldreports", _("Reports that you see too"), officers=False)
TOLD = Template(
    contracts.TOLD,
    category="fieldreports",
    title=_("A report that you see too: %(status)s"),
    body=_("“%(topic)s” of %(day)s, which you see too, is now: %(status)s."),
    example={"topic": "Đường sá", "status": "Đang xử lý", "day": "07/12/2026"},
)
_CASES = "vn.honglam.cases"
SUBSCRIPTIONS = (
    Subscription(
        "fieldreports.status", f"{_CASES}.status-changed", lambda envelope: api.case_changed(envelope=envelope)
    ),
    Subscription("fieldreports.closed", f"{_CASES}.case-closed", lambda envelope: api.case_closed(envelope=envelope)),
    Subscription(
        "fieldreports.pictures",
        "vn.honglam.files.file-stored",
        lambda envelope: api.handling.file_stored(envelope=envelope),
    ),
    Subscription(
        "fieldreports.reopened", f"{_CASES}.case-reopened", lambda envelope: api.case_reopened(envelope=envelope)
    ),
)


def _version() -> str:
    """Return what changes with the categories, so that browsers fetch the page anew."""
    try:
        return str(api.procedure().number)
    except Refusal:
        return ""


KEPT = KeptPage(
    id="fieldreports.report",
    page="fieldreports:home",
    copy="fieldreports:kept",
    islands=("report", "pin"),
    also=lambda: [forms.shapes()],
    version=_version,
)
CREW = KeptPage(
    id="fieldreports.crew",
    page="desk-fieldreports:crew",
    copy="desk-fieldreports:crew-kept",
    islands=("crew",),
)
