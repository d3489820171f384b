from __future__ import annotations

import pytest

from honglam.core.identity.testing import have_agencies
from honglam.core.places.testing import have_places
from honglam.engines.register.service import checking_names
from honglam.engines.register.testing import deployed


@pytest.fixture
def wells(db):
    """Have the example register, with the communes and agencies of the province."""
    have_places()
    have_agencies()
    checking_names.forget()
    return deployed()
