"""When registers are measured: each minute what was touched, each night everything."""

from __future__ import annotations

from datetime import datetime

import structlog

from honglam.base.errors import Refusal
from honglam.core.jobs import api as jobs
from honglam.engines.register.contracts import Register
from honglam.engines.register.events import RegisterMeasured
from honglam.engines.register.models import Measurement, TouchedRow
from honglam.engines.register.service import current
from honglam.engines.register.service.quality import keeping, moving, pairing, scores
from honglam.engines.register.service.writing_acts import SOURCE

_DOUBLES_MOST = 200_000  # records; larger registers are compared when somebody asks for it

log = structlog.get_logger(__name__)


def measure(register: Register, now: datetime) -> int:
    """Measure all of a register, write the day, and tell of it; return how many records there are."""
    done = keeping.measure(register, now)
    scores.write_day(register, now)
    _tell(register, done.rows, now)
    return done.rows


def move(now: datetime) -> int:
    """Measure what was touched in all registers, and registers that never were; return how many records."""
    touched = set(TouchedRow.objects.values_list("register", flat=True).distinct())
    measured = set(Measurement.objects.values_list("register", flat=True))
    total = 0
    for register in current.listed():
        if register.id in measured and register.id not in touched:
            continue
        if count := moving.move(register, now):
            total += count
            _tell(register, count, now)
    return total


def measure_nightly(now: datetime) -> None:
    """Measure every register; one that cannot be measured does not keep the others from it."""
    known = {register.id for register in current.listed()}
    TouchedRow.objects.exclude(register__in=known).delete()
    for register in current.listed():
        try:
            if measure(register, now) <= _DOUBLES_MOST:
                pairing.search(register, now)
        except Refusal as refusal:
            log.warning("register.quality.refused", register=register.id, reason=str(refusal))


def _tell(register: Register, count: int, now: datetime) -> None:
    event = RegisterMeasured(register=register.id, count=count, agency=register.owner)
    jobs.publish(event=event, source=SOURCE, now=now)
