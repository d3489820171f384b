"""The same in an object store: a real server that speaks S3, in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from django.core.files.storage import storages
from django.utils import timezone

from honglam.core.files import api, stores
from honglam.core.files.models import Blob, File
from honglam.core.files.testing import PDF, make_file, picture
from honglam.core.identity.testing import client_of, make_officer
from honglam.core.jobs.testing import run_jobs
from honglam.kit.testing import OWNER_AT

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
KEYS = {"access_key": "key", "secret_key": "secret", "region_name": "us-east-1"}


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def store_process() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while not answers(port):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def bucket(store_process, settings) -> Iterator[str]:
    client = boto3.client(
        "s3",
        endpoint_url=store_process,
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        region_name="us-east-1",
    )
    name = f"files-{time.monotonic_ns()}"
    client.create_bucket(Bucket=name)
    options = KEYS | {"bucket_name": name, "endpoint_url": store_process, "file_overwrite": True}
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options | {"signature_version": "s3v4"}}
    settings.STORAGES = settings.STORAGES | {"default": backend}
    yield name
    storages["default"].connection.meta.client.close()
    client.close()


def read(file_id, viewer, **part) -> bytes:
    content = api.open(file_id=file_id, viewer=viewer)
    return b"".join(api.stretch(content=content, **part).pieces)


def test_files_lie_in_the_bucket_and_are_read_in_whole_and_in_part(bucket, well, keeper) -> None:
    stored = make_file(well, agency=OWNER_AT, viewer=keeper)
    assert stores.remote()
    assert list(stores.keys("blobs")) == [stores.blob_key(stored.sha256)]
    assert read(stored.id, keeper) == PDF
    assert read(stored.id, keeper, first=5, last=9) == PDF[5:10]
    assert make_file(well, agency=OWNER_AT, viewer=keeper).sha256 == stored.sha256
    assert len(list(stores.keys("blobs"))) == 1
    assert list(stores.incoming().iterdir()) == []


def test_previews_verification_and_clean_up_work_there_too(bucket, well, keeper) -> None:
    stored = make_file(well, agency=OWNER_AT, viewer=keeper, name="a.png", content=picture(), now=timezone.now())
    run_jobs()
    assert api.preview(file_id=stored.id, number=0, viewer=keeper).size > 0
    assert api.verify(now=timezone.now()).flaws == ()
    storages["default"].bucket.Object(stores.blob_key(stored.sha256)).put(Body=b"changed by hand")
    assert [flaw.missing for flaw in api.verify(now=timezone.now()).flaws] == [False]
    stores.delete(stores.blob_key(stored.sha256))
    assert [flaw.missing for flaw in api.verify(now=timezone.now()).flaws] == [True]
    File.objects.all().delete()
    later = timezone.now() + timedelta(days=2)
    assert api.clean_up(now=later).blobs == 1
    assert list(stores.keys("previews")) == []
    make_file(well, agency=OWNER_AT, viewer=keeper)
    File.objects.all().delete()
    Blob.objects.all().delete()  # as after a rollback
    assert api.clean_up(now=later).strays == 1
    assert list(stores.keys("blobs")) == []


def test_parts_of_an_upload_lie_there_so_that_any_machine_goes_on(bucket, keeper, settings, tmp_path) -> None:
    now = timezone.now()
    begun = api.begin(name="a.pdf", length=len(PDF), use="trial.all", viewer=keeper, address="", now=now)
    api.append(token=begun.token, offset=0, pieces=[PDF[:100]], viewer=keeper, now=now)
    assert len(list(stores.keys("parts"))) == 1
    settings.MEDIA_ROOT = tmp_path / "another machine"
    done = api.append(token=begun.token, offset=100, pieces=[PDF[100:]], viewer=keeper, now=now)
    assert read(done.file, keeper) == PDF
    assert list(stores.keys("parts")) == []


def test_a_browser_is_sent_to_a_signed_link_that_carries_the_name_and_runs_out(bucket, settings) -> None:
    from honglam.core.files.contracts import Owner
    from honglam.core.files.hooks import OwnerKind
    from honglam.core.files.testing import declared

    everybody = OwnerKind(id="trial.open", title="Open", may_read=lambda _v, _o: True, may_write=lambda _v, _o: True)
    officer = client_of(make_officer("canbo"))
    with declared(everybody):
        stored = make_file(Owner("trial.open", "1"), agency=OWNER_AT)
        through_us = officer.get(f"/files/{stored.id}/", headers={"Range": "bytes=0-4"})
        assert b"".join(through_us.streaming_content) == PDF[:5]
        settings.S3_LINKS = True
        response = officer.get(f"/files/{stored.id}/")
    assert response.status_code == 302
    assert "X-Amz-Expires=60" in response["Location"]
    with urllib.request.urlopen(response["Location"]) as answer:
        assert answer.read() == PDF
        assert answer.headers["Content-Type"] == "application/pdf"
        assert "filename*=UTF-8''Quy%E1%BA%BFt" in answer.headers["Content-Disposition"]
