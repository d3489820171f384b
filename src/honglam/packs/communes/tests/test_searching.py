"""A commune is found from every page by its old and its new name."""

from __future__ import annotations

import pytest

from honglam.base.access import ANONYMOUS
from honglam.core.places.testing import load_places
from honglam.core.search import api as search

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["thach ha", "Thạch Hà", "18562", "xa thach ha"])
def test_it_is_found_by_name_and_code(typed: str) -> None:
    load_places()
    search.rebuild(source="communes")
    hits = search.find(text=typed, viewer=ANONYMOUS, source="communes").hits
    assert hits[0].name == "Xã Thạch Hà"
    assert hits[0].url == "/communes/18562/"
