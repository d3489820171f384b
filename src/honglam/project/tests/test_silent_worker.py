from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from honglam.core.jobs import api
from honglam.core.jobs.contracts import SILENT_AFTER
from honglam.core.jobs.rescue import rescue
from honglam.kit.checks import CHECKS, Light

ALIVE, SILENT = SILENT_AFTER * 0.5, SILENT_AFTER * 1.5


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "alive"), [(ALIVE, True), (SILENT, False)])
def test_a_worker_is_silent_for_the_doctor_the_figures_and_the_rescue_from_the_same_moment_on(age, alive) -> None:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [now - age])
    assert [worker.alive for worker in api.workers(now=now)] == [alive]
    assert api.figures(now=now).workers_alive == int(alive)
    assert (CHECKS["project.worker"].run(now).light is Light.GREEN) is alive
    rescue()
    assert bool(api.workers(now=now)) is alive
