"""The indicators of this pack fit together, and what they name can be measured."""

from __future__ import annotations

import pytest

from honglam.core.identity.testing import make_agency
from honglam.engines.indicator.api import definitions
from honglam.engines.indicator.testing import MONDAY

pytestmark = pytest.mark.django_db


def test_each_indicator_of_the_pack_is_published_at_a_start() -> None:
    make_agency("H27.skhcn")
    definitions.load_shipped(now=MONDAY)
    found = {each.code: each for each in definitions.listed(group="Phản ánh hiện trường")}
    assert {code.partition(".")[2] for code in found} == {"received", "answered", "late", "on_time", "satisfaction"}
    assert "answered" in found["fieldreports.on_time"].source.formula
