"""Importing people from spreadsheets, and the slips with which new people sign in for the first time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.timezone import localdate

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.errors import Conflict
from honglam.core.identity.api.sign_in import give_password
from honglam.core.identity.contracts import DryRun, Slip
from honglam.core.identity.service import importing as service
from honglam.core.identity.service import slips, viewers
from honglam.core.jobs import api as jobs


def take_people_file(*, body: bytes, name: str, agency: str, role: str, viewer: Viewer, now: datetime) -> int:  # noqa: PLR0913  (a file and where it belongs)
    """Keep a spreadsheet of people for a week and return its number.

    Args:
        body: the file.
        name: its name.
        agency: path of the agency to which people belong whose row names none.
        role: id of the role of people whose row names none.
        viewer: who sends it; nobody else sees it.
        now: the present moment.

    Raises:
        Refusal: it is no XLSX, unpacks to more than a list of people can be, or has no table with names.
    """
    return service.take(body=body, name=name, agency=agency, role=role, viewer=viewer, now=now)


def people_file(*, file_id: int, viewer: Viewer, now: datetime) -> DryRun:
    """Return what importing a file would do, or did.

    Raises:
        Missing: there is none, or somebody else sent it.
    """
    return service.dry_run(file_id=file_id, viewer=viewer, on=localdate(now))


def people_file_with_errors(*, file_id: int, viewer: Viewer, now: datetime) -> tuple[str, bytes]:
    """Return name and content of a copy with the mistakes written in. Raises as `people_file`."""
    return service.with_errors(file_id=file_id, viewer=viewer, on=localdate(now))


def people_template() -> bytes:
    """Return an empty spreadsheet with our headings and a sheet of the words that may stand in it."""
    return service.template()


def import_people(*, file_id: int, only_good: bool, viewer: Viewer, now: datetime) -> int | None:
    """Import a file now, or by a job when it is large; return the number of the job, if one does it.

    Raises:
        Missing: as `people_file`.
        Conflict: it has been imported.
        Refusal: rows are wrong and `only_good` is not set.
    """
    if service.size(file_id=file_id, viewer=viewer, on=localdate(now)) <= service.LARGE:
        run_import(file_id=file_id, only_good=only_good, account_id=int(viewer.id), now=now)
        return None
    arguments = {"file_id": file_id, "only_good": only_good, "account_id": int(viewer.id)}
    job = jobs.enqueue(name="identity.import_people", arguments=arguments, key=f"people-file:{file_id}", by=viewer)
    service.set_job(file_id=file_id, job=job)
    return job


def run_import(
    *, file_id: int, only_good: bool, account_id: int, now: datetime, tell: Callable[[int, int], None] | None = None
) -> Mapping[str, int]:
    """Import a file with the rights that its sender has now; return how many rows there were of each finding."""
    viewer = viewers.viewer(account_id=account_id, on=localdate(now))
    with trace.bound(viewer=viewer, purpose=f"people-file:{file_id}"):
        try:
            return service.run(
                file_id=file_id,
                only_good=only_good,
                viewer=viewer,
                on=localdate(now),
                tell=tell or (lambda _done, _total: None),
            )
        except Conflict:
            raise
        except BaseException:
            service.set_job(file_id=file_id, job=None)  # nothing was imported, so it may be tried again
            raise


def give_slip(*, person_id: int, viewer: Viewer, now: datetime) -> Slip:
    """Return the user name and a first password of an officer, once; they must change it when they sign in.

    Raises:
        Missing: there is no such officer within reach.
        Refusal: it is the viewer, or somebody who may do what the viewer may not.
    """
    slip = slips.check(person_id=person_id, viewer=viewer, on=localdate(now))
    return Slip(slip.id, slip.name, slip.username, give_password(account_id=person_id, now=now))


def give_slips(*, file_id: int, viewer: Viewer, now: datetime) -> tuple[Slip, ...]:
    """Return slips for those whom a file added and who have no password yet, at most fifty at a time."""
    found = slips.without_password(file_id=file_id, viewer=viewer)
    return tuple(give_slip(person_id=person_id, viewer=viewer, now=now) for person_id in found)
