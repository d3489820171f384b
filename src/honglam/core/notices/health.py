"""What the health page says about the channels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from honglam.core.notices import api
from honglam.core.notices.contracts import Channel
from honglam.kit.checks import Check, Finding, Light

_TITLES = {
    Channel.PUSH: gettext_lazy("Push notices"),
    Channel.EMAIL: gettext_lazy("E-mail"),
    Channel.SMS: gettext_lazy("SMS"),
}


def _look(channel: Channel) -> Callable[[datetime], Finding]:
    def look(now: datetime) -> Finding:
        found = next(each for each in api.health(now=now) if each.channel is channel)
        if found.state == "unset":
            return Finding(Light.GREY, _("Not set up."), _("docs/how-to/connect-mail-and-sms.md says how."))
        if found.state == "failing":
            detail = _("Nothing gets through: %(detail)s") % {"detail": found.detail}
            return Finding(
                Light.RED, detail, _("Look at the address and the password in the settings, and at the network.")
            )
        waits = ngettext("%(n)d message waits.", "%(n)d messages wait.", found.waiting) % {"n": found.waiting}
        if found.at is None:
            return Finding(Light.GREEN, _("Set up; nothing has been sent yet."))
        return Finding(Light.GREEN, f"{_('Connected.')} {waits}")

    return look


CHECKS = tuple(Check(f"notices.{channel.value}", _TITLES[channel], _look(channel)) for channel in Channel)
