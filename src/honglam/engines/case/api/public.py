"""The door of the public face: what who asked, and everybody, may see and do."""

from __future__ import annotations

from honglam.base.access import Viewer
from honglam.engines.case.service import seeing


def may_read_files(*, code: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may read the files of a case."""
    return seeing.may_read_files(code=code, viewer=viewer)


def may_add_files(*, code: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may add files to a case."""
    return seeing.may_add_files(code=code, viewer=viewer)


def applicant_of(*, code: str) -> str:
    """Return the account of whoever asked; empty when they have none."""
    return seeing.applicant_of(code=code)


def page_of(*, code: str) -> str:
    """Return the address of the page of a case, on the desk where it has one."""
    return seeing.page_of(code=code)
