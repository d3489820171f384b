"""Files are read; nothing is stored."""

from __future__ import annotations

from honglam.packs.plan.contracts import Plan, Results
from honglam.packs.plan.service import reading


def read_plan(*, content: bytes, name: str) -> Plan:
    """Read a plan from a file: DOCX, PDF, HTML, Markdown or text. Nothing is stored.

    Raises:
        Refusal: the file cannot be read, or nothing of a plan is in it.
    """
    return reading.read(content=content, name=name)


def read_results(*, content: bytes, name: str) -> Results:
    """Read a document that tells results: its figures with their dates. Nothing is stored. Raises as `read_plan`."""
    return reading.read_results(content=content, name=name)
