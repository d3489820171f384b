"""What a crew did at a stop: its picture is kept and its step is done, together and once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.errors import Conflict
from honglam.base.words import N_
from honglam.engines.case import api as cases
from honglam.engines.case.contracts import TaskState
from honglam.packs.fieldreports.models import Handling
from honglam.packs.fieldreports.service import handling


@transaction.atomic
def done(  # noqa: PLR0913  (the facts of a stop)
    *,
    task_id: int,
    answer: str,
    photo: tuple[str, IO[bytes]] | None,
    taken: Mapping[str, Any],
    viewer: Viewer,
    now: datetime,
) -> str:
    """Do the step of a stop and return the code of its case."""
    code = cases.code_of(task_id=task_id, viewer=viewer)
    # Who sends the same twice at once waits here, and then finds that it was done.
    row, _new = Handling.objects.get_or_create(code=code)
    row = Handling.objects.select_for_update().get(pk=row.pk)
    if taken.get("key") and any(each.get("key") == taken["key"] for each in row.after):
        return code
    sheet = cases.sheet(code=code, viewer=viewer, now=now)
    work = next((each for each in sheet.work if each.id == task_id), None)
    if work is None or work.state is not TaskState.OPEN or work.element not in {"accept", "handle"}:
        raise Conflict(N_("This stop was done meanwhile."), remedy=N_("Open the case again."))
    if photo is not None:
        handling.add_after(sheet=sheet, name=photo[0], source=photo[1], taken=taken, viewer=viewer, now=now)
    else:
        row.after = [*row.after, dict(taken)]
        row.save(update_fields=["after"])
    outcome = {"answer": answer} | ({"decision": "done"} if work.element == "accept" else {})
    cases.complete(task_id=task_id, outcome=outcome, viewer=viewer, now=now)
    return code
