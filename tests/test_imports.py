"""The law of imports: it holds, and each contract of `.importlinter` catches what is planted in a copy of the tree."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import LINT_IMPORTS

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = configparser.ConfigParser()
CONTRACTS.read(ROOT / ".importlinter")
IDS = [section.rpartition(":")[2] for section in CONTRACTS.sections() if section.startswith("importlinter:contract:")]


@dataclass(frozen=True)
class Plant:
    """A violation: the contract that must catch it and the files that commit it."""

    contract: str
    sentence: str
    files: dict[str, str]


PLANTS = [
    Plant("floors", "base imports the kit", {"base/planted.py": "import honglam.kit.nav"}),
    Plant("floors", "the kit imports core", {"kit/planted.py": "from honglam.core.identity import api"}),
    Plant("floors", "core imports an engine", {"core/identity/planted.py": "from honglam.engines.case import api"}),
    Plant("floors", "an engine imports a pack", {"engines/case/api.py": "from honglam.packs.one import api"}),
    Plant("floors", "a pack imports a surface", {"packs/one/api.py": "from honglam.surfaces.desk import urls"}),
    Plant("floors", "a surface imports a pack", {"surfaces/desk/planted.py": "from honglam.packs.one import api"}),
    Plant("floors", "a room imports the composition root", {"packs/one/api.py": "import honglam.project.rooms"}),
    Plant("floors", "a folder stands outside the floors", {"attic/things.py": ""}),
    Plant(
        "engines", "a low engine imports a high one", {"engines/stream/api.py": "from honglam.engines.case import api"}
    ),
    Plant("engines", "engines of one height meet", {"engines/case/api.py": "from honglam.engines.datahub import api"}),
    Plant("engines", "an engine is not in the stack", {"engines/gossip/api.py": ""}),
    Plant("core", "places imports identity", {"core/places/planted.py": "from honglam.core.identity import api"}),
    Plant("core", "jobs imports places", {"core/jobs/planted.py": "from honglam.core.places import api"}),
    Plant("core", "a core room is not in the stack", {"core/gossip/api.py": ""}),
    Plant("packs", "a pack imports another", {"packs/one/api.py": "from honglam.packs.two import api"}),
    Plant(
        "surfaces",
        "the desk imports the portal",
        {"surfaces/desk/planted.py": "from honglam.surfaces.portal import urls"},
    ),
    Plant("rooms", "models import the service", {"packs/one/models.py": "from honglam.packs.one import service"}),
    Plant("rooms", "contracts import models", {"packs/one/contracts.py": "from honglam.packs.one import models"}),
    Plant("rooms", "the api imports the views", {"packs/one/api.py": "from honglam.packs.one import views"}),
    Plant("rooms", "views import jobs", {"packs/one/views.py": "from honglam.packs.one import jobs"}),
    Plant("doors", "a pack reads core's models", {"packs/one/service.py": "from honglam.core.identity import models"}),
    Plant("doors", "a pack calls core's service", {"packs/one/service.py": "import honglam.core.identity.service"}),
    Plant(
        "doors", "code uses builders of tests", {"packs/one/service.py": "from honglam.core.identity import testing"}
    ),
    Plant("facade", "a view calls the service", {"packs/one/views.py": "from honglam.packs.one import service"}),
    Plant("facade", "REST reads models", {"packs/one/rest.py": "from honglam.packs.one.models import Thing"}),
    Plant(
        "facade", "a command reads models", {"packs/one/management/commands/x.py": "import honglam.packs.one.models"}
    ),
    Plant(
        "facade",
        "a view reaches models through a helper",
        {
            "packs/one/views.py": "from honglam.packs.one import pages",
            "packs/one/pages.py": "import honglam.packs.one.models",
        },
    ),
    Plant("contracts", "contracts import Django", {"packs/one/contracts.py": "from django.db import models"}),
    Plant("base", "base imports Django", {"base/planted.py": "from django.utils import timezone"}),
    Plant("base", "base imports a package", {"base/planted.py": "import pydantic"}),
    Plant(
        "processes", "a pack runs SpiffWorkflow", {"packs/one/service.py": "from SpiffWorkflow.bpmn import workflow"}
    ),
    Plant("analytics", "core queries DuckDB", {"core/identity/planted.py": "import duckdb"}),
    Plant("analytics", "an engine uses Ibis", {"engines/indicator/planted.py": "import ibis.expr.types"}),
    Plant("calls-out", "a pack calls out with httpx", {"packs/one/service.py": "import httpx"}),
    Plant("calls-out", "a pack calls out with requests", {"packs/one/service.py": "from requests import get"}),
    Plant("calls-out", "a pack calls out with aiohttp", {"packs/one/service.py": "import aiohttp"}),
    Plant("calls-out", "a pack opens an http.client", {"packs/one/service.py": "from http import client"}),
    Plant(
        "calls-out",
        "a pack hides urllib.request",
        {"packs/one/service.py": "from urllib import (\n    parse,\n    request,\n)"},
    ),
]

ALLOWED = {
    "engines/case/service.py": "import SpiffWorkflow",
    "engines/datahub/service.py": "import duckdb, ibis",
    "engines/exchange/service.py": "import httpx, urllib.request, http.client",
    "packs/one/contracts.py": "from dataclasses import dataclass",
    "packs/one/models.py": "from django.db import models\nfrom honglam.packs.one import contracts",
    "packs/one/service.py": "from urllib.parse import quote\nimport http, honglam.packs.one.models",
    "packs/one/api.py": "from honglam.packs.one import service\nfrom honglam.core.identity import api, contracts",
    "packs/one/views.py": "from honglam.packs.one import api, forms\nfrom honglam.kit import nav",
    "packs/one/forms.py": "from django import forms\nfrom honglam.packs.one import contracts",
    "packs/one/testing.py": "from honglam.packs.one import models\nfrom honglam.core.identity import testing",
}


STAGE = [
    *(f"packs/{pack}/{part}.py" for pack in ("one", "two") for part in ("api", "service", "models", "views", "jobs")),
    *(f"engines/{engine}/api.py" for engine in ("case", "datahub", "stream")),
    *(f"core/{room}/api.py" for room in ("calendar", "places")),
]


def plant(tree: Path, files: dict[str, str]) -> None:
    """Write modules below honglam, with the packages that hold them."""
    source = tree / "src/honglam"
    for name, text in files.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for folder in path.relative_to(source).parents:
            (source / folder / "__init__.py").touch()


def lint(tree: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the tree, without any cache."""
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    return subprocess.run(
        [sys.executable, *LINT_IMPORTS, *chosen],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree}", "COLUMNS": "300"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of the Python of this repository that has its law."""
    ignored = shutil.ignore_patterns("__pycache__", "tests", "static", "templates", "locale", "data", "*.mo")
    shutil.copytree(ROOT / "src/honglam", tmp_path / "src/honglam", ignore=ignored)
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools/contracts.py", tmp_path / "tools/contracts.py")
    shutil.copy(ROOT / ".importlinter", tmp_path / ".importlinter")
    plant(tmp_path, {name: "" for name in STAGE if not (tmp_path / "src/honglam" / name).exists()})
    return tmp_path


def test_it_holds_in_this_tree(tree: Path) -> None:
    result = lint(tree)
    assert result.returncode == 0, result.stdout + result.stderr


def test_it_allows_what_the_house_allows(tree: Path) -> None:
    plant(tree, ALLOWED)
    result = lint(tree)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("planted", PLANTS, ids=lambda p: f"{p.contract}: {p.sentence}")
def test_it_catches(tree: Path, planted: Plant) -> None:
    plant(tree, planted.files)
    result = lint(tree, planted.contract)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "1 broken" in result.stdout
    culprit = next(iter(planted.files)).removesuffix(".py").replace("/", ".")
    # An undeclared folder is named by its parent's contract, every other culprit by its module.
    assert culprit.rpartition(".")[0] in result.stdout


def test_every_contract_has_a_violation_that_it_catches() -> None:
    assert {planted.contract for planted in PLANTS} == set(IDS)
