"""What differs between two versions of a procedure: steps of the drawing, and lines of the files."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.engines.case.contracts import ProcedureRefused
from honglam.engines.case.contracts.studio import Difference
from honglam.engines.case.models import Draft
from honglam.engines.case.process import reading
from honglam.engines.case.service.studio import drafting


def compare(*, procedure: str, old: str, new: str, viewer: Viewer) -> Difference:
    """Return what differs between two of: a number, `draft`, `offer`.

    Raises:
        Missing: one of them does not exist.
    """
    before, after = _files(procedure, old, viewer), _files(procedure, new, viewer)
    files = {}
    for name in sorted({*before, *after}):
        a, b = before.get(name, "").splitlines(), after.get(name, "").splitlines()
        lines = tuple(difflib.unified_diff(a, b, lineterm="", n=2))[2:]
        if lines:
            files[name] = lines
    return Difference(_steps(before, after), files)


def _files(procedure: str, which: str, viewer: Viewer) -> Mapping[str, str]:
    if which == "draft":
        return dict(drafting.mine(procedure, viewer).files)
    if which == "offer":
        row = Draft.objects.filter(procedure=procedure, author="").first()
        if row is None:
            raise Missing(N_("The pack offers nothing new."))
        return dict(row.files)
    return dict(drafting.version_row(procedure, int(which) if which.isdecimal() and len(which) < 9 else -1).files)


def _steps(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    old, new = _drawn(before), _drawn(after)
    found = []
    for element in sorted({*old, *new}):
        a, b = old.get(element), new.get(element)
        if a != b:
            kind = "added" if a is None else "removed" if b is None else "changed"
            found.append((element, (b or a or ("", ""))[0] or element, kind))
    return tuple(found)


def _drawn(files: Mapping[str, str]) -> dict[str, tuple[str, str, str]]:
    try:
        drawings = {name: text.encode() for name, text in files.items() if name.endswith((".bpmn", ".dmn"))}
        process = reading.read(drawings)
    except ProcedureRefused:
        return {}
    return {each.id: (each.name, each.kind, each.lane) for each in process.elements.values()}
