"""How sign-in codes are kept until they have gone, and names that nobody can guess."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.kit.keys import KeyUse
from honglam.kit.sealing import Sealing

SEALING = Sealing(KeyUse("notices.sealing", "ed25519", _("Sign-in codes on their way, addresses of strangers")))
