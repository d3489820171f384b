"""The words of agencies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AgencyType(StrEnum):
    """What sort of body an agency is."""

    COMMITTEE = "committee"  # Uỷ ban nhân dân
    DEPARTMENT = "department"  # sở
    AGENCY = "agency"  # ban, ngành
    SERVICE_UNIT = "service_unit"  # đơn vị sự nghiệp
    COMMUNE = "commune"  # UBND xã, phường
    PARTY = "party"
    ORGANISATION = "organisation"  # Mặt trận, đoàn thể


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency.

    Attributes:
        path: keys from the province down joined by dots; the permission column of every list.
        name: full Vietnamese name.
        name_en: English name.
        abbreviation: how documents print it; empty when none is known.
        type: what sort of body it is.
        commune: official code of the commune it governs; empty for provincial agencies.
    """

    path: str
    name: str
    name_en: str
    abbreviation: str
    type: AgencyType
    commune: str = ""
