"""Who may see a case: one answer for pages, files and search."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.urls import NoReverseMatch, reverse

from honglam.base.access import Kind, Viewer
from honglam.engines.case.models import Case, Task

WORK = "case.work"
OWNER = "case.case"  # the kind under which files belong to a case
# Codes of the cases of which whoever acts now has shown the key: for somebody without an account that is the proof.
_HELD: ContextVar[frozenset[str]] = ContextVar("case_held", default=frozenset())


@contextmanager
def holding(*codes: str) -> Iterator[None]:
    """Let whoever acts within the block count as who asked for these cases: they hand one in, or hold its key."""
    token = _HELD.set(_HELD.get().union(codes))
    try:
        yield
    finally:
        _HELD.reset(token)


def holds(code: str) -> bool:
    """Tell whether whoever acts now has shown the key of a case."""
    return code in _HELD.get()


def is_applicants(*, case: Case, viewer: Viewer) -> bool:
    """Tell whether a case is the viewer's own: theirs by account, or by the key that they have shown."""
    return (viewer.known and case.applicant == viewer.id) or holds(case.code)


def officer_may_see(*, case: Case, viewer: Viewer) -> bool:
    """Tell whether an officer may see a case: an agency where they work on cases has it, or has had a task of it."""
    if viewer.kind is Kind.SYSTEM or viewer.may(WORK, case.agency):
        return True
    if not viewer.may(WORK):
        return False
    agencies = Task.objects.filter(case=case).values_list("agency", flat=True).distinct()
    return any(viewer.may(WORK, agency) for agency in agencies)


def may_read_files(*, code: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may read the files of a case."""
    case = Case.objects.filter(code=code).only("code", "agency", "applicant").first()
    return case is not None and (is_applicants(case=case, viewer=viewer) or officer_may_see(case=case, viewer=viewer))


def may_add_files(*, code: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may add files to a case, and take them away: who asked, and who has it now."""
    if holds(code):
        return True  # it may be about to be written
    case = Case.objects.filter(code=code).only("code", "agency", "applicant").first()
    return case is not None and (is_applicants(case=case, viewer=viewer) or viewer.may(WORK, case.agency))


def applicant_of(*, code: str) -> str:
    """Return the account of whoever asked; empty when they have none."""
    return Case.objects.filter(code=code).values_list("applicant", flat=True).first() or ""


def page_of(*, code: str) -> str:
    """Return the address of a case's page on the desk, or on the portal."""
    try:
        return reverse("desk-case:case", args=[code])
    except NoReverseMatch:
        return reverse("case:follow", args=[code])
