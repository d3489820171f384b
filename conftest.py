"""What every test may use: a throw-away PostgreSQL, people of three kinds, and a browser.

`DATABASE_URL` points the suite at a server of yours; without it each test process starts an embedded one in a temporary
folder, with durability off because nothing in it outlives the run.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dj_database_url
import pytest
from django.conf import settings
from django.db import connections
from django.utils import translation
from hypothesis import settings as explored

from honglam.project.postgres import EmbeddedServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# The same examples each time, so that a change is judged by what it changed; `HONGLAM_EXPLORE=1` looks for new ones.
explored.register_profile("steady", derandomize=True, deadline=None, database=None)
if not os.environ.get("HONGLAM_EXPLORE"):
    explored.load_profile("steady")

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_configure(config: pytest.Config) -> None:
    """Make a folder that all processes of this run share; the database's own user must reach what lies in it."""
    if "HONGLAM_TEST_SHARED" not in os.environ:
        folder = tempfile.mkdtemp(prefix="honglam-tests-")
        Path(folder).chmod(0o755)
        os.environ["HONGLAM_TEST_SHARED"] = folder
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """See that a file whose tests are slow or need a browser says so itself: `tools/test.sh` finds it by that."""
    found = {(item.path, mark) for item in items for mark in ("browser", "slow") if item.get_closest_marker(mark)}
    for path, mark in found:
        if f"mark.{mark}" not in path.read_text(encoding="utf-8"):
            message = f"{path}: write `pytest.mark.{mark}` into the file itself"
            raise pytest.UsageError(message)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001  (names the database of each xdist process)
) -> Iterator[None]:
    """Point Django at the database of this run before the test database is made."""
    server = None
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        server = EmbeddedServer(tmp_path_factory.mktemp("postgres"), durable=False)
        url = server.start()
    connection = connections["default"]
    # The ledger's fence lets nobody empty its tables but a test run.
    options = {"OPTIONS": {"options": "-c honglam.testing=yes"}, "CONN_HEALTH_CHECKS": False}
    connection.settings_dict.update(dj_database_url.parse(url) | options)
    settings.DATABASES["default"].update(connection.settings_dict)
    yield
    if server is not None:
        connections.close_all()
        server.stop()


@pytest.fixture(scope="session", autouse=True)
def _folders_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what tests store and sign with out of the developer's data.

    Also the server of browser tests, which starts before a test's own fixtures, needs the folder that whitenoise wants.
    """
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("files")
    settings.KEYS = tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session", autouse=True)
def _answers_leave_at_once() -> None:
    """Let the server of live tests send what it has; else answers wait 40 ms for the reader to confirm their head."""
    from django.core.servers.basehttp import WSGIRequestHandler  # noqa: PLC0415  (Django is set up only now)

    WSGIRequestHandler.disable_nagle_algorithm = True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:  # noqa: ARG001  (pytest-django's own goes first)
    """Make the test database; emptying it then makes no rights of Django's anew, which nobody here reads."""
    from django.contrib.auth.management import create_permissions  # noqa: PLC0415  (Django is set up only now)
    from django.contrib.contenttypes.management import create_contenttypes  # noqa: PLC0415
    from django.db.models.signals import post_migrate  # noqa: PLC0415

    post_migrate.disconnect(create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Iterator[None]:
    """Let no test see what another has left in the process: the reader's language, procedures and agencies."""
    yield
    from honglam.engines.case import testing as cases  # noqa: PLC0415  (Django is set up only now)
    from honglam.engines.indicator import testing as indicators  # noqa: PLC0415

    translation.deactivate()
    cases.forget()
    indicators.forget()


@pytest.fixture(autouse=True)
def _files_are_thrown_away(tmp_path: Path, settings: Any) -> None:
    """Keep what a test stores out of the installation's folder."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()  # whitenoise warns of a folder that is not there
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium, headless."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only browser tests pay for it)

    # Playwright's loop runs in this thread while Django's ORM is used from tests beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    executable = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a fresh browser profile: Vietnamese, a small laptop."""
    fresh = browser.new_context(locale="vi-VN", viewport={"width": 1366, "height": 768})
    fresh.set_default_timeout(10_000)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return an empty tab."""
    return context.new_page()
