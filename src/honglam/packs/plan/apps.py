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
        "plan.campaign.begun": _("A report campaign was begun"),
        "plan.campaign.changed": _("A report campaign was changed"),
        "plan.campaign.exported": _("The answers of a report campaign were taken out as a file"),
        "plan.answer.saved": _("An answer to a report campaign was saved"),
        "plan.answer.sent": _("An answer to a report campaign was sent"),
        "plan.answer.returned": _("An answer to a report campaign was returned"),
        "plan.answer.urged": _("An agency was urged to answer a report campaign"),
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

    def load_demo(self) -> None:
        """Make an invented plan at work."""
        from django.utils import timezone  # noqa: PLC0415  (models are ready only now)

        from honglam.packs.plan import demo  # noqa: PLC0415

        demo.fill(now=timezone.now())
