"""The way of a report, as the drawing has it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from honglam.base.time import VIETNAM
from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import make_agency
from honglam.engines.case import api
from honglam.engines.case.contracts import NewCase

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent.parent / "procedures" / "report"
MONDAY = datetime(2026, 12, 7, 8, 0, tzinfo=VIETNAM)


def test_a_report_gets_a_code_that_begins_with_its_prefix() -> None:
    load_calendar()
    make_agency("H27.skhcn")
    files = {path.name: path.read_text(encoding="utf-8") for path in FILES.iterdir()}
    api.publish_procedure(procedure="fieldreports.report", files=files, by="", now=MONDAY)
    entry = NewCase(procedure="fieldreports.report", form={"text": "Ổ gà ở ngã tư"}, topic="road", commune="18562")
    assert api.open_case(entry=entry, now=MONDAY).startswith("PA-")
