from __future__ import annotations

import pytest

from honglam.core.audit import api as audit
from honglam.core.identity.testing import client_of, make_officer
from honglam.kit.checks import CHECKS, Check, Finding, Light
from honglam.kit.packs import PACKS

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return client_of(make_officer("quantri", role="admin", agency="H27"))


@pytest.mark.parametrize("page", ["", "figures/", "packs/", "health/", "backups/"])
def test_only_makers_and_administrators_enter(admin, page) -> None:
    path = f"/studio/{page}"
    assert admin.get(path).status_code == 200
    assert client_of(make_officer("lan")).get(path).status_code == 403


def test_the_home_leads_to_each_room_and_shows_how_it_stands(admin) -> None:
    text = admin.get("/studio/").content.decode()
    for path in ("/studio/packs/", "/studio/health/", "/studio/jobs/"):
        assert f'href="{path}"' in text
    assert "Công việc đang chờ" in text


def test_each_pack_is_shown_with_what_it_fulfils_and_how_it_is_proven(admin) -> None:
    text = admin.get("/studio/packs/").content.decode()
    assert len(PACKS) > 0
    for manifest in PACKS:
        for word in (manifest.id, manifest.owner, manifest.acceptance, *manifest.fulfils):
            assert word in text
    assert "quy tắc" in text


@pytest.fixture
def red_check():
    check = Check("trial.roof", "Mái nhà", lambda _: Finding(Light.RED, "Mái bị dột.", "Lợp lại mái."))
    CHECKS._items[check.id] = check
    yield
    del CHECKS._items[check.id]


def test_a_broken_part_is_shown_with_its_remedy(admin, red_check) -> None:
    text = admin.get("/studio/health/").content.decode()
    assert "Mái bị dột." in text
    assert "Lợp lại mái." in text
    assert 'class="hl-status tone-bad"' in text


def test_a_check_that_breaks_is_a_finding_and_not_the_end_of_the_page(admin) -> None:
    def broken(now: object) -> Finding:
        raise RuntimeError("the probe fell off")

    CHECKS._items["trial.probe"] = Check("trial.probe", "Probe", broken)
    try:
        page = admin.get("/studio/health/")
    finally:
        del CHECKS._items["trial.probe"]
    assert page.status_code == 200
    assert "the probe fell off" in page.content.decode()


def test_the_page_of_backups_shows_what_the_drill_found_and_where_one_failed(admin) -> None:
    assert "Chưa có bản sao lưu nào" in admin.get("/studio/backups/").content.decode()
    good = {
        "rows": 4321,
        "made": "2026-11-23T01:30:00+00:00",
        "size": 5_000_000,
        "seconds": {"restore": 4.5, "ledger": 1},
    }
    audit.record(verb="backup.drilled", thing="backup:night.backup", after=good)
    audit.record(verb="backup.drilled", thing="backup:old.backup", after={"failed": "restore", "reason": "hỏng"})
    text = admin.get("/studio/backups/").content.decode()
    for word in ("night.backup", "4.321", "old.backup", "hỏng"):
        assert word in text
