from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

from honglam.core.files import api, stores
from honglam.core.files.contracts import Owner
from honglam.core.files.management import cli
from honglam.core.files.models import Blob
from honglam.core.files.tables import FILES
from honglam.core.files.testing import NOW, make_file, picture
from honglam.core.identity.testing import client_of, make_officer
from honglam.core.jobs.testing import run_jobs
from honglam.kit.testing import OWNER_AT, STRANGER_AT, TableSuite

pytestmark = pytest.mark.django_db


class TestFiles(TableSuite):
    table = FILES
    fetch = staticmethod(api.files)
    count = 0

    def make(self, agency: str) -> object:
        self.count += 1
        return make_file(Owner("trial.well", agency), agency=agency, name=f"{self.count}.pdf")


@pytest.fixture
def admin() -> Client:
    return client_of(make_officer("quantri", role="admin", agency="H27"))


def test_the_pages_show_files_storage_and_quarantine(admin, well) -> None:
    stored = make_file(well, agency=OWNER_AT)
    assert "Quyết định.pdf" in admin.get("/studio/files/").content.decode()
    page = admin.get(f"/studio/files/{stored.id}/").content.decode()
    assert stored.sha256 in page
    assert f"/files/{stored.id}/" in page
    assert admin.get("/studio/files/storage/").status_code == 200
    assert admin.get("/studio/files/quarantine/").status_code == 200


def test_an_administrator_of_another_agency_sees_nothing_of_it(well) -> None:
    stored = make_file(well, agency=OWNER_AT)
    other = client_of(make_officer("xa", role="admin", agency=STRANGER_AT))
    assert other.get(f"/studio/files/{stored.id}/").status_code == 404
    assert other.post(f"/studio/files/{stored.id}/remove/", {"reason": "no"}).status_code == 404
    assert client_of(make_officer("canbo")).get("/studio/files/").status_code == 403


def test_what_is_held_is_released_and_removed_from_the_page(admin, well) -> None:
    stored = make_file(well, agency=OWNER_AT)
    Blob.objects.update(state="quarantine")
    page = admin.get("/studio/files/quarantine/").content.decode()
    assert "Quyết định.pdf" in page
    answer = admin.post(f"/studio/files/quarantine/{stored.sha256}/release/", {"reason": "đã xem"})
    assert answer.status_code == 302
    assert "Quyết định.pdf" not in admin.get("/studio/files/quarantine/").content.decode()
    assert admin.post(f"/studio/files/quarantine/{stored.sha256}/discard/", {"reason": "x"}).status_code == 422
    Blob.objects.update(state="infected", finding="Eicar")
    admin.post(f"/studio/files/quarantine/{stored.sha256}/discard/", {"reason": "vi rút"})
    assert admin.get(f"/studio/files/{stored.id}/").status_code == 404


def test_a_file_is_removed_with_a_reason_from_its_page(admin, well) -> None:
    stored = make_file(well, agency=OWNER_AT)
    assert admin.post(f"/studio/files/{stored.id}/remove/", {}).status_code == 422
    assert admin.post(f"/studio/files/{stored.id}/remove/", {"reason": "gửi nhầm"}).status_code == 302
    assert admin.get(f"/studio/files/{stored.id}/").status_code == 404


def run(capsys, *words: str) -> tuple[int, str]:
    import argparse

    parser = argparse.ArgumentParser()
    cli.register(parser.add_subparsers())
    chosen = parser.parse_args(["files", *words])
    return chosen.run(chosen), capsys.readouterr().out


def test_the_command_and_the_doctor_name_a_planted_change(well, settings, capsys) -> None:
    from honglam.core.files import health
    from honglam.kit.checks import Light

    good = make_file(well, agency=OWNER_AT)
    bad = make_file(well, agency=OWNER_AT, name="sổ sách.png", content=picture())
    assert run(capsys, "verify")[0] == 0
    assert health.integrity(NOW).light is Light.GREEN
    path = Path(settings.MEDIA_ROOT) / stores.blob_key(bad.sha256)
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    code, said = run(capsys, "verify")
    assert code == 1
    assert "sổ sách.png" in said
    assert str(good.id) not in said
    found = json.loads(run(capsys, "verify", "--json")[1])
    assert [flaw["file"] for flaw in found["flaws"]] == [str(bad.id)]
    assert health.integrity(NOW).light is Light.RED


def test_the_command_cleans_up(capsys) -> None:
    assert run(capsys, "clean", "--json") == (
        0,
        json.dumps({"drafts": 0, "uploads": 0, "blobs": 0, "strays": 0, "size": 0}) + "\n",
    )


def test_the_nightly_jobs_run_and_fail_loudly_when_a_content_is_missing(well) -> None:
    from honglam.base.errors import Refusal
    from honglam.core.jobs import api as jobs

    stored = make_file(well, agency=OWNER_AT)
    for name in ("files.verify", "files.clean", "files.rescan"):
        jobs.enqueue(name=name)
    assert set(run_jobs()) >= {"files.verify", "files.clean", "files.rescan"}
    stores.delete(stores.blob_key(stored.sha256))
    jobs.enqueue(name="files.verify")
    with pytest.raises(Refusal, match=r"Quyết định\.pdf"):
        run_jobs()
