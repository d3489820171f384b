from __future__ import annotations

import json

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path, resolve
from ninja import NinjaAPI, Router

from honglam.base.access import ANONYMOUS, Kind, Viewer
from honglam.base.errors import Forbidden, Invalid, Missing, Refusal, SignInNeeded
from honglam.kit import rest, tables
from honglam.kit.access import public
from honglam.kit.tests.rows import WELLS, fetch, officer, well, wells  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wells"), pytest.mark.urls(__name__)]

router = Router()
tables.route(router, WELLS, fetch)


@router.get("/sum")
@public("for the test")
def add(request, first: int, second: int) -> int:
    """Add."""
    return first + second


api = NinjaAPI(urls_namespace="kit-tests")
rest.install(api)
api.add_router("/wells", router)
urlpatterns = [path("api/", api.urls)]


def call(words: str = "", viewer=None, door: str = "/api/wells/", **headers: str) -> HttpResponse:
    request = RequestFactory().get(f"{door}?{words}", headers=headers)
    request.viewer = viewer or officer()
    return resolve(door)[0](request)


def test_rest_gives_pages_that_are_walked_by_cursor() -> None:
    for number in range(5):
        well(number)
    first = json.loads(call("size=2&sort=people").content)
    second = json.loads(call(f"size=2&sort=people&after={first['next']}").content)
    assert [item["people"] for item in first["items"] + second["items"]] == [0, 1, 2, 3]
    assert json.loads(call(f"size=2&sort=people&before={second['previous']}").content)["items"] == first["items"]


def test_rest_says_cheaply_that_nothing_changed() -> None:
    well(1)
    tag = call()["ETag"]
    assert call(if_none_match=tag).status_code == 304
    well(2)
    assert call(if_none_match=tag).status_code == 200


@pytest.mark.parametrize(("viewer", "error"), [(ANONYMOUS, SignInNeeded), (Viewer("2", kind=Kind.OFFICER), Forbidden)])
def test_rest_asks_for_the_permission_of_the_table(viewer, error) -> None:
    with pytest.raises(error):
        call(viewer=viewer)


def test_the_api_document_names_every_parameter_and_field_of_the_list() -> None:
    document = json.loads(rest.openapi(api))
    operation = document["paths"]["/api/wells/"]["get"]
    names = {parameter["name"] for parameter in operation["parameters"]}
    assert {"sort", "q", "after", "depth_min", "dug_to", "state"} <= names
    assert all(parameter["description"] for parameter in operation["parameters"])
    fields = document["components"]["schemas"]["KitWellsRow"]["properties"]
    assert set(fields) == {"key", *(column.id for column in WELLS.columns)}


def test_an_input_error_names_the_input_and_several_are_named_together() -> None:
    with pytest.raises(Refusal) as one:
        call("first=1&second=x", door="/api/wells/sum")
    assert (one.value.field, one.value.message) == ("second", "A whole number is needed here.")
    with pytest.raises(Invalid) as both:
        call("first=x", door="/api/wells/sum")
    assert [part.field for part in both.value.refusals] == ["first", "second"]


def test_an_api_address_that_leads_nowhere_is_missing() -> None:
    from ninja.errors import HttpError

    with pytest.raises(Missing):
        api.on_exception(RequestFactory().get("/"), HttpError(404, "Not Found"))
