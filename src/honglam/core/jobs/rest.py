"""Webhooks for machines: /api/v1/jobs/webhooks."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from honglam.core.jobs import api
from honglam.core.jobs.contracts import Call, CallState, Ended, Webhook, WebhookEntry
from honglam.core.jobs.webhook_tables import WEBHOOKS
from honglam.kit import tables
from honglam.kit.access import permission, viewer_of

router = Router(tags=["webhooks"])
tables.route(router, WEBHOOKS, api.webhooks, path="/webhooks", summary="The webhooks of the agencies that you reach")


class WebhookIn(Schema):
    """A webhook as it is entered."""

    name: str = Field(max_length=120, description="What people call it", examples=["Provincial data warehouse"])
    address: str = Field(
        max_length=500, description="Where events are sent, with https", examples=["https://kho.example.vn/su-kien"]
    )
    types: list[str] = Field(
        max_length=100,
        description="Names of events; `vn.honglam.cases.*` means all of a room",
        examples=[["vn.honglam.cases.case-closed"]],
    )
    agency: str = Field(
        max_length=200, description="Path; only events of this agency and those below are sent", examples=["H27.skhcn"]
    )

    def entry(self) -> WebhookEntry:
        """Return it as the room's own word."""
        return WebhookEntry(self.name, self.address, tuple(self.types), self.agency)


class WebhookOut(Schema):
    """A webhook."""

    id: int = Field(description="Its number")
    name: str = Field(description="What people call it")
    address: str = Field(description="Where events are sent")
    types: list[str] = Field(description="Names of events")
    agency: str = Field(description="Path of the agency whose events are sent")
    owner: str = Field(description="Name of who answers for it; what they may see is sent")
    enabled: bool = Field(description="Whether it is called")
    ended_why: Ended | None = Field(description="Why the platform switched it off")
    made_at: datetime = Field(description="When it was made")
    failing_since: datetime | None = Field(description="Since when no call was taken")
    last_at: datetime | None = Field(description="When it was last called")
    last_code: int | None = Field(description="The HTTP status it answered then")
    dead: int = Field(description="Calls that were given up and can be made again")

    @staticmethod
    def of(found: Webhook) -> WebhookOut:
        """Return what machines see of a webhook."""
        own = ("id", "enabled", "ended_why", "made_at", "failing_since", "last_at", "last_code", "dead")
        entered = {name: getattr(found.entry, name) for name in ("name", "address", "agency")}
        known = {name: getattr(found, name) for name in own}
        return WebhookOut(**known, **entered, types=list(found.entry.types), owner=found.owner_name)


class SecretOut(Schema):
    """A new secret."""

    id: int = Field(description="Number of the webhook")
    secret: str = Field(description="By which calls are signed (Standard Webhooks); shown this one time")


class CallOut(Schema):
    """One event for one webhook."""

    id: int = Field(description="Number of the call")
    event: str = Field(description="Id of the event, the same in every attempt: `webhook-id`")
    type: str = Field(description="Name of the event")
    subject: str = Field(description="The thing it happened to")
    state: CallState = Field(description="Where it stands")
    attempts: int = Field(description="How often it was tried")
    tried_at: datetime | None = Field(description="Beginning of the latest attempt")
    due_at: datetime = Field(description="When it is tried next, while it waits")
    code: int | None = Field(description="HTTP status of the latest answer; null when nobody answered")
    error: str = Field(description="What was answered, or why there was no answer")

    @staticmethod
    def of(found: Call) -> CallOut:
        """Return what machines see of a call."""
        return CallOut(**{name: getattr(found, name) for name in CallOut.model_fields})


class CallsIn(Schema):
    """Which part of the calls."""

    before: int | None = Field(None, ge=1, le=2**62, description="Give what has a lower number")
    limit: int = Field(50, ge=1, le=200, description="How many")


class SwitchIn(Schema):
    """Whether a webhook is called."""

    enabled: bool = Field(description="Whether it is called")


class TypeOut(Schema):
    """An event that can be asked for."""

    name: str = Field(description="What to write into `types`")
    description: str = Field(description="What it says; empty for a star")


@router.get("/webhooks/types", response=list[TypeOut], summary="The events that can be asked for")
@permission("jobs.webhooks")
def types(request: HttpRequest) -> list[TypeOut]:
    """Return the names of all events, and for each room one that means all of its events."""
    return [TypeOut(name=name, description=said) for name, said in api.event_types()]


@router.post("/webhooks", response={201: SecretOut}, summary="Make a webhook")
@permission("jobs.webhooks")
def make(request: HttpRequest, entry: WebhookIn) -> Status[SecretOut]:
    """Make a webhook; the answer holds its secret, which is not shown again."""
    made = api.make_webhook(entry=entry.entry(), viewer=viewer_of(request), now=timezone.now())
    return Status(201, SecretOut(id=made.webhook, secret=made.secret))


@router.get("/webhooks/{int:webhook_id}", response=WebhookOut, summary="A webhook")
@permission("jobs.webhooks")
def webhook(request: HttpRequest, webhook_id: int) -> WebhookOut:
    """Return a webhook and how it stands."""
    return WebhookOut.of(api.webhook(webhook_id=webhook_id, viewer=viewer_of(request)))


@router.put("/webhooks/{int:webhook_id}", response=WebhookOut, summary="Change a webhook")
@permission("jobs.webhooks")
def change(request: HttpRequest, webhook_id: int, entry: WebhookIn) -> WebhookOut:
    """Change a webhook; you answer for it from now on, and it is told of what you may see."""
    viewer = viewer_of(request)
    api.change_webhook(webhook_id=webhook_id, entry=entry.entry(), viewer=viewer)
    return WebhookOut.of(api.webhook(webhook_id=webhook_id, viewer=viewer))


@router.post("/webhooks/{int:webhook_id}/switch", response=WebhookOut, summary="Switch a webhook on or off")
@permission("jobs.webhooks")
def switch(request: HttpRequest, webhook_id: int, said: SwitchIn) -> WebhookOut:
    """Switch a webhook on or off; calls that waited are given up when it is switched off, and can be made again."""
    viewer = viewer_of(request)
    api.switch_webhook(webhook_id=webhook_id, enabled=said.enabled, viewer=viewer)
    return WebhookOut.of(api.webhook(webhook_id=webhook_id, viewer=viewer))


@router.delete("/webhooks/{int:webhook_id}", response={204: None}, summary="Remove a webhook")
@permission("jobs.webhooks")
def remove(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Remove a webhook with the list of its calls."""
    api.remove_webhook(webhook_id=webhook_id, viewer=viewer_of(request))
    return HttpResponse(status=204)


@router.post("/webhooks/{int:webhook_id}/secret", response=SecretOut, summary="Make a new secret")
@permission("jobs.webhooks")
def renew(request: HttpRequest, webhook_id: int) -> SecretOut:
    """Make a new secret; for a day calls carry two signatures, by the former one too."""
    made = api.renew_webhook_secret(webhook_id=webhook_id, viewer=viewer_of(request), now=timezone.now())
    return SecretOut(id=made.webhook, secret=made.secret)


@router.post("/webhooks/{int:webhook_id}/test", response=CallOut, summary="Try a webhook")
@permission("jobs.webhooks")
def test(request: HttpRequest, webhook_id: int) -> CallOut:
    """Send `vn.honglam.jobs.webhook-tested` there now, and return what was answered."""
    return CallOut.of(api.test_webhook(webhook_id=webhook_id, viewer=viewer_of(request), now=timezone.now()))


@router.get("/webhooks/{int:webhook_id}/calls", response=list[CallOut], summary="The last calls of a webhook")
@permission("jobs.webhooks")
def calls(request: HttpRequest, webhook_id: int, asked: Query[CallsIn]) -> list[CallOut]:
    """Return the newest calls; give the lowest number back as `before` for more."""
    found = api.calls(webhook_id=webhook_id, viewer=viewer_of(request), before=asked.before, limit=asked.limit)
    return [CallOut.of(each) for each in found]


@router.post("/webhooks/{int:webhook_id}/calls/{int:call_id}/again", response={204: None}, summary="Make a call again")
@permission("jobs.webhooks")
def again(request: HttpRequest, webhook_id: int, call_id: int) -> HttpResponse:
    """Make a call that was given up again."""
    api.call_again(webhook_id=webhook_id, call_id=call_id, viewer=viewer_of(request), now=timezone.now())
    return HttpResponse(status=204)
