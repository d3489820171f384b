"""The four surfaces open to those for whom they are, with whatever packs are there."""

from __future__ import annotations

import pytest
from django.test import Client

from honglam.core.identity.testing import PROVINCE, client_of, make_citizen, make_officer
from honglam.core.places.testing import have_places

pytestmark = pytest.mark.django_db
SURFACES = ("/", "/desk/", "/board/", "/studio/")


@pytest.fixture(autouse=True)
def _province() -> None:
    have_places()


def opened(client: Client) -> list[str]:
    return [address for address in SURFACES if client.get(address).status_code == 200]


def test_a_stranger_and_a_citizen_see_the_portal_only() -> None:
    assert opened(Client()) == ["/"]
    assert opened(client_of(make_citizen("hoa"))) == ["/"]


def test_an_officer_has_a_desk_a_leader_a_board_and_a_maker_the_studio() -> None:
    assert "/desk/" in opened(client_of(make_officer("lan", role="officer")))
    assert "/board/" in opened(client_of(make_officer("chu", role="leader", agency=PROVINCE)))
    assert "/studio/" in opened(client_of(make_officer("tri", role="admin", agency=PROVINCE)))


def test_every_page_is_vietnamese_until_somebody_chooses_english() -> None:
    client = Client()
    assert '<html lang="vi"' in client.get("/").content.decode()
    client.post("/language/", {"language": "en"})
    assert '<html lang="en"' in client.get("/").content.decode()


@pytest.mark.parametrize(("role", "address"), [("officer", "/desk/"), ("leader", "/board/"), ("admin", "/studio/")])
def test_a_home_page_asks_the_database_at_most_twelve_times(
    django_assert_max_num_queries, role: str, address: str
) -> None:
    client = client_of(make_officer("lan", role=role, agency=PROVINCE))
    client.get(address)  # what a process remembers is remembered now
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200
