from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from honglam.core.jobs.testing import declared, subscribed

TRIAL = Path(__file__).with_name("trial.py")


@pytest.fixture(scope="session")
def trial() -> Any:
    """The jobs and subscribers of trial.py, not yet declared."""
    spec = spec_from_file_location("trial", TRIAL)
    assert spec is not None
    assert spec.loader is not None
    sys.modules["trial"] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def marks(transactional_db: Any, trial: Any) -> Iterator[Any]:
    """What jobs and subscribers wrote, in order; they are declared while the test runs."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS trial_mark (id bigserial PRIMARY KEY, text text NOT NULL)")
        cursor.execute("TRUNCATE trial_mark")
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")

    def read() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM trial_mark ORDER BY id")
            return [row[0] for row in cursor.fetchall()]

    with declared(*trial.DECLARED), subscribed(*trial.SUBSCRIBED):
        yield read
