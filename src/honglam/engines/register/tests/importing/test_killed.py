"""A worker that is killed in the middle of an import leaves whole chunks behind, and the next one goes on there."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from honglam.core.identity.testing import have_agencies
from honglam.core.jobs.testing import WorkerProcess, eventually
from honglam.core.places.testing import have_places
from honglam.engines.register.api import imports
from honglam.engines.register.contracts.imports import ImportState
from honglam.engines.register.models import Act, Import
from honglam.engines.register.service import checking_names, shaping
from honglam.engines.register.testing import deployed, dropped
from honglam.engines.register.tests.importing.conftest import csv_of, judged, made_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SEEING = Path(__file__).with_name("seeing.py")
ROWS = 6000


@pytest.fixture
def homes(db):
    """Deploy the register so that other processes see it."""
    have_places()
    have_agencies()
    checking_names.forget()
    yield deployed(made_of())
    dropped("tried_homes")


def _silent() -> None:
    """Let the heart of the killed worker have been silent long enough."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")


def test_nothing_is_lost_and_nothing_is_written_twice(homes, officer, monkeypatch):
    monkeypatch.setenv("TRIED_FILES", str(settings.MEDIA_ROOT))
    body = csv_of(("Mã hộ", "Tên chủ hộ"), *((f"H{n:06}", "Nguyễn Văn An") for n in range(ROWS)))
    found, _report = judged(homes, officer, body)
    imports.decide(number=found.id, all_or_nothing=False, viewer=officer)
    with WorkerProcess(SEEING) as worker:
        eventually(lambda: Import.objects.get().written, within=120)
        worker.kill()
    middle = Import.objects.get()
    assert middle.state == ImportState.WRITING
    table = shaping.model_of(homes).objects
    assert table.count() == middle.counts["new"] < ROWS
    _silent()
    with WorkerProcess(SEEING):
        eventually(lambda: Import.objects.get().state == ImportState.DONE, within=120)
    codes = table.order_by("code").values_list("code", flat=True)
    assert list(codes) == [f"H{n:06}" for n in range(ROWS)]
    assert imports.find(number=found.id, viewer=officer)[0].counts.new == ROWS
    assert Act.objects.get().made == ROWS
