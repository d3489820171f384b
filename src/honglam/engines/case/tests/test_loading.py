"""Procedures of packs at each start."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps

from honglam.base.errors import Refusal
from honglam.engines.case import api, definition
from honglam.engines.case.contracts import ProcedureRefused
from honglam.engines.case.models import Draft, Version
from honglam.engines.case.service.studio import checking, loading
from honglam.engines.case.testing import MONDAY
from honglam.engines.case.tests import scene
from honglam.kit.apps import PackConfig

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _scene() -> None:
    scene.build()


def titled(title: str) -> dict[str, str]:
    return scene.files(procedure_toml=scene.files()["procedure.toml"].replace("Việc vặt", title))


def load(files: dict[str, str]) -> None:
    loading.load(procedure="tests.errand", files=files, now=MONDAY)


def versions() -> list[tuple[int, str]]:
    return list(Version.objects.filter(procedure="tests.errand").order_by("number").values_list("number", "origin"))


def test_a_start_with_the_same_files_changes_nothing_and_a_newer_pack_makes_a_version() -> None:
    load(scene.files())
    assert versions() == [(1, "pack")]
    load(titled("Việc lớn"))
    assert versions() == [(1, "pack"), (2, "pack")]


def test_what_somebody_made_here_is_not_replaced_but_offered_the_newer_one() -> None:
    scene.publish(titled("Việc của tỉnh"), by="7")
    load(scene.files())
    assert not Draft.objects.exists()  # they have seen what the pack says
    load(titled("Việc mới của gói"))
    assert versions() == [(1, "pack"), (2, "person")]
    offer = Draft.objects.get(procedure="tests.errand", author="")
    assert "Việc mới của gói" in offer.files["procedure.toml"]
    load(scene.files())
    assert not Draft.objects.exists()


def test_a_pack_whose_files_do_not_fit_stops_the_start_with_all_that_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = scene.files()["procedure.toml"]
    broken = {
        "one": scene.files(procedure_toml=text.replace("5 working days", "5 moons")),
        "two": scene.files(procedure_toml=text.replace("H27.skhcn", "H27.nobody").replace("case.work", "case.dance")),
    }
    for name, files in broken.items():
        folder = tmp_path / "procedures" / name
        folder.mkdir(parents=True)
        for file, content in files.items():
            (folder / file).write_text(content, encoding="utf-8")
    config = apps.get_app_config("communes")
    assert isinstance(config, PackConfig)
    monkeypatch.setattr(config, "path", str(tmp_path))
    with pytest.raises(Refusal) as told:
        api.load_procedures(now=MONDAY)
    said = str(told.value)
    for words in (
        "communes.one: procedure.toml#limit",
        "communes.two: procedure.toml#lanes.Sở.agency",
        "H27.nobody",
        "case.dance",
    ):
        assert words in said, said
    assert not Version.objects.filter(procedure__startswith="communes.").exists()


def test_the_procedures_that_come_with_the_platform_are_sound() -> None:
    for procedure, files in loading.shipped():
        data = {name: text.encode() for name, text in files.items()}
        definition.read(procedure=procedure, number=1, files=data)


def test_what_we_learn_to_find_fault_with_later_stops_no_running_case(monkeypatch: pytest.MonkeyPatch) -> None:
    case = scene.opened()
    from honglam.engines.case import definition
    from honglam.engines.case.contracts import Problem
    from honglam.engines.case.service.studio import procedures

    procedures.ready.cache_clear()
    monkeypatch.setattr(definition, "_compare", lambda *_: iter([Problem("procedure.toml", "x", "New and strict.")]))
    assert procedures.ready(case.version_id)[0].title == "Việc vặt"
    with pytest.raises(ProcedureRefused):
        scene.publish(titled("Khác"))


def test_a_form_that_no_input_can_ask_for_is_named_with_file_and_property_when_it_is_published() -> None:
    text, wrong = scene.files()["procedure.toml"], '{ type = "array", items = { type = "object" } }'
    inside = text.replace("properties.verdict", f"properties.owners = {wrong}\nproperties.verdict")
    begin = text.index("[form]")
    beside = f'form = "ask.json"\n{text[:begin]}{text[text.index("[", begin + 1) :]}'
    ask = '{"type": "object", "properties": {"owners": {"type": "array", "items": {"type": "object"}}}}'
    for files, place in (
        (scene.files(procedure_toml=inside), ("procedure.toml", "steps.verify.form.owners")),
        (scene.files(procedure_toml=beside) | {"ask.json": ask}, ("ask.json", "owners")),
    ):
        with pytest.raises(ProcedureRefused) as told:
            checking.check(procedure="tests.errand", number=2, files=files)
        assert [(each.file, each.element) for each in told.value.problems] == [place]
        assert "owners" in str(told.value)


def test_a_pattern_that_could_be_tried_for_ever_is_refused_when_it_is_published() -> None:
    files = titled("Việc vặt")
    files["procedure.toml"] = files["procedure.toml"].replace("minLength = 1", 'minLength = 1, pattern = "^(a+)+$"')
    with pytest.raises(ProcedureRefused) as refused:
        load(files)
    assert "for ever" in refused.value.message
    files["procedure.toml"] = files["procedure.toml"].replace("^(a+)+$", "^([a-z]{2}-)?[0-9]+$")
    load(files)
