"""What tests of this pack begin with: the province, its agencies, the procedure, and couriers that keep the codes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.utils import timezone

from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.hooks import Courier
from honglam.core.identity.service import citizens
from honglam.core.identity.testing import have_agencies
from honglam.core.places.testing import have_places
from honglam.engines.case import api as cases


class Post:
    """What couriers were given to carry."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def send(self, _address: str, _template: str, values: Mapping[str, str], _language: str) -> None:
        self.codes.append(values["code"])


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    couriers = {name: Courier(name, lambda: True, made.send) for name in ("sms", "email")}  # type: ignore[arg-type]
    monkeypatch.setattr(citizens, "COURIERS", couriers)
    return made


@pytest.fixture
def province(db: None) -> None:
    """The communes, the agencies and the published procedures, as an installation has them."""
    have_places()
    load_calendar()
    have_agencies()
    cases.load_procedures(now=timezone.now())
