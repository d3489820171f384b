"""Files over HTTP: who gets what, in which parts, under which headers."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from PIL import Image

from honglam.core.files import api
from honglam.core.files.contracts import Owner
from honglam.core.files.hooks import OwnerKind
from honglam.core.files.testing import PDF, declared, make_file, picture
from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.core.jobs.testing import run_jobs
from honglam.kit.testing import OWNER_AT, actor

pytestmark = pytest.mark.django_db
KIND = OwnerKind(
    id="trial.desk",
    title="Desk",
    may_read=lambda viewer, owner_id: viewer.may("desk.view", owner_id),
    may_write=lambda viewer, owner_id: viewer.may("desk.view", owner_id),
)
DESK = Owner("trial.desk", OWNER_AT)
NAME = "Quyết định số 5 – “Hà Tĩnh”.pdf"


@pytest.fixture(autouse=True)
def _desk():
    with declared(KIND):
        yield


@pytest.fixture
def officer() -> Client:
    return client_of(make_officer("canbo"))


def stored(**given):
    return make_file(DESK, agency=OWNER_AT, **({"name": NAME} | given))


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_an_officer_of_the_agency_gets_the_file_and_others_do_not(officer) -> None:
    address = f"/files/{stored().id}/"
    response = officer.get(address)
    assert response.status_code == 200
    assert body(response) == PDF
    assert client_of(make_officer("xa", agency="H27.18562")).get(address).status_code == 404
    assert client_of(make_citizen("dan")).get(address).status_code == 404
    assert "/accounts/login/" in Client().get(address)["Location"]
    assert Client().get(address, headers={"Accept": "application/json"}).status_code == 401


def test_the_headers_let_nothing_run_and_carry_the_vietnamese_name(officer) -> None:
    response = officer.get(f"/files/{stored().id}/")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-cache"
    how = response["Content-Disposition"]
    assert how.startswith('attachment; filename="Quyet dinh so 5 _ _Ha Tinh_.pdf"')
    assert how.endswith(f"filename*=UTF-8''{quote(NAME, safe='')}")


def test_only_harmless_formats_are_shown_in_place(officer) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    shown = officer.get(f"/files/{stored().id}/?show=1")
    drawn = officer.get(
        f"/files/{stored(name='a.svg', content=svg, use='trial.all').id}/?show=1", headers={"Accept-Encoding": "gzip"}
    )
    assert shown["Content-Disposition"].startswith("inline")
    assert drawn["Content-Disposition"].startswith("attachment")
    assert drawn["Content-Security-Policy"].endswith("sandbox")
    assert body(drawn) == svg


@pytest.mark.parametrize(
    ("asked", "status", "part", "said"),
    [
        ("bytes=0-4", 206, PDF[:5], f"bytes 0-4/{len(PDF)}"),
        ("bytes=10-", 206, PDF[10:], f"bytes 10-{len(PDF) - 1}/{len(PDF)}"),
        ("bytes=-6", 206, PDF[-6:], f"bytes {len(PDF) - 6}-{len(PDF) - 1}/{len(PDF)}"),
        ("bytes=5-99999999", 206, PDF[5:], f"bytes 5-{len(PDF) - 1}/{len(PDF)}"),
        ("bytes=0-1,4-5", 200, PDF, ""),
        ("bytes=9-2", 200, PDF, ""),
        ("lines=1-2", 200, PDF, ""),
    ],
)
def test_a_part_is_given_when_it_is_asked_for(officer, asked, status, part, said) -> None:
    response = officer.get(f"/files/{stored().id}/", headers={"Range": asked, "Accept-Encoding": "gzip"})
    assert response.status_code == status
    assert body(response) == part
    assert response["Content-Length"] == str(len(part))
    assert response.get("Content-Range", "") == said


def test_a_part_behind_the_end_is_refused_and_one_of_another_version_is_not_given(officer) -> None:
    address = f"/files/{stored().id}/"
    response = officer.get(address, headers={"Range": "bytes=999999-"})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(PDF)}")
    changed = officer.get(address, headers={"Range": "bytes=0-4", "If-Range": '"old"'})
    assert (changed.status_code, body(changed)) == (200, PDF)


def test_what_has_not_changed_is_not_sent_again(officer) -> None:
    address = f"/files/{stored().id}/"
    tag = officer.get(address)["ETag"]
    assert officer.get(address, headers={"If-None-Match": f'"x", W/{tag}'}).status_code == 304
    head = officer.head(address)
    assert (head["Content-Length"], head.content) == (str(len(PDF)), b"")


def test_pictures_are_upright_small_and_without_the_place_where_they_were_taken(officer) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    photo = picture(800, 600, kind="JPEG", exif=exif)
    file = stored(name="ảnh.jpg", content=photo)
    waiting = officer.get(f"/files/{file.id}/preview/0/")
    assert waiting.status_code == 409
    assert "files.prepare" in run_jobs()
    response = officer.get(f"/files/{file.id}/preview/0/")
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    import io

    drawn = Image.open(io.BytesIO(body(response)))
    assert drawn.size == (360, 480)
    assert not drawn.getexif()
    assert officer.get(f"/files/{file.id}/preview/2/").status_code == 404


def test_the_public_gets_pictures_only_without_what_the_camera_wrote() -> None:
    import io

    exif = Image.Exif()
    exif[0x010F] = "Phone of Hoa"
    exif.get_ifd(0x8825)[1] = "N"
    poster = Owner("trial.poster", OWNER_AT)
    photo = picture(80, 60, kind="JPEG", exif=exif)
    file = make_file(poster, agency=OWNER_AT, name="hiện trường.jpg", content=photo)
    run_jobs()
    response = Client().get(f"/files/{file.id}/")
    assert response.status_code == 200
    given = body(response)
    assert b"Phone of Hoa" not in given
    assert Image.open(io.BytesIO(given)).size == (80, 60)
    assert not Image.open(io.BytesIO(given)).getexif()
    whole = api.open(file_id=file.id, viewer=actor(OWNER_AT, "wells.edit"))
    assert whole.media_type == "image/jpeg"


def test_an_id_of_nothing_is_not_found(officer) -> None:
    assert officer.get("/files/0190f3a0-0000-7000-8000-000000000000/").status_code == 404
    assert officer.get("/files/1/").status_code == 404
