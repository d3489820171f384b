"""The land registers, empty, for tests of this pack."""

from __future__ import annotations

from pathlib import Path

import pytest

from honglam.core.identity.testing import have_agencies
from honglam.core.places.testing import have_places
from honglam.engines.register.testing import deployed
from honglam.packs.land.contracts import REGISTERS

_HERE = Path(__file__).parent.parent / "registers"


@pytest.fixture
def land(db: None) -> None:
    """The seven registers of land, empty."""
    have_places()
    have_agencies()
    for register in REGISTERS:
        deployed((_HERE / f"{register}.toml").read_text(encoding="utf-8"))
