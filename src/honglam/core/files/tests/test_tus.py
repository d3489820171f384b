"""Uploads in parts, by clients that are not ours, over a real connection that is cut."""

from __future__ import annotations

import base64
import hashlib
import io
import socket
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from honglam.core.files import api
from honglam.core.files.contracts import Owner
from honglam.core.files.models import File, Upload
from honglam.core.files.service import uploads
from honglam.core.files.testing import PDF, picture
from honglam.core.identity.testing import client_of, make_officer
from honglam.kit.testing import OWNER_AT

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = "application/offset+octet-stream"


def metadata(**said: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())


def begun(client: Client, length: int, *, name: str = "đơn.pdf", use: str = "trial.all") -> str:
    given = TUS | {"Upload-Length": str(length), "Upload-Metadata": metadata(filename=name, use=use)}
    response = client.post("/files/uploads/", headers=given)
    assert response.status_code == 201, response.content
    assert response["Upload-Expires"].endswith("GMT")
    return response["Location"]


def patch(client: Client, address: str, offset: int, content: bytes, **more: str):
    headers = TUS | {"Upload-Offset": str(offset)} | more
    return client.patch(address, content, content_type=BYTES, headers=headers)


@pytest.mark.django_db
def test_the_server_says_what_it_can_do(client) -> None:
    response = client.options("/files/uploads/")
    assert response["Tus-Version"] == "1.0.0"
    assert set(response["Tus-Extension"].split(",")) >= {"creation", "expiration", "checksum", "termination"}
    assert int(response["Tus-Max-Size"]) > 1024
    assert client.post("/files/uploads/").status_code == 412


@pytest.mark.django_db
def test_a_file_comes_in_parts_and_is_whole_at_the_end(client) -> None:
    address = begun(client, len(PDF))
    for offset in range(0, len(PDF), 100):
        response = patch(client, address, offset, PDF[offset : offset + 100])
        assert response.status_code == 204
        assert response["Upload-Offset"] == str(min(offset + 100, len(PDF)))
    head = client.head(address, headers=TUS)
    assert (head["Upload-Offset"], head["Upload-Length"]) == (str(len(PDF)),) * 2
    file = File.objects.get()
    assert (file.name, file.size, file.owner_kind) == ("đơn.pdf", len(PDF), "")


@pytest.mark.django_db
def test_a_part_at_a_wrong_place_or_changed_on_its_way_is_refused_and_the_rest_stays(client) -> None:
    address = begun(client, len(PDF))
    assert patch(client, address, 5, PDF[5:]).status_code == 409
    wrong = "sha1 " + base64.b64encode(hashlib.sha1(b"other", usedforsecurity=False).digest()).decode()
    assert patch(client, address, 0, PDF[:50], **{"Upload-Checksum": wrong}).status_code == 460
    good = "sha256 " + base64.b64encode(hashlib.sha256(PDF[:50]).digest()).decode()
    assert patch(client, address, 0, PDF[:50], **{"Upload-Checksum": good}).status_code == 204
    assert patch(client, address, 50, PDF[50:] + b"more than was said").status_code == 413
    assert client.head(address, headers=TUS)["Upload-Offset"] == "50"
    assert (
        client.patch(address, PDF, content_type="text/plain", headers=TUS | {"Upload-Offset": "50"}).status_code == 415
    )


@pytest.mark.django_db
def test_what_is_not_taken_is_refused_at_the_end_in_words_and_thrown_away(client) -> None:
    address = begun(client, 20, name="plan.pdf")
    response = patch(client, address, 0, b"MZ is a program here")
    assert response.status_code == 422
    assert "plan.pdf" in response.json()["detail"]
    assert client.head(address, headers=TUS).status_code == 404
    assert not Upload.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "x", "Upload-Metadata": metadata(filename="a.pdf", use="trial.all")}, 422),
        ({"Upload-Length": "-5", "Upload-Metadata": metadata(filename="a.pdf", use="trial.all")}, 422),
        ({"Upload-Length": "5", "Upload-Metadata": "filename !!!"}, 422),
        ({"Upload-Length": "5", "Upload-Metadata": metadata(filename="a.pdf", use="no.such")}, 422),
        ({"Upload-Length": "5", "Upload-Metadata": metadata(filename="a.pdf", use="trial.papers")}, 401),
        ({"Upload-Length": "99999999999", "Upload-Metadata": metadata(filename="a.pdf", use="trial.all")}, 413),
    ],
)
def test_a_beginning_that_cannot_be_meant_is_refused(client, headers, status) -> None:
    assert client.post("/files/uploads/", headers=TUS | headers).status_code == status


@pytest.mark.django_db
def test_an_upload_belongs_to_who_began_it_and_ends_when_it_is_thrown_away_or_runs_out(client, settings) -> None:
    officer, other = client_of(make_officer("canbo")), client_of(make_officer("khac"))
    address = begun(officer, len(PDF), use="trial.papers")
    for stranger in (other, client):
        assert stranger.head(address, headers=TUS).status_code == 404
        assert patch(stranger, address, 0, PDF).status_code == 404
    assert client.head("/files/uploads/made-up.token", headers=TUS).status_code == 404
    patch(officer, address, 0, PDF[:10])
    assert officer.delete(address, headers=TUS).status_code == 204
    assert officer.head(address, headers=TUS).status_code == 404
    address = begun(officer, len(PDF), use="trial.papers")
    patch(officer, address, 0, PDF[:10])
    assert api.clean_up(now=timezone.now() + timedelta(hours=25)).uploads == 1
    assert officer.head(address, headers=TUS).status_code == 404
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


@pytest.mark.django_db
@pytest.mark.parametrize("seam", ["_added", "_finish"])
def test_an_upload_that_is_thrown_away_while_a_part_comes_is_missing_and_no_fault(client, monkeypatch, seam) -> None:
    address = begun(client, len(PDF))
    real = getattr(uploads, seam)

    def thrown_away(*arguments: object) -> object:
        Upload.objects.all().delete()
        return real(*arguments)

    monkeypatch.setattr(uploads, seam, thrown_away)
    assert patch(client, address, 0, PDF).status_code == 404
    assert not File.objects.exists()


@pytest.mark.django_db
def test_somebody_who_only_begins_is_stopped(client) -> None:
    for _ in range(50):
        begun(client, 10)
    given = TUS | {"Upload-Length": "10", "Upload-Metadata": metadata(filename="a.pdf", use="trial.all")}
    response = client.post("/files/uploads/", headers=given)
    assert response.status_code == 422
    assert response.json()["type"].endswith("too-many-uploads")


@pytest.mark.django_db(transaction=True)
def test_a_foreign_client_sends_a_file_resumes_it_and_is_told_what_is_wrong(live_server, tmp_path) -> None:
    officer = make_officer("canbo")
    session = client_of(officer).cookies["session"].value
    proof = "a" * 32  # what a page puts into the cookie and a script into the header
    headers = {"Cookie": f"session={session}; csrf={proof}", "X-CSRFToken": proof}
    tus = TusClient(f"{live_server.url}/files/uploads/", headers=headers)
    path = tmp_path / "bản đồ.png"
    path.write_bytes(picture(900, 700, compress_level=0))
    said = {"filename": path.name, "use": "trial.papers"}

    with path.open("rb") as stream:
        given = {"file_stream": stream, "chunk_size": 256 * 1024, "upload_checksum": True}
        uploader = tus.uploader(**given, metadata=said)
        uploader.upload_chunk()
        assert 0 < uploader.offset < path.stat().st_size
        again = tus.uploader(**given, url=uploader.url)  # as after a restart of the phone
        assert again.offset == uploader.offset
        again.upload()
    file = File.objects.get()
    assert (file.name, file.size, file.media_type) == ("bản đồ.png", path.stat().st_size, "image/png")
    assert file.uploaded_by == str(officer.pk)

    bad = tus.uploader(
        file_stream=io.BytesIO(b"MZ is a program here"), metadata=said | {"filename": "plan.pdf"}, retries=0
    )
    with pytest.raises(TusCommunicationError) as caught:
        bad.upload()
    assert caught.value.status_code == 422


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_cut_in_the_middle_of_a_part_loses_no_earlier_part(live_server, client) -> None:
    content = picture(600, 400, compress_level=0)
    address = begun(client, len(content), name="ảnh.png")
    assert patch(client, address, 0, content[:100_000]).status_code == 204
    place = urlsplit(live_server.url)
    request = (
        f"PATCH {address} HTTP/1.1\r\nHost: {place.netloc}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 100000\r\n"
        f"Content-Type: {BYTES}\r\nContent-Length: {len(content) - 100_000}\r\n\r\n"
    )
    with socket.create_connection((place.hostname, place.port)) as link:
        link.sendall(request.encode() + content[100_000:150_000])
    offset = int(client.head(address, headers=TUS)["Upload-Offset"])
    assert 100_000 <= offset <= 150_000
    assert patch(client, address, offset, content[offset:]).status_code in {204, 409}
    offset = int(client.head(address, headers=TUS)["Upload-Offset"])
    if offset < len(content):  # what was cut arrived meanwhile
        assert patch(client, address, offset, content[offset:]).status_code == 204
    file = File.objects.get()
    assert file.blob_id == hashlib.sha256(content).hexdigest()


@pytest.mark.django_db
def test_an_upload_whose_last_answer_was_lost_is_finished_when_the_client_asks(client, monkeypatch) -> None:
    from honglam.core.files.service import storing

    address = begun(client, len(PDF))
    store = storing.store

    def killed(**_given):
        raise SystemExit  # the process was killed while it joined the parts

    monkeypatch.setattr(storing, "store", killed)
    with pytest.raises(SystemExit):
        patch(client, address, 0, PDF)
    monkeypatch.setattr(storing, "store", store)
    assert not File.objects.exists()
    assert client.head(address, headers=TUS)["Upload-Offset"] == str(len(PDF))
    assert File.objects.get().size == len(PDF)


@pytest.mark.django_db
def test_a_draft_is_named_to_a_form_by_a_token_that_nobody_can_make_up(keeper) -> None:
    draft = api.store(source=PDF, name="a.pdf", owner=None, agency=OWNER_AT, viewer=keeper, now=timezone.now())
    token = api.token(file_id=draft.id)
    assert api.draft(token=token, viewer=keeper).id == draft.id
    owner = Owner("trial.well", OWNER_AT)
    assert api.adopt(ids=[draft.id], owner=owner, agency=OWNER_AT, viewer=keeper, now=timezone.now())
    with pytest.raises(Exception, match="run out"):
        api.draft(token=draft.id.hex + ".forged", viewer=keeper)
