"""The composition root as a Django app: when every room is ready, the registries close."""

from __future__ import annotations

from django.apps import AppConfig

from honglam.kit.registry import Registry


class ProjectConfig(AppConfig):
    """Stands last in INSTALLED_APPS."""

    name = "honglam.project"
    label = "project"

    def ready(self) -> None:
        """Freeze what the rooms registered."""
        Registry.freeze_all()
