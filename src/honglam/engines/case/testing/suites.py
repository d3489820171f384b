"""What must hold for every procedure; its tests inherit it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.apps import apps
from lxml import etree

from honglam.base.access import ANONYMOUS, Viewer
from honglam.base.errors import Forbidden, Missing
from honglam.core.identity import api as identity
from honglam.core.places import api as places
from honglam.engines.case import api
from honglam.engines.case.contracts import Procedure, Route
from honglam.engines.case.testing.stories import Story, files_of
from honglam.kit.testing import citizen

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_NODES = ("Event", "Task", "task", "Gateway", "subProcess", "callActivity", "transaction")


class ProcedureSuite:
    """The behaviour of one procedure.

    Class attributes:
        procedure: its id, `<pack>.<name>`.
        opening: how a case is handed in that is accepted: arguments of `Story.opened`.
        folder: where its files lie, when that is not its pack's folder.
    """

    procedure: ClassVar[str]
    opening: ClassVar[Mapping[str, Any]]
    folder: ClassVar[Path | None] = None

    pytestmark = pytest.mark.django_db

    @pytest.fixture
    def story(self) -> Story:
        """Begin a story of the procedure; that fails with all that is wrong with its files."""
        return Story.of(self.procedure, folder=self.folder)

    def test_a_case_is_accepted_and_somebody_has_it(self, story: Story) -> None:
        """What is handed in as `opening` says becomes a case that waits for somebody or is answered at once."""
        case = story.opened(**self.opening)
        assert case.row.code.startswith(story.says.prefix)
        assert any(each.id == case.row.status for each in story.says.statuses)

    def test_every_step_of_the_drawing_can_be_reached_and_leads_to_an_end(self) -> None:
        """No step is drawn to which no arrow leads from a start, or from which none leads to an end."""
        for name, text in files_of(self.procedure, self.folder).items():
            if name.endswith(".bpmn"):
                lost, stuck = _astray(text)
                assert not lost, f"{name}: no way leads from a start to {', '.join(sorted(lost))}"
                assert not stuck, f"{name}: no way leads to an end from {', '.join(sorted(stuck))}"

    def test_each_lane_finds_an_agency_in_each_commune(self, story: Story) -> None:
        """Wherever in the province a case is, somebody who exists has to do it."""
        known = {agency.path for agency in identity.agencies()}
        committees = {agency.commune for agency in identity.agencies() if agency.commune}
        assert story.says.fallback in known, f"there is no agency {story.says.fallback}, named as fallback"
        for lane in story.says.lanes.values():
            assert lane.agency in {"", *known}, f"lane {lane.name}: there is no agency {lane.agency}"
            if lane.route is Route.TERRITORY:
                without = sorted({unit.code for unit in places.communes()} - committees)
                assert not without, f"lane {lane.name}: communes without a committee: {', '.join(without)}"

    def test_each_lane_asks_for_a_right_that_a_role_gives(self, story: Story) -> None:
        """No step waits for somebody whom no role can make."""
        given = {
            right
            for config in apps.get_app_configs()
            for grant in getattr(config, "grants", ())
            for right in grant.permissions
        }
        asked = [(lane.name, lane.permission) for lane in story.says.lanes.values()]
        if story.says.extension is not None:
            asked.append(("extension", story.says.extension.permission))
        nobody = [f"{where}: {right}" for where, right in asked if right not in given]
        assert not nobody, f"rights that no role gives: {', '.join(nobody)}"

    def test_everything_that_people_read_has_words_in_both_languages(self, story: Story) -> None:
        """Titles, statuses, topics, documents and each question of the form, in Vietnamese and English."""
        silent = [where for where, words in _words(story.says) if not all(words)]
        assert not silent, f"words in one language are missing: {', '.join(silent)}"

    def test_a_step_is_done_by_nobody_but_who_holds_its_right_there(self, story: Story) -> None:
        """A stranger with the same right elsewhere learns nothing; a colleague without the right is turned away."""
        case = story.opened(**self.opening)
        for row in case._open():  # noqa: SLF001  (its own package)
            task = case.task(row.element)
            for viewer, expected in _others(story, row.agency, row.permission):
                with story.acting(viewer), pytest.raises(expected):
                    api.complete(task_id=row.pk, outcome={}, viewer=viewer, now=story.now)
            assert task.row.state == "open"


def _others(story: Story, agency: str, permission: str) -> Iterator[tuple[Viewer, type[Exception]]]:
    elsewhere = next(each.path for each in identity.agencies() if not agency.startswith(each.path))
    yield ANONYMOUS, Missing
    yield citizen(), Missing
    yield story.officer(elsewhere, "case.work", permission), Missing
    if permission != "case.work":
        yield story.officer(agency, "case.work"), Forbidden


def _words(says: Procedure) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "title", (says.title, says.title_en)
    for kind, things in (("status", says.statuses), ("topic", says.topics), ("document", says.documents)):
        for each in things:
            yield f"{kind} {each.id}", (each.title, each.title_en)
    for topic in says.topics:
        if topic.hint or topic.hint_en:
            yield f"hint of topic {topic.id}", (topic.hint, topic.hint_en)
    yield from _questions("form", says.form)
    for step in says.steps.values():
        yield from _questions(f"form of {step.element}", step.form)


def _questions(where: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, question in schema.get("properties", {}).items():
        yield f"{where}, {name}", (question.get("title", ""), question.get("title_en", ""))


def _astray(text: str) -> tuple[set[str], set[str]]:
    """Return the steps to which no way leads from a start, and those from which none leads to an end."""
    tree = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    nodes = {
        node.get("id"): node
        for process in tree.iter(f"{_BPMN}process")
        for node in process.iter()
        if isinstance(node.tag, str) and node.get("id") and etree.QName(node).localname.endswith(_NODES)
    }
    after: dict[str, set[str]] = {name: set() for name in nodes}
    for flow in tree.iter(f"{_BPMN}sequenceFlow"):
        after[flow.get("sourceRef")].add(flow.get("targetRef"))
    starts, ends = set(), set()
    for name, node in nodes.items():
        kind, owner = etree.QName(node).localname, node.get("attachedToRef")
        if owner:  # what stands at the edge of a step comes with it
            after[owner].add(name)
        # What is drawn inside a step is reached with the step, by its own start.
        starts |= {name} if kind == "startEvent" else set()
        ends |= {name} if kind == "endEvent" or not after[name] else set()
    before: dict[str, set[str]] = {name: set() for name in nodes}
    for name, targets in after.items():
        for target in targets:
            before[target].add(name)
    return set(nodes) - _from(starts, after), set(nodes) - _from(ends, before)


def _from(begin: set[str], arrows: Mapping[str, set[str]]) -> set[str]:
    found, todo = set(begin), list(begin)
    while todo:
        fresh = arrows[todo.pop()] - found
        found |= fresh
        todo += fresh
    return found
