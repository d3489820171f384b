"""What other systems need besides what people do: procedures in full, and writes that change only what was read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Max

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.words import N_
from honglam.engines.case.contracts import Procedure
from honglam.engines.case.models import Case, Event, Task, Version
from honglam.engines.case.service.studio import procedures

WORK = "case.work"
_KEY = 64  # characters that the column of keys holds


class Changed(Conflict):
    """The case is not what the asker has read any more."""

    status: ClassVar[int] = 412
    code = "changed"


def known(*, viewer: Viewer) -> tuple[Procedure, ...]:
    """Return the procedures that a viewer may know of: officers all, everybody else those with a face, by id."""
    newest = Version.objects.values("procedure").annotate(newest=Max("number")).order_by("procedure")
    found = (procedures.current(procedure=row["procedure"])[1] for row in newest)
    return tuple(each for each in found if _visible(each, viewer))


def procedure(*, procedure_id: str, viewer: Viewer) -> Procedure:
    """Return what a procedure says."""
    found = procedures.current(procedure=procedure_id.replace("\x00", ""))[1]
    if not _visible(found, viewer):
        raise Missing(N_("There is no procedure %(id)s."), params={"id": procedure_id})
    return found


def tag(*, code: str) -> str:
    """Return a mark that changes with everything that happens to a case."""
    row = Case.objects.filter(code=code).values_list("pk", "revision").first()
    if row is None:
        raise Missing(N_("There is no case with this code."))
    last = Event.objects.filter(case=row[0]).aggregate(last=Max("id"))["last"]
    return f'"{row[1]}-{last or 0}"'


@contextmanager
def unchanged(*, code: str, marks: str) -> Iterator[None]:
    """Do something to a case only if it is still as the asker has read it; nobody else changes it meanwhile.

    Args:
        code: of the case.
        marks: what `If-Match` said: one or several marks, a star, or nothing when the asker does not care.
    """
    if not marks.strip() or marks.strip() == "*":
        yield
        return
    with transaction.atomic():
        Case.objects.select_for_update().filter(code=code).first()
        # A mark is strong here: what a proxy has weakened (W/) is the same.
        if tag(code=code) not in {mark.strip().removeprefix("W/") for mark in marks.split(",")}:
            message = N_("This case has changed since you read it.")
            raise Changed(message, remedy=N_("Read it again, and send your change with its new mark."))
        yield


def once(*, viewer: Viewer, key: str) -> str:
    """Return the key by which what a viewer sends is recognised when it comes again; two viewers never share one."""
    return hashlib.sha256(f"{viewer.id}\n{key}".encode()).hexdigest()[:_KEY] if key else ""


def only_asked(*, task_id: int, outcome: Mapping[str, Any]) -> None:
    """See to it that a machine enters nothing that the step does not ask for: it would become a value of the process.

    Raises:
        Refusal: at the first name that the form of the step does not know.
    """
    row = Task.objects.filter(pk=task_id).values_list("case__version_id", "element", "parent_id").first()
    if row is None:
        return  # whoever does it will say so
    step = procedures.ready(row[0])[0].steps.get(row[1])
    asked = {"answer"} if row[2] else set(_names(step.form if step else {}))
    for name in outcome:
        if name not in asked:
            raise Refusal(N_("There is no such field."), field=f"outcome.{name}", code="invalid")


def _names(schema: Any) -> Iterator[str]:
    """Yield the names of the properties of an object, those of its conditions among them."""
    if not isinstance(schema, Mapping):
        return
    yield from schema.get("properties", {})
    for word in ("then", "else"):
        yield from _names(schema.get(word))
    for word in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(word, ()):
            yield from _names(part)


def _visible(found: Procedure, viewer: Viewer) -> bool:
    return found.face.open or found.face.listed or viewer.may(WORK)
