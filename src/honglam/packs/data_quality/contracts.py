"""The words of data quality."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

PROCEDURE = "data_quality.mend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Records that were given to an agency.

    Attributes:
        code: of the case.
        register: id of the register.
        rule: id of the rule.
        says: the rule as a sentence.
        given: how many records were given.
        left: those that still break the rule: id and what people call it, at most as many as were asked for.
        count: how many still break it.
        ended_at: when the case ended.
    """

    code: str
    register: str
    rule: str
    says: str
    given: int
    left: tuple[tuple[UUID, str], ...]
    count: int
    ended_at: datetime | None
