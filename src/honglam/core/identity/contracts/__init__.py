"""The words of identity."""

from __future__ import annotations

from honglam.core.identity.contracts.agencies import Agency, AgencyType
from honglam.core.identity.contracts.people import Credential

__all__ = ["Agency", "AgencyType", "Credential"]
