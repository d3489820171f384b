"""What this pack attaches: it mends for registers, follows its procedure, and hears when scores move."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Viewer
from honglam.base.events import Envelope
from honglam.core.jobs.hooks import Subscription
from honglam.engines.case.hooks import Change, Handler, Panel
from honglam.engines.register.contracts.quality import MendOrder
from honglam.engines.register.hooks import Mender
from honglam.packs.data_quality import api
from honglam.packs.data_quality.contracts import PROCEDURE


def _send(order: MendOrder, _viewer: Viewer, now: datetime) -> str:
    return api.send(order=order, now=now)


def _follow(change: Change) -> None:
    if change.closed:
        api.closed(code=change.code, now=change.now)


def _panels(_request: HttpRequest, code: str) -> tuple[Panel, ...]:
    """Show which records are still to be mended; the case's page is only opened by who may see the case."""
    found = api.work(code=code)
    return (Panel(title=_("Records to be mended"), template="data_quality/work.html", context={"work": found}),)


def _measured(envelope: Envelope) -> None:
    api.follow_up(register=str(envelope.data["register"]), now=timezone.now())


MENDER = Mender(
    id="data_quality.mend",
    title=_("A case for the agency that owns the records"),
    send=_send,
    address=lambda code: reverse("desk-case:case", args=[code]),
)
HANDLER = Handler(id=PROCEDURE, follow=_follow, panels=_panels)
# By its name: events of an engine are no door of it.
MEASURED = Subscription("data_quality.measured", "vn.honglam.register.measured", _measured)
