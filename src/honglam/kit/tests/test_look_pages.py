from __future__ import annotations

import pytest
from django.test import Client

from honglam.core.identity.testing import client_of, make_officer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/offline/", "/manifest.webmanifest", "/sw.js", "/emblem.svg", "/accounts/login/"])
def test_it_shows_everybody_the_public_pages(path: str) -> None:
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize("path", ["/desk/", "/studio/jobs/"])
def test_it_shows_an_administrator_the_pages_of_work(path: str) -> None:
    assert client_of(make_officer("an", role="admin")).get(path).status_code == 200
