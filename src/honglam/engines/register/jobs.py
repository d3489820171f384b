"""What is done to registers while people work."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.base.errors import Conflict
from honglam.base.words import N_
from honglam.core.jobs import api as jobs
from honglam.core.jobs.contracts import Said
from honglam.core.jobs.hooks import Retry, job
from honglam.engines.register import api

log = structlog.get_logger("honglam.register")


@job(
    name="register.settle",
    title=_("Indexes and checks of a register"),
    retry=Retry(attempts=6, first=timedelta(seconds=20)),
    serial=True,
)
def settle(*, register: str) -> None:
    """Build the indexes, validate the checks and fill the columns that a publication has asked for."""
    api.definitions.settle(register=register, told=lambda done, total: jobs.progress(done=done, total=total))


@job(name="register.settle_all", title=_("Publications that were interrupted"), every="*/5 * * * *", serial=True)
def settle_all() -> None:
    """Go on with what a process that was killed, or a database that was away, has left undone."""
    for register in api.definitions.unsettled():
        jobs.enqueue(name="register.settle", arguments={"register": register}, key=f"register.settle:{register}")


@job(name="register.invent", title=_("Invented records for a demonstration"), serial=True)
def invent() -> None:
    """Fill the registers of packs that are empty: 200 records each, one in eight with faults that quality shows."""
    filled = api.inventing.fill_empty(rows=200, seed=1, dirty=0.12, now=timezone.now())
    for done, (register, _made) in enumerate(filled, start=1):
        jobs.progress(done=done, note="%(register)s", params={"register": register.title})


@job(name="register.export", title=_("Write records into a file"), retry=Retry(attempts=3))
def export(*, export: int) -> Said:
    """Write the file that somebody asked for, with the rights that they have now."""
    return Said(N_("%(n)d records were written."), {"n": api.exports.run(export=export, now=timezone.now())})


@job(
    name="register.tidy_exports",
    title=_("Remove files of records whose time is over"),
    every="17 3 * * *",
    serial=True,
)
def tidy_exports() -> Said:
    """Remove the files of exports after a week; who took what away stays known."""
    return Said(N_("%(n)d files were removed."), {"n": api.exports.tidy(now=timezone.now())})


@job(name="register.keep", title=_("Records whose time is over"), every="40 2 * * *", serial=True)
def keep() -> Said:
    """Erase, or empty of what is personal, the records that are older than the rule of their register allows."""
    now, count, left = timezone.now(), 0, []
    for register in api.definitions.listed():
        try:
            count += api.records.keep_to_rules(register=register.id, now=now)
        except Exception:
            # One register that cannot be kept to its rule stops no other; the job fails at the end and says which.
            log.exception("a register was not kept to its rule", register=register.id)
            left.append(register.title)
    if left:
        raise Conflict(
            N_("These registers could not be kept wholly to their rules: %(registers)s."),
            remedy=N_("The log says which records and why. All others were kept; the next night tries again."),
            params={"registers": ", ".join(left)},
        )
    return Said(N_("%(count)d records were erased or emptied."), {"count": count})


@job(name="register.measure", title=_("The quality of a register"), serial=True)
def measure(*, register: str) -> Said:
    """Measure all records of a register: its rules or its definition changed."""
    count = api.quality.measure(register=register, now=timezone.now())
    return Said(N_("%(count)d records were measured."), {"count": count})


@job(name="register.move", title=_("Scores of registers"), every="* * * * *", serial=True)
def move() -> None:
    """Measure the records that were written since the last minute."""
    api.quality.move(now=timezone.now())


@job(name="register.nightly", title=_("Scores of the day"), every="20 1 * * *", serial=True)
def measure_nightly() -> None:
    """Measure every register, because records grow old by themselves, look for doubles, and write the day."""
    api.quality.measure_nightly(now=timezone.now())


@job(name="register.import_read", title=_("Read a file for a register"), retry=Retry(attempts=3))
def import_read(*, number: int) -> None:
    """Read a file that was sent, and match its columns."""
    api.imports.read(number=number)


@job(name="register.import_judge", title=_("Dry run of an import into a register"), retry=Retry(attempts=3))
def import_judge(*, number: int) -> None:
    """Look at every row of a file, and write nothing."""
    api.imports.judge(number=number, now=timezone.now())


@job(name="register.import_write", title=_("Write a file into a register"), retry=Retry(attempts=3))
def import_write(*, number: int) -> None:
    """Write the rows of a file; begun anew it goes on where it was."""
    api.imports.write(number=number, now=timezone.now())


@job(name="register.doubles", title=_("Records that are there twice"), serial=True)
def doubles(*, register: str) -> Said:
    """Look for records that may be one thing in the world."""
    return Said(N_("%(count)d pairs were found."), {"count": api.doubles.search(register=register, now=timezone.now())})
