"""What the pack declares becomes tables, and these take the records that follow from it."""

from __future__ import annotations

import pytest

from honglam.core.identity.testing import have_agencies
from honglam.core.places.testing import have_places
from honglam.engines.register.testing import brought, filled

pytestmark = pytest.mark.django_db


def test_its_registers_become_tables_that_take_records() -> None:
    have_places()
    have_agencies()
    for register in brought("agriculture"):
        assert filled(register, rows=8) == 8, register.id
