"""How second factors and personal numbers are sealed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.kit.keys import KeyUse
from honglam.kit.sealing import Sealing

SEALING = Sealing(KeyUse("identity.sealing", "ed25519", _("Second factors and personal numbers")))
