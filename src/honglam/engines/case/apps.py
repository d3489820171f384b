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
    }
    verbs: Mapping[str, Text] = {
        "case.opened": _("A case was opened"),
        "case.task.done": _("A task was done"),
        "case.task.taken": _("A task was taken"),
        "case.task.moved": _("A task was handed over"),
        "case.told": _("A case was told of an event"),
        "case.procedure.published": _("A procedure was published"),
    }
    loads_after = ("identity", "calendar")
    grants = (
        RoleGrant("officer", ("case.work",), _("Officer")),
        RoleGrant("leader", ("case.work",)),
        RoleGrant("admin", ("case.work", "case.procedures")),
    )

    def load_defaults(self) -> None:
        """Publish the procedures that packs bring."""
        from django.utils import timezone  # noqa: PLC0415  (models are ready only now)

        from honglam.engines.case import api  # noqa: PLC0415

        api.load_procedures(now=timezone.now())
