"""Cases as a room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import RoleGrant, RoomConfig


class CaseConfig(RoomConfig):
    """Procedures, cases, tasks."""

    name = "honglam.engines.case"
    label = "case"
    loads_after = ("identity", "calendar")
    grants = (
        RoleGrant("officer", ("case.work",), _("Officer")),
        RoleGrant("leader", ("case.work",)),
        RoleGrant("admin", ("case.work", "case.procedures")),
    )
