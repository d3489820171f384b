"""The verbs of procedures: publish a version, have it ready to run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from django.db import transaction

from honglam.base import trace
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.engines.case import definition
from honglam.engines.case.contracts import Origin, Procedure
from honglam.engines.case.models import Version
from honglam.engines.case.process.reading import Process


@transaction.atomic
def publish(*, procedure: str, files: Mapping[str, str], by: str, now: datetime) -> int:
    """Publish a version for the cases that are opened from now on and return its number; the same files change nothing.

    Raises:
        ProcedureRefused: the files do not fit together; nothing is changed.
    """
    found = digest(files)
    last = Version.objects.select_for_update().filter(procedure=procedure).order_by("-number").first()
    if last is not None and last.digest == found:
        return last.number
    number = last.number + 1 if last is not None else 1
    definition.read(procedure=procedure, number=number, files={name: data.encode() for name, data in files.items()})
    Version.objects.create(
        procedure=procedure,
        number=number,
        files=dict(files),
        digest=found,
        published_at=now,
        published_by=by,
        published_name=trace.current().viewer.name if by else "",
        origin=Origin.PERSON if by else Origin.PACK,
    )
    audit.record(verb="case.procedure.published", thing=f"procedure:{procedure}", after={"number": number})
    return number


def digest(files: Mapping[str, str]) -> str:
    """Return the SHA-256 of the files of a procedure."""
    text = json.dumps(dict(files), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def current(*, procedure: str) -> tuple[int, Procedure, Process]:
    """Return the newest version of a procedure: the id of its row, what it says, and the process that runs.

    Raises:
        Missing: there is no such procedure.
    """
    found = Version.objects.filter(procedure=procedure).order_by("-number").values_list("pk", flat=True).first()
    if found is None:
        raise Missing(N_("There is no procedure %(id)s."), params={"id": procedure})
    return (found, *ready(found))


@lru_cache(maxsize=256)
def ready(version: int) -> tuple[Procedure, Process]:
    """Return a version ready to run. Versions never change, so each process reads one once."""
    row = Version.objects.get(pk=version)
    files = {name: data.encode() for name, data in row.files.items()}
    return definition.read(procedure=row.procedure, number=row.number, files=files, published=True)
