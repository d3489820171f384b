"""Notices as a room."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.kit.access import Access
from honglam.kit.apps import RoleGrant, RoomConfig
from honglam.kit.bells import BELLS, Bell
from honglam.kit.checks import CHECKS
from honglam.kit.keys import KEYS, KeyUse
from honglam.kit.live import TOPICS, Topic
from honglam.kit.nav import Entry, Text


class NoticesConfig(RoomConfig):
    """Telling people things."""

    name = "honglam.core.notices"
    label = "notices"
    verbose_name = _("Notices")
    rights: Mapping[str, Text] = {
        "notices.view": _("See outgoing messages"),
        "notices.edit": _("Send messages again and set prices"),
    }
    verbs: Mapping[str, Text] = {
        "notices.message.resent": _("A message was sent again"),
        "notices.preferences.chosen": _("A person chose how they are told"),
        "notices.price.set": _("The price of SMS was set"),
        "notices.device.added": _("A device was allowed to show notices"),
        "notices.device.removed": _("A device shows notices no longer"),
    }
    loads_after = ("identity",)
    menu = (
        Entry("desk", "desk-notices:list", _("Notices"), "bell", order=80),
        Entry("studio", "studio-notices:list", _("Notices"), "bell", permission="notices.view", order=35),
    )
    grants = (RoleGrant("admin", ("notices.view", "notices.edit")),)

    def ready(self) -> None:
        """Offer the bell, the channels' health, the couriers of codes and the room's own occasions."""
        from honglam.core.identity.hooks import COURIERS  # noqa: PLC0415  (models are ready only now)
        from honglam.core.jobs.hooks import SUBSCRIBERS  # noqa: PLC0415
        from honglam.core.notices import api, couriers, health, hooks, occasions, sealing, watch  # noqa: PLC0415
        from honglam.core.notices.channels.http import HttpLine  # noqa: PLC0415
        from honglam.core.notices.channels.smpp import SmppLine  # noqa: PLC0415

        KEYS.register(sealing.SEALING.use)
        for category in occasions.CATEGORY:
            hooks.CATEGORIES.register(category)
        for template in occasions.OWN:
            hooks.TEMPLATES.register(template)
        for scheme in ("smpp", "smpps"):
            hooks.GATEWAYS.register(hooks.Gateway(scheme, SmppLine))
        for scheme in ("http", "https"):
            hooks.GATEWAYS.register(hooks.Gateway(scheme, HttpLine))
        for subscription in watch.SUBSCRIPTIONS:
            SUBSCRIBERS.register(subscription)
        for check in health.CHECKS:
            CHECKS.register(check)
        COURIERS.register(couriers.EMAIL)
        COURIERS.register(couriers.SMS)
        KEYS.register(KeyUse("notices.push", "p256", _("Push notices to browsers")))
        TOPICS.register(Topic(api.TOPIC, Access()))
        pages = ("desk-notices:list", "notices:list")
        BELLS.register(Bell("notices", "notices:bell", pages, api.unread, api.live_topic))
