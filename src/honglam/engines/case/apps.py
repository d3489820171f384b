"""Cases as a room."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import RoleGrant, RoomConfig
from honglam.kit.nav import Text


class CaseConfig(RoomConfig):
    """Procedures, cases, tasks."""

    name = "honglam.engines.case"
    label = "case"
    verbose_name = _("Cases")
    rights: Mapping[str, Text] = {
        "case.work": _("Work on cases"),
        "case.procedures": _("Publish procedures"),
        "case.publish": _("Show cases to everybody"),
    }
    verbs: Mapping[str, Text] = {
        "case.opened": _("A case was opened"),
        "case.task.done": _("A task was done"),
        "case.task.taken": _("A task was taken"),
        "case.task.moved": _("A task was handed over"),
        "case.told": _("A case was told of an event"),
        "case.procedure.published": _("A procedure was published"),
        "case.published": _("A case was shown to everybody"),
        "case.withdrawn": _("A case was taken back from the public"),
    }
    loads_after = ("identity", "calendar")
    grants = (
        RoleGrant("officer", ("case.work",), _("Officer")),
        RoleGrant("leader", ("case.work", "case.publish")),
        RoleGrant("admin", ("case.work", "case.procedures", "case.publish")),
    )

    def ready(self) -> None:
        """Offer what files of cases belong to."""
        from honglam.core.files.hooks import OWNERS, USES  # noqa: PLC0415  (models are ready only now)
        from honglam.engines.case import filing, public_files  # noqa: PLC0415

        OWNERS.register(public_files.PICTURES)
        OWNERS.register(filing.CASE)
        USES.register(filing.DOCUMENTS)

    def load_defaults(self) -> None:
        """Publish the procedures that packs bring."""
        from django.utils import timezone  # noqa: PLC0415  (models are ready only now)

        from honglam.engines.case import api  # noqa: PLC0415

        api.load_procedures(now=timezone.now())
