from __future__ import annotations

import pytest

from honglam.kit.testing import TableSuite
from honglam.kit.tests.rows import WELLS, Well, fetch, well, wells  # noqa: F401  (a fixture)


@pytest.mark.usefixtures("wells")
class TestWells(TableSuite):
    table = WELLS
    fetch = staticmethod(fetch)

    def make(self, agency: str) -> Well:
        return well(Well.objects.count(), agency=agency)
