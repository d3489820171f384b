"""Civil servants as a room; `pack.toml` says the rest."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import PackConfig
from honglam.kit.nav import Text


class CivilServantsConfig(PackConfig):
    """The pack."""

    name = "honglam.packs.civil_servants"
    label = "civil_servants"
    verbs: Mapping[str, Text] = {"civil_servants.annex.loaded": _("The province's list of fields was loaded")}
