"""Open311 GeoReport v2 as other systems use it: its structure, its errors, and a client that is not ours."""

from __future__ import annotations

import itertools
import sys
import warnings
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone

from honglam.core.identity.testing import client_of, make_officer
from honglam.engines.case import api
from honglam.engines.case.models import Case, Event, PartnerKey
from honglam.engines.case.tests.published import LAT, LON, MONDAY, OFFICER, finish, prepare, published
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
ROOT = "/open311/v2"
WHEN = "start_date=2026-12-01&end_date=2026-12-31"
MAKER = actor("H27", "case.partners")
# Tags of the answers, as the specification lists them.
REQUEST = [
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
]
SERVICE = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
ATTRIBUTE = ["variable", "code", "datatype", "required", "datatype_description", "order", "description", "values"]


@pytest.fixture(autouse=True)
def _a_listed_procedure() -> None:
    prepare()


def key(per_minute: int = 30) -> str:
    return api.partners.make_key(name="FMS", agency="H27", per_minute=per_minute, viewer=MAKER, now=MONDAY)


def get(path: str) -> Any:
    return Client().get(f"{ROOT}/{path}")


def post(**fields: str) -> Any:
    facts = {"service_code": "tests.pothole.road", "lat": str(LAT), "long": str(LON), "description": "Hố sâu"}
    return Client().post(f"{ROOT}/requests.json", {name: text for name, text in (facts | fields).items() if text})


def test_discovery_leads_to_the_endpoint() -> None:
    found = Client().get("/open311/discovery.json").json()
    (endpoint,) = found["endpoints"]
    assert endpoint["specification"].endswith("GeoReport_v2")
    assert endpoint["url"].endswith("/open311/v2")
    assert endpoint["formats"] == ["text/xml", "application/json"]
    xml = ET.fromstring(Client().get("/open311/discovery.xml").content)
    assert [each.text for each in xml.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]


def test_services_are_the_topics_in_the_structure_of_the_specification() -> None:
    found = get("services.json").json()
    assert [each["service_code"] for each in found] == ["tests.pothole.road", "tests.pothole.light"]
    assert all(list(each) == SERVICE for each in found)
    xml = ET.fromstring(get("services.xml").content)
    assert (xml.tag, {child.tag for child in xml}) == ("services", {"service"})
    assert [child.tag for child in xml[0]] == SERVICE
    assert xml.findtext("service/metadata") in {"true", "false"}


def test_a_definition_asks_for_what_the_form_asks_besides_the_description() -> None:
    found = get("services/tests.pothole.road.json").json()
    assert found["service_code"] == "tests.pothole.road"
    codes = [each["code"] for each in found["attributes"]]
    assert codes == ["size", "lanes"]
    assert all(list(each) == ATTRIBUTE for each in found["attributes"])
    assert found["attributes"][0]["values"] == [{"key": "small", "name": "Nhỏ"}, {"key": "large", "name": "To"}]
    xml = ET.fromstring(get("services/tests.pothole.road.xml").content)
    assert xml.tag == "service_definition"
    assert [each.text for each in xml.findall("attributes/attribute/values/value/key")] == ["small", "large"]
    assert get("services/none.json").status_code == 404


def test_requests_have_the_structure_of_the_specification_in_both_forms() -> None:
    case, public_id = published()
    finish(case, MONDAY + timedelta(hours=1))
    (found,) = get(f"requests.json?{WHEN}").json()
    assert list(found) == REQUEST
    assert (found["service_request_id"], found["status"]) == (public_id, "closed")
    assert (found["lat"], found["long"]) == (LAT, LON)
    assert found["requested_datetime"] == "2026-12-07T08:00:00+07:00"
    xml = ET.fromstring(get(f"requests.xml?{WHEN}").content)
    assert (xml.tag, xml[0].tag) == ("service_requests", "request")
    assert [child.tag for child in xml[0]] == REQUEST
    assert get(f"requests/{public_id}.json").json() == [found]
    assert get(f"requests.json?{WHEN}")["Access-Control-Allow-Origin"] == "*"
    assert get(f"requests.xml?{WHEN}")["Content-Type"] == "text/xml; charset=utf-8"


@pytest.mark.parametrize(
    ("words", "many"),
    [
        (WHEN, 2),
        (f"{WHEN}&status=open", 1),
        (f"{WHEN}&status=open,closed", 2),
        (f"{WHEN}&service_code=tests.pothole.light", 1),
        (f"{WHEN}&service_code=tests.pothole.light,tests.pothole.road", 2),
        (f"{WHEN}&service_code=none", 0),
        (f"{WHEN}&page_size=1", 1),
        (f"{WHEN}&page_size=1&page=2", 1),
        (f"{WHEN}&page_size=1000000000", 2),
        (f"{WHEN}&page=3&page_size=1", 0),
        ("start_date=2026-01-01&end_date=2026-02-01", 0),
        ("updated_after=2026-12-07T07:00:00%2B07:00", 2),
        ("updated_after=2026-12-08", 0),
        ("jurisdiction_id=hatinh.gov.vn&" + WHEN, 2),
    ],
)
def test_a_question_narrows_the_answer(words: str, many: int) -> None:
    published()
    case, _ = published(topic="light")
    finish(case)
    answer = get(f"requests.json?{words}")
    assert answer.status_code == 200
    assert len(answer.json()) == many


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("status=x", 400),
        ("page=0", 400),
        ("page_size=-1", 400),
        ("page_size=x", 400),
        ("page=1000000000000000", 400),
        ("start_date=2026-12-31&end_date=2026-12-01", 400),
        ("start_date=2026-01-01&end_date=2026-12-31", 400),
        ("start_date=yesterday", 400),
        ("start_date=9999-12-31T23:59:59-12:00", 400),
        ("start_date=2026-02-31", 400),
        ("jurisdiction_id=another.gov", 404),
        ("service_request_id=" + ",".join(f"x{number}" for number in range(10_000)), 400),
    ],
)
def test_a_wrong_question_gets_the_error_document(words: str, status: int) -> None:
    answer = get(f"requests.json?{words}")
    assert answer.status_code == status
    (error,) = answer.json()
    assert error["code"] == status
    assert error["description"]
    xml = ET.fromstring(get(f"requests.xml?{words}").content)
    assert (xml.tag, xml.findtext("error/code")) == ("errors", str(status))


def test_a_list_of_ids_overrides_everything_else() -> None:
    _, public_id = published()
    published()
    found = get(f"requests.json?service_request_id={public_id},none&status=closed").json()
    assert [each["service_request_id"] for each in found] == [public_id]


def test_a_request_with_a_key_becomes_a_case_and_tells_no_tracking_code() -> None:
    answer = post(
        api_key=key(),
        first_name="Lan",
        last_name="Trần",
        phone="0912",
        **{"attribute[size]": "large", "attribute[lanes]": "2"},
    )
    assert answer.status_code == 201
    (taken,) = answer.json()
    case = Case.objects.get(channel="open311")
    assert taken["service_request_id"] == case.publication.public_id
    assert case.code not in answer.content.decode()
    assert case.form == {"text": "Hố sâu", "size": "large", "lanes": 2}
    assert case.contact["name"] == "Trần Lan"
    assert get(f"requests/{taken['service_request_id']}.json").status_code == 404, "nobody has published it"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"service_code": ""}, 400),
        ({"service_code": "none"}, 404),
        ({"description": ""}, 400),
        ({"lat": "", "long": ""}, 400),
        ({"lat": "x"}, 400),
        ({"lat": "nan"}, 400),
        ({"lat": "21.03", "long": "105.85"}, 400),
        ({"lat": "", "long": "", "address_string": "Đường không tên"}, 400),
        ({"address_id": "7"}, 400),
        ({"media_url": "http://169.254.169.254/latest"}, 400),
        ({"attribute[none]": "x"}, 400),
        ({"attribute[lanes]": "two"}, 400),
        ({"attribute[size]": "huge"}, 400),
        ({"api_key": "wrong"}, 403),
        ({"api_key": ""}, 403),
        ({"jurisdiction_id": "another.gov"}, 404),
    ],
)
def test_a_wrong_request_is_refused_and_nothing_is_kept(fields: dict[str, str], status: int) -> None:
    answer = post(**{"api_key": key(), **fields})
    assert answer.status_code == status, answer.content.decode()
    assert answer.json()[0]["code"] == status
    assert not Case.objects.exists()


def test_an_address_in_words_finds_its_commune() -> None:
    assert post(api_key=key(), lat="", long="", address_string="Phường Thành Sen").status_code == 201
    assert Case.objects.get().commune


def test_a_key_that_asks_too_often_is_told_when_to_come_again_and_one_that_is_off_does_nothing() -> None:
    word = key(per_minute=2)
    assert [post(api_key=word).status_code for _ in range(3)] == [201, 201, 429]
    row = PartnerKey.objects.get()
    assert word not in f"{row.digest}{row.hint}"
    api.partners.switch_key(key_id=row.pk, enabled=False, viewer=MAKER)
    assert post(api_key=word).status_code == 403


def test_updates_tell_changes_and_take_what_others_say_once() -> None:
    case, public_id = published()
    finish(case, MONDAY + timedelta(hours=1))
    found = get(f"servicerequestupdates.json?{WHEN}").json()
    assert [(each["service_request_id"], each["status"]) for each in found] == [
        (public_id, "open"),
        (public_id, "closed"),
    ]
    xml = ET.fromstring(get(f"servicerequestupdates.xml?{WHEN}").content)
    assert (xml.tag, xml[0].tag) == ("service_request_updates", "request_update")
    said = {"api_key": key(), "service_request_id": public_id, "update_id": "9", "description": "Vẫn còn hỏng"}
    first, second = (Client().post(f"{ROOT}/servicerequestupdates.json", said).json() for _ in range(2))
    assert first == second
    note = Event.objects.get(case=case, kind="note")
    assert note.data["text"] == "Vẫn còn hỏng"
    assert not note.public
    assert Client().post(f"{ROOT}/servicerequestupdates.json", said | {"service_request_id": "x"}).status_code == 404


def test_other_methods_other_forms_and_preflight_are_answered() -> None:
    assert Client().put(f"{ROOT}/requests.json").status_code == 405
    assert get("requests.yaml").status_code == 404
    assert get("tokens/none.json").status_code == 404
    preflight = Client().options(f"{ROOT}/requests.json")
    assert "POST" in preflight["Access-Control-Allow-Methods"]


def test_keys_are_made_in_the_studio_by_who_may_and_shown_once() -> None:
    assert client_of(make_officer("lan")).get("/studio/case/partners/").status_code == 403
    browser = client_of(make_officer("quantri", role="admin", agency="H27"))
    page = browser.post("/studio/case/partners/", {"name": "FMS", "agency": "H27", "per_minute": "10"})
    word = page.content.decode().split('hl-secret">')[1].split("<")[0]
    assert post(api_key=word).status_code == 201
    assert word not in browser.get("/studio/case/partners/").content.decode()
    assert browser.post("/studio/case/partners/", {"name": "", "agency": "x", "per_minute": "0"}).status_code == 422
    row = PartnerKey.objects.get()
    browser.post(f"/studio/case/partners/{row.pk}/switch/", {"enabled": "0"})
    assert not PartnerKey.objects.get().enabled


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return the package `three`, a client of Code for America, unchanged.

    It is of the time of Python 2: a name of that time is lent to it, and its old spellings raise no warning.
    """
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import three as package  # type: ignore[import-untyped]  # the package ships no types

    yield package
    for name in [name for name in sys.modules if name.split(".")[0] == "three"]:
        del sys.modules[name]


@pytest.mark.django_db(transaction=True)
def test_a_client_that_is_not_ours_reads_and_writes(three: Any, live_server: Any) -> None:
    now = timezone.now()
    case, public_id = published()
    Case.objects.filter(pk=case.pk).update(opened_at=now)
    case.publication.__class__.objects.update(opened_at=now)
    client = three.Three(f"{live_server.url}{ROOT}/", api_key=key(), format="json", jurisdiction="hatinh.gov.vn")
    assert client.discovery()["endpoints"][0]["type"] == "production"
    assert [each["service_code"] for each in client.services()] == ["tests.pothole.road", "tests.pothole.light"]
    assert client.services("tests.pothole.road")["attributes"][0]["code"] == "size"
    assert [each["service_request_id"] for each in client.requests()] == [public_id]
    assert client.request(public_id)[0]["description"] == "Ổ gà sâu giữa đường"
    (taken,) = client.post("tests.pothole.light", lat=LAT, long=LON, description="Đèn tắt", name="Hoa Tran")
    assert Case.objects.get(publication__public_id=taken["service_request_id"]).topic == "light"
    api.publications.withdraw(code=case.code, reason="Sai", viewer=OFFICER, now=now)
    assert client.requests() == []
