"""What a report's case tells, taken up here: open or answered, and those who see the same are told how it goes on."""

from __future__ import annotations

from honglam.base.events import Envelope
from honglam.core.notices import api as notices
from honglam.core.notices.contracts import Account
from honglam.packs.fieldreports.contracts import PROCEDURE, TOLD
from honglam.packs.fieldreports.models import Report, Support
from honglam.packs.fieldreports.service import reporting


def status(envelope: Envelope) -> None:
    """Tell supporters of a new status."""
    report = _report(envelope)
    if report is None or not report.supports:
        return
    found = reporting.procedure()
    title = next((each.title for each in found.statuses if each.id == envelope.data["status"]), "")
    topic = next((each.title for each in found.topics if each.id == report.topic), found.title)
    notices.send(
        template=TOLD,
        to=[Account(each) for each in Support.objects.filter(report=report).values_list("account", flat=True)],
        values={"topic": topic, "status": title, "day": f"{report.at:%d/%m/%Y}"},
        about=f"fieldreports:{report.pk}",
        dedupe=f"{TOLD}:{envelope.id}",
        now=envelope.time,
    )


def closed(envelope: Envelope) -> None:
    """Offer an answered report to nobody as similar any more."""
    _set(envelope, still_open=False)


def reopened(envelope: Envelope) -> None:
    """Offer it again."""
    _set(envelope, still_open=True)


def _set(envelope: Envelope, *, still_open: bool) -> None:
    if report := _report(envelope):
        Report.objects.filter(pk=report.pk).update(open=still_open)


def _report(envelope: Envelope) -> Report | None:
    if envelope.data.get("procedure") != PROCEDURE:
        return None
    return Report.objects.filter(code=str(envelope.data["code"])).first()
