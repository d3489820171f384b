"""The example of docs/how-to/write-a-procedure.md is run as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from honglam.engines.case.testing import stories
from honglam.project.rooms import SOURCE

pytestmark = pytest.mark.django_db

PAGE = (SOURCE.parent.parent / "docs" / "how-to" / "write-a-procedure.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


@pytest.fixture
def told(tmp_path: Path, monkeypatch: Any) -> dict[str, Any]:
    """What the page's test declares, with the page's files in the place of a pack's folder."""
    (tmp_path / "process.bpmn").write_text(block("xml"), encoding="utf-8")
    (tmp_path / "procedure.toml").write_text(block("toml"), encoding="utf-8")
    files_of = stories.files_of
    monkeypatch.setattr(stories, "files_of", lambda procedure, folder=None: files_of(procedure, folder or tmp_path))
    monkeypatch.setattr("honglam.engines.case.testing.suites.files_of", stories.files_of)
    names: dict[str, Any] = {}
    exec(compile(block("python"), "write-a-procedure.md", "exec"), names)
    return names


def test_the_stories_of_the_page_are_true(told: dict[str, Any]) -> None:
    tests = [value for name, value in told.items() if name.startswith("test_")]
    assert len(tests) == 2
    for test in tests:
        test()


def test_the_procedure_of_the_page_passes_the_suite(told: dict[str, Any]) -> None:
    suite = told["TestLight"]()
    for name in dir(suite):
        if name.startswith("test_"):
            test = getattr(suite, name)
            arguments = test.__code__.co_varnames[1 : test.__code__.co_argcount]
            test(*([stories.Story.of(suite.procedure)] if arguments else []))
