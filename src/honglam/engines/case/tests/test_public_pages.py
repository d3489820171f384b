"""What anybody gets who opens the public list, the map, a case, the feed: from outside, without an account."""

from __future__ import annotations

import json
from datetime import timedelta

import feedparser  # type: ignore[import-untyped]  # the package ships no types
import pytest
from django.core import mail
from django.test import Client

from honglam.core.files import api as files
from honglam.core.files.contracts import Owner
from honglam.core.files.testing import make_file, picture
from honglam.core.identity import api as identity
from honglam.core.identity.testing import client_of, make_citizen
from honglam.core.notices import api as notices
from honglam.engines.case import api
from honglam.engines.case.contracts.publications import PublicEntry
from honglam.engines.case.models import AreaWatch
from honglam.engines.case.tests.published import (
    LAT,
    LON,
    MONDAY,
    OFFICER,
    PROCEDURE,
    finish,
    opened,
    prepare,
    published,
)

pytestmark = pytest.mark.django_db
LIST = "/case/public/"
BOX = f"bbox={LON - 0.05},{LAT - 0.05},{LON + 0.05},{LAT + 0.05}&zoom=12"
SECRETS = ("Kín", "0912345678", "kin@example.vn", "số 12", "tai-khoan")


@pytest.fixture(autouse=True)
def _a_listed_procedure() -> None:
    prepare()


def everywhere(public_id: str) -> dict[str, str]:
    """Return what each public address answers that could speak of a case."""
    addresses = {
        "list": LIST,
        "map": f"/case/public/cells/?{BOX}",
        "communes": "/case/public/communes/",
        "feed": "/case/public/feed/",
        "one": f"{LIST}{public_id}/",
        "requests": "/open311/v2/requests.json?start_date=2026-12-01&end_date=2026-12-31",
        "requests-xml": "/open311/v2/requests.xml?start_date=2026-12-01&end_date=2026-12-31",
        "request": f"/open311/v2/requests/{public_id}.json",
        "updates": "/open311/v2/servicerequestupdates.json?start_date=2026-12-01&end_date=2026-12-31",
    }
    return {name: Client().get(address).content.decode() for name, address in addresses.items()}


def test_no_public_answer_holds_anything_of_the_reporter() -> None:
    case, public_id = published()
    for name, answer in everywhere(public_id).items():
        for secret in (*SECRETS, case.code):
            assert secret not in answer, f"{name} tells {secret}"
    assert "Ổ gà sâu giữa đường" in everywhere(public_id)["list"]


def test_an_unpublished_and_a_withdrawn_case_stand_nowhere() -> None:
    hidden = opened().publication.public_id
    case, public_id = published()
    api.publications.withdraw(code=case.code, reason="Sai chỗ", viewer=OFFICER, now=MONDAY)
    for name, answer in everywhere(public_id).items():
        assert hidden not in answer
        assert "Ổ gà" not in answer, name
        assert "Sai chỗ" not in answer
    for one in (hidden, public_id):
        assert Client().get(f"{LIST}{one}/").status_code == 404
        assert Client().get(f"/open311/v2/requests/{one}.json").status_code == 404


def test_pictures_come_and_go_with_the_publication() -> None:
    case = opened()
    draft = api.publications.draft(code=case.code, viewer=OFFICER, now=MONDAY)
    owner = Owner("case.publication", draft.id)
    before = make_file(owner, agency="H27", content=picture(), name="a.png")
    after = make_file(owner, agency="H27", content=picture(50, 40), name="b.png")
    entry = PublicEntry(words="Hỏng", answer="Đã vá", before=(before.id,), after=(after.id,))
    assert Client().get(f"/files/{before.id}/").status_code in {401, 302, 404}
    api.publications.publish(code=case.code, entry=entry, viewer=OFFICER, now=MONDAY)
    files.prepare(sha256=before.sha256, now=MONDAY)  # a job makes what everybody gets, without camera and place
    assert Client().get(f"/files/{before.id}/").status_code == 200
    page = Client().get(f"{LIST}{draft.id}/").content.decode()
    assert page.count("<figure>") == 2
    assert "<hl-compare" in page
    api.publications.withdraw(code=case.code, reason="Sai", viewer=OFFICER, now=MONDAY)
    assert Client().get(f"/files/{before.id}/").status_code in {401, 302, 404}


def test_html_in_the_words_stays_words() -> None:
    case, public_id = published(words="<script>alert(1)</script>")
    entry = PublicEntry(words="<b>x</b>", title="<img src=x>", answer="</p><script>")
    api.publications.publish(code=case.code, entry=entry, viewer=OFFICER, now=MONDAY)
    for name in ("list", "one"):
        page = everywhere(public_id)[name]
        assert "<b>x</b>" not in page
        assert "<img src=x>" not in page
        assert "</p><script>" not in page


def test_filters_narrow_the_list_and_can_be_shared_as_an_address() -> None:
    published(words="Đường lún")
    case, _ = published(words="Đèn tắt", topic="light")
    finish(case)
    asked = {
        "topic=light": {"Đèn tắt"},
        "group=done": {"Đèn tắt"},
        "group=received": {"Đường lún"},
        "q=duong+lun": {"Đường lún"},
        f"procedure={PROCEDURE}": {"Đèn tắt", "Đường lún"},
        "procedure=another.one": set(),
        "from=2026-12&to=2026-12": {"Đèn tắt", "Đường lún"},
        "to=2026-11": set(),
        "commune=00001": set(),
    }
    for words, expected in asked.items():
        page = Client().get(f"{LIST}?{words}").content.decode()
        assert {each for each in ("Đèn tắt", "Đường lún") if each in page} == expected, words


@pytest.mark.parametrize(
    "words",
    ["group=x", "from=2026-13", "from=2026-12&to=2026-01", "after=%00", "after=zz", "q=a", "&".join(["topic=x"] * 1)],
)
def test_what_cannot_be_meant_is_said_and_never_breaks(words: str) -> None:
    assert Client().get(f"{LIST}?{words}").status_code in ({200} if words == "topic=x" else {422, 400})


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "nan,0,1,1", "2,2,1,1", "inf,0,inf,1", "500,500,600,600"])
def test_a_part_of_the_map_that_is_none_is_refused(box: str) -> None:
    assert Client().get(f"/case/public/cells/?bbox={box}&zoom=3").status_code == 422


def test_the_whole_world_at_the_closest_zoom_is_answered_in_coarse_cells() -> None:
    published()
    answer = Client().get("/case/public/cells/?bbox=-180,-90,180,90&zoom=22")
    assert answer.status_code == 200
    assert len(answer.json()["features"]) == 1


def test_the_map_is_not_sent_twice_when_nothing_changed() -> None:
    published()
    first = Client().get(f"/case/public/cells/?{BOX}")
    assert "max-age" in first["Cache-Control"]
    assert Client().get(f"/case/public/cells/?{BOX}", headers={"If-None-Match": first["ETag"]}).status_code == 304
    (feature,) = first.json()["features"]
    assert feature["properties"]["name"] == "Ổ gà"


def test_communes_say_how_many_by_month_for_the_slider_and_the_table() -> None:
    published()
    api.publications.fold_cells()
    found = json.loads(Client().get("/case/public/communes/").content)["features"]
    numbers = [feature["properties"]["cases"] for feature in found if feature["properties"]["cases"].get("2026-12")]
    assert numbers == [{"tất cả các tháng": 1, "2026-12": 1}]


def test_a_case_says_how_long_it_took_and_whether_it_was_in_time() -> None:
    case, public_id = published()
    finish(case, MONDAY + timedelta(hours=2))
    page = Client().get(f"{LIST}{public_id}/").content.decode()
    assert "đúng hạn" in page


def test_the_feed_is_valid_atom_with_points() -> None:
    _, public_id = published()
    answer = Client().get("/case/public/feed/?topic=road")
    assert answer["Content-Type"].startswith("application/atom+xml")
    found = feedparser.parse(answer.content)
    assert not found.bozo
    assert found.version == "atom10"
    (entry,) = found.entries
    assert entry.link.endswith(f"/case/public/{public_id}/")
    assert entry.where["coordinates"] == pytest.approx((LON, LAT))
    assert not feedparser.parse(Client().get("/case/public/feed/?topic=light").content).entries


def test_an_address_hears_only_after_it_said_yes_and_stops_with_one_click(settings: object) -> None:
    asked = {"email": "dan@example.vn", "topic": "road", "lat": str(LAT), "lon": str(LON), "metres": "500"}
    assert Client().post("/case/public/watch/", asked).status_code == 200
    row = AreaWatch.objects.get()
    assert "dan@example.vn" not in row.email
    published()
    late = MONDAY + timedelta(days=365)
    assert api.watching.tell(now=late) == 0
    Client().post("/case/public/watch/", asked)
    row = AreaWatch.objects.get()
    page = Client().get(f"/case/public/watch/confirm/{row.secret}/")
    assert AreaWatch.objects.get().confirmed_at is None, "a program that reads the mail must not say yes"
    assert "d…@example.vn" in page.content.decode()
    Client().post(f"/case/public/watch/confirm/{row.secret}/")
    AreaWatch.objects.update(told_at=MONDAY - timedelta(days=1))
    assert api.watching.tell(now=MONDAY + timedelta(days=1)) == 1
    assert api.watching.tell(now=MONDAY + timedelta(days=1, hours=1)) == 0
    by_mail_program = Client(enforce_csrf_checks=True)
    one_click = {"List-Unsubscribe": "One-Click"}
    assert by_mail_program.post(f"/case/public/watch/end/{row.secret}/", one_click).status_code == 200
    assert not AreaWatch.objects.exists()


def test_who_is_signed_in_is_told_by_notices_without_an_address() -> None:
    citizen = make_citizen("hoa")
    browser = client_of(citizen)
    assert browser.post("/case/public/watch/", {"commune": ""}).status_code == 200
    AreaWatch.objects.update(told_at=MONDAY - timedelta(days=1))
    published()
    assert api.watching.tell(now=MONDAY + timedelta(days=1)) == 1
    assert notices.unread(viewer=identity.viewer(account_id=citizen.pk)) == 1
    secret = AreaWatch.objects.get().secret
    browser.post(f"/case/public/watch/drop/{secret}/")
    assert not AreaWatch.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"email": "x"}, {"email": "a@b.vn", "lat": "0", "lon": "0"}, {"email": "a@b.vn", "lat": "x", "lon": "y"}]
)
def test_a_wrong_wish_is_said_on_the_form_and_keeps_what_was_typed(wrong: dict[str, str]) -> None:
    answer = Client().post("/case/public/watch/", wrong)
    assert answer.status_code == 422
    assert wrong["email"] in answer.content.decode()
    assert not AreaWatch.objects.exists()


def test_nobody_fills_the_box_of_somebody_else() -> None:
    for _round in range(6):
        Client().post("/case/public/watch/", {"email": "dan@example.vn"})
    assert AreaWatch.objects.count() == 3
    assert len(mail.outbox) == 0  # notices send later, by their own job
