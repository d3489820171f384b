"""The studio's pages of webhooks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from honglam.core.jobs import api, webhook_forms
from honglam.core.jobs.contracts import CallState, NewSecret
from honglam.core.jobs.webhook_pages import WEBHOOK, Sheet
from honglam.core.jobs.webhook_tables import WEBHOOKS
from honglam.kit import forms, pages, tables
from honglam.kit.access import permission, viewer_of

SECRET = "jobs.webhook_secret"  # noqa: S105  (where the session keeps a new secret until its page has shown it)


@require_safe
@permission("jobs.webhooks")
def webhooks(request: HttpRequest) -> HttpResponseBase:
    """Show the webhooks."""
    return tables.respond(request, WEBHOOKS, api.webhooks, template="jobs/webhooks.html")


@require_safe
@permission("jobs.webhooks")
def webhook(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Show one webhook and its last calls."""
    viewer = viewer_of(request)
    found = api.webhook(webhook_id=webhook_id, viewer=viewer)
    return pages.render(request, WEBHOOK, Sheet(found, api.calls(webhook_id=webhook_id, viewer=viewer)))


@permission("jobs.webhooks")
def make(request: HttpRequest) -> HttpResponse:
    """Make a webhook."""

    def save(data: dict[str, Any]) -> str:
        entry = webhook_forms.entry(data)
        return _to_secret(request, api.make_webhook(entry=entry, viewer=viewer_of(request), now=timezone.now()))

    initial = {"agency": viewer_of(request).agency, "address": "https://"}
    return forms.respond(request, webhook_forms.WebhookForm, save, title=_("Make a webhook"), initial=initial)


@permission("jobs.webhooks")
def change(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Change a webhook."""
    viewer = viewer_of(request)
    known = api.webhook(webhook_id=webhook_id, viewer=viewer).entry

    def save(data: dict[str, Any]) -> str:
        api.change_webhook(webhook_id=webhook_id, entry=webhook_forms.entry(data), viewer=viewer)
        return _address(webhook_id)

    initial = webhook_forms.initial(known)
    return forms.respond(request, webhook_forms.WebhookForm, save, title=_("Change a webhook"), initial=initial)


@permission("jobs.webhooks")
def renew(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Ask, then make a new secret."""

    def save(_data: dict[str, Any]) -> str:
        return _to_secret(
            request, api.renew_webhook_secret(webhook_id=webhook_id, viewer=viewer_of(request), now=timezone.now())
        )

    said = _(
        "For a day every call carries two signatures, by the present secret and by the new one. Then only the new."
    )
    return _confirm(request, webhook_id, save, _("Make a new secret"), said)


@never_cache
@require_safe
@permission("jobs.webhooks")
def secret(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Show a new secret, this one time."""
    found = api.webhook(webhook_id=webhook_id, viewer=viewer_of(request))
    kept = request.session.pop(SECRET, None) or {}
    shown = kept.get("secret", "") if kept.get("webhook") == webhook_id else ""
    return render(request, "jobs/webhook_secret.html", {"webhook": found, "secret": shown})


@permission("jobs.webhooks")
def try_it(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Ask, then send a call that says only that the webhook is tried."""

    def save(_data: dict[str, Any]) -> str:
        made = api.test_webhook(webhook_id=webhook_id, viewer=viewer_of(request), now=timezone.now())
        if made.state is CallState.TAKEN:
            messages.success(request, _("It was taken: the answer is %(code)s.") % {"code": made.code})
        else:
            reason = f"{made.code} {made.error}" if made.code else gettext(made.error)
            said = _("It was not taken: %(said)s") % {"said": reason[:200]}
            messages.error(request, said)
        return _address(webhook_id)

    return _confirm(
        request, webhook_id, save, _("Send a test call"), _("An event that says nothing of anybody is sent there now.")
    )


@permission("jobs.webhooks")
def off(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Ask, then switch a webhook off."""
    said = _("It is not called any more. What it was not told yet stands below and can be sent later.")
    return _switch(request, webhook_id, _("Switch off"), said, enabled=False)


@permission("jobs.webhooks")
def on(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Ask, then switch a webhook on."""
    said = _("It is told of what happens from now on.")
    return _switch(request, webhook_id, _("Switch on"), said, enabled=True)


@permission("jobs.webhooks")
def remove(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Ask, then remove a webhook."""

    def save(_data: dict[str, Any]) -> str:
        api.remove_webhook(webhook_id=webhook_id, viewer=viewer_of(request))
        return reverse("studio-jobs:webhooks")

    said = _("Its secret and the list of its calls go with it. The other system is not told of anything any more.")
    return _confirm(request, webhook_id, save, _("Remove the webhook"), said)


@require_POST
@permission("jobs.webhooks")
def again(request: HttpRequest, webhook_id: int, call_id: int = 0) -> HttpResponse:
    """Make a call that was given up again; without a number all of them."""
    viewer = viewer_of(request)
    api.call_again(webhook_id=webhook_id, call_id=call_id or None, viewer=viewer, now=timezone.now())
    return redirect(_address(webhook_id))


def _switch(request: HttpRequest, webhook_id: int, title: Any, said: Any, *, enabled: bool) -> HttpResponse:
    def save(_data: dict[str, Any]) -> str:
        api.switch_webhook(webhook_id=webhook_id, enabled=enabled, viewer=viewer_of(request))
        return _address(webhook_id)

    return _confirm(request, webhook_id, save, title, said)


def _confirm(request: HttpRequest, webhook_id: int, save: forms.views.Save, title: Any, said: Any) -> HttpResponse:
    found = api.webhook(webhook_id=webhook_id, viewer=viewer_of(request))
    context = {"said": said, "back": _address(webhook_id), "webhook": found}
    return forms.respond(
        request,
        webhook_forms.ConfirmForm,
        save,
        title=title,
        action=title,
        template="jobs/webhook_confirm.html",
        context=context,
    )


def _to_secret(request: HttpRequest, made: NewSecret) -> str:
    request.session[SECRET] = {"webhook": made.webhook, "secret": made.secret}
    return reverse("studio-jobs:webhook-secret", args=[made.webhook])


def _address(webhook_id: int) -> str:
    return reverse("studio-jobs:webhook", args=[webhook_id])
