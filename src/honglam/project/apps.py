"""The composition root as a Django app: when every room is ready, the registries close."""

from __future__ import annotations

from django.apps import AppConfig

from honglam.kit.registry import Registry


class ProjectConfig(AppConfig):
    """Stands last in INSTALLED_APPS."""

    name = "honglam.project"
    label = "project"

    def ready(self) -> None:
        """Add the installation's own checks, then freeze what the rooms registered."""
        from honglam.project import checks  # noqa: PLC0415  (models are ready only now)

        checks.register()
        Registry.freeze_all()
