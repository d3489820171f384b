"""What is done to registers while people work."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from honglam.core.jobs import api as jobs
from honglam.core.jobs.hooks import Retry, job
from honglam.engines.register import api


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
