"""People read words where the code says `room.verb`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.translation import override

from honglam.kit import naming

SOURCE = Path(__file__).resolve().parent.parent / "src/honglam"
# Helpers through which rooms write; the verb is their first argument.
WRITERS = {"Act", "_record", "note", "_taken_back"}


def _granted() -> list[str]:
    grants = [grant for config in apps.get_app_configs() for grant in getattr(config, "grants", ())]
    return sorted({right for grant in grants for right in grant.permissions})


def _written(path: Path) -> Iterator[str]:
    """Yield every verb that a file writes on the ledger as it stands there."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = [key.value for key in call.keywords if key.arg == "verb"]
        given += call.args[:1] if name in WRITERS else []
        for node in given:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
                yield node.value


def _verbs() -> list[str]:
    files = [path for path in SOURCE.rglob("*.py") if "tests" not in path.parts and path.name != "testing.py"]
    return sorted({verb for path in files for verb in _written(path)})


@pytest.mark.parametrize("right", _granted())
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_right_has_a_name_that_people_understand(right: str, language: str) -> None:
    with override(language):
        assert naming.right(right) != right, "declare it in `rights` of the room's config or in its pack.toml"


@pytest.mark.parametrize("verb", _verbs())
def test_what_a_room_writes_on_the_ledger_has_a_name_that_people_understand(verb: str) -> None:
    assert naming.verb(verb) != verb, "declare it in `verbs` of the room's config"


def test_the_verbs_are_found_in_the_code() -> None:
    assert {"identity.post.added", "identity.sign_in.done", "files.file.stored"} <= set(_verbs())


def test_what_nobody_declares_stands_for_itself() -> None:
    assert naming.right("nobody.view") == "nobody.view"
    assert naming.verb("nobody.thing.done") == "nobody.thing.done"
