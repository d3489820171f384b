"""Plans as a room; `pack.toml` says the rest."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import PackConfig
from honglam.kit.nav import Text


class PlanConfig(PackConfig):
    """The pack."""

    name = "honglam.packs.plan"
    label = "plan"
    loads_after = ("case", "identity", "indicator")
    verbs: Mapping[str, Text] = {
        "plan.sent": _("The document of a plan was sent"),
        "plan.reviewed": _("A finding in a plan was looked at"),
        "plan.confirming": _("The confirmation of a plan was begun"),
        "plan.confirmed": _("A plan was confirmed"),
        "plan.discarded": _("A plan that was not confirmed was thrown away"),
        "plan.money.written": _("Money of a task was written"),
        "plan.directive.registered": _("A directive was registered"),
        "plan.urged": _("An agency was urged"),
        "plan.report.saved": _("A report on tasks was saved"),
        "plan.report.sent": _("A report on tasks was sent"),
    }

    def ready(self) -> None:
        """Offer what the rooms below need to know of tasks."""
        super().ready()
        from honglam.core.files.hooks import OWNERS, USES  # noqa: PLC0415  (models are ready only now)
        from honglam.core.notices.hooks import CATEGORIES, TEMPLATES  # noqa: PLC0415
        from honglam.engines.case.hooks import HANDLERS  # noqa: PLC0415
        from honglam.packs.plan import filing, handler, occasions  # noqa: PLC0415

        HANDLERS.register(handler.HANDLER)
        for owner in (*handler.OWNERS, filing.OWNER):
            OWNERS.register(owner)
        for use in (*handler.USES, filing.USE):
            USES.register(use)
        CATEGORIES.register(occasions.CATEGORY)
        for template in occasions.TEMPLATES:
            TEMPLATES.register(template)
