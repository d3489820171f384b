"""What the health page says about the channels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from honglam.core.notices import api
from honglam.core.notices.contracts import Channel, Health
from honglam.kit.checks import Check, Finding, Light

_TITLES = {
    Channel.PUSH: gettext_lazy("Push notices"),
    Channel.EMAIL: gettext_lazy("E-mail"),
    Channel.SMS: gettext_lazy("SMS"),
}


@lru_cache(maxsize=1)
def _health(now: datetime) -> tuple[Health, ...]:
    """Return how the channels stood at a moment; the three checks of one look ask once."""
    return api.health(now=now, counted=False)


def _look(channel: Channel) -> Callable[[datetime], Finding]:
    def look(now: datetime) -> Finding:
        found = next(each for each in _health(now) if each.channel is channel)
        if found.state == "unset":
            return Finding(Light.GREY, _("Not set up."), _("docs/how-to/connect-mail-and-sms.md says how."))
        if found.state == "failing":
            detail = _("Nothing gets through: %(detail)s") % {"detail": found.detail}
            return Finding(
                Light.RED, detail, _("Look at the address and the password in the settings, and at the network.")
            )
        if found.at is None:
            return Finding(Light.GREEN, _("Set up; nothing has been sent yet."))
        return Finding(Light.GREEN, _("Connected."))

    return look


CHECKS = tuple(Check(f"notices.{channel.value}", _TITLES[channel], _look(channel)) for channel in Channel)
