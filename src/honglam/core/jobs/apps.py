"""Jobs as a room."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from honglam.kit.access import Access
from honglam.kit.apps import RoleGrant, RoomConfig
from honglam.kit.keys import KEYS
from honglam.kit.live import TOPICS, Topic
from honglam.kit.nav import Entry, Text
from honglam.kit.tiles import TILES, Tile


class JobsConfig(RoomConfig):
    """Later work and events."""

    name = "honglam.core.jobs"
    label = "jobs"
    verbose_name = _("Background work")
    rights: Mapping[str, Text] = {
        "jobs.view": _("See background work"),
        "jobs.edit": _("Stop background work and start it again"),
        "jobs.webhooks": _("Let other systems be told of what happens"),
    }
    verbs: Mapping[str, Text] = {
        "jobs.job.cancelled": _("Background work was stopped"),
        "jobs.job.started_again": _("Background work was started again"),
        "jobs.delivery.settled": _("A message between systems was settled by hand"),
        "jobs.webhook.made": _("A webhook was made"),
        "jobs.webhook.changed": _("A webhook was changed"),
        "jobs.webhook.removed": _("A webhook was removed"),
        "jobs.webhook.renewed": _("A webhook got a new secret"),
        "jobs.webhook.sent_again": _("Calls of a webhook were made again"),
    }
    grants = (RoleGrant("admin", ("jobs.view", "jobs.edit", "jobs.webhooks")),)
    menu = (
        Entry("studio", "studio-jobs:list", _("Jobs"), "stack-2", permission="jobs.view", order=30),
        Entry("studio", "studio-jobs:webhooks", _("Webhooks"), "webhook", permission="jobs.webhooks", order=31),
    )

    def ready(self) -> None:
        """Find the jobs that rooms declare, and offer what the home pages show."""
        from honglam.core.jobs import calling, views, webhooks  # noqa: PLC0415  (models are ready only now)
        from honglam.core.jobs.hooks import SUBSCRIBERS  # noqa: PLC0415

        for config in apps.get_app_configs():
            if config.name.startswith("honglam.") and find_spec(f"{config.name}.jobs"):
                import_module(f"{config.name}.jobs")
        KEYS.register(webhooks.SEALING.use)
        SUBSCRIBERS.register(calling.EVERYTHING)
        TOPICS.register(Topic("jobs", Access(permission="jobs.view")))
        TILES.register(
            Tile("jobs.waiting", "studio", _("Jobs that wait"), views.waiting_tile, permission="jobs.view", order=30)
        )
        TILES.register(
            Tile("jobs.failed", "studio", _("Jobs that failed"), views.failed_tile, permission="jobs.view", order=31)
        )
