"""What tests of plans begin with: the province, its agencies, the procedure of tasks, and a small plan that is ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import have_agencies
from honglam.core.places.testing import have_places
from honglam.engines.case import api as cases


@pytest.fixture
def province(db: None) -> None:
    """The communes, the agencies and the published procedures, as an installation has them."""
    have_places()
    load_calendar()
    have_agencies()
    cases.load_procedures(now=timezone.now())


@pytest.fixture
def document() -> bytes:
    """Return a small plan: three doubts are in it (a name, a deadline, an empty number)."""
    return (Path(__file__).parent / "data" / "review.md").read_bytes()
