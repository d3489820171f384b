"""Directives: from a sentence to tasks, and the Government's system on the other side of a real connection."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from honglam.base.access import Grant, Kind, Viewer
from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.core.files import api as files
from honglam.engines.case.testing import MONDAY, CaseStory, Story
from honglam.packs.plan import api
from honglam.packs.plan.contracts.directives import NewDirective
from honglam.packs.plan.contracts.work import Origin
from honglam.packs.plan.models import Directive, Work

pytestmark = pytest.mark.django_db
SENTENCE = "Giao Sở Xây dựng, Sở Công Thương rà soát việc số hóa kết quả thủ tục hành chính, báo cáo trước 20/12/2026."
CHAIR = Viewer(
    "1", "Chủ tịch", Kind.OFFICER, "H27", frozenset({Grant("plan.direct", "H27"), Grant("plan.lead", "H27")})
)
ENTRY = NewDirective(
    sentence=SENTENCE,
    agencies=("H27.sxd", "H27.sct"),
    deadline=date(2026, 12, 20),
    giver="Chủ tịch UBND tỉnh",
    number="512/TB-UBND",
    key="one",
)


@pytest.fixture
def story() -> Story:
    return Story.of("plan.task")


def register(story: Story, viewer: Viewer = CHAIR, **more: Any) -> int:
    with story.acting(viewer):
        return api.directives.register(entry=ENTRY, viewer=viewer, now=story.now, **more)


def test_a_sentence_becomes_a_task_for_each_agency_and_stays_with_it(story: Story) -> None:
    number = register(story)
    found = api.directives.one(directive_id=number, viewer=CHAIR, now=story.now)
    assert [task.lead for task in found.tasks] == ["H27.sxd", "H27.sct"]
    assert {task.sentence for task in found.tasks} == {SENTENCE}
    assert {task.origin for task in found.tasks} == {Origin.DIRECTIVE}
    case = CaseStory(story, found.tasks[0].code).done(decision="take").done(steps="Rà soát từng thủ tục")
    case.done(percent=100, work="Đã rà soát 200 thủ tục", next="finish").done(outcome="Danh mục 200 thủ tục")
    case.done(verdict="close").is_closed()
    again = api.directives.one(directive_id=number, viewer=CHAIR, now=story.now)
    assert [task.open for task in again.tasks] == [False, True]


def test_the_same_sent_twice_is_one_directive(story: Story) -> None:
    assert register(story) == register(story)
    assert (Directive.objects.count(), Work.objects.count()) == (1, 2)


def test_its_document_is_read_by_those_whom_it_concerns(story: Story) -> None:
    number = register(story, paper=("TB 512.pdf", io.BytesIO(b"%PDF-1.4\n%%EOF")))
    file = Directive.objects.get(pk=number).file
    assert file is not None
    worker = Viewer("2", "Lan", Kind.OFFICER, "H27.sxd", frozenset({Grant("plan.work", "H27.sxd")}))
    assert files.describe(file_id=file, viewer=worker).name == "TB 512.pdf"
    stranger = Viewer("3", "Nam", Kind.OFFICER, "H27.syt", frozenset({Grant("plan.work", "H27.syt")}))
    with pytest.raises(Missing):
        files.describe(file_id=file, viewer=stranger)
    with pytest.raises(Missing):
        api.directives.one(directive_id=number, viewer=stranger, now=story.now)


def test_nobody_directs_an_agency_that_is_not_theirs_and_nothing_is_left_behind(story: Story) -> None:
    leader = Viewer("4", "Giám đốc", Kind.OFFICER, "H27.sxd", frozenset({Grant("plan.direct", "H27.sxd")}))
    with pytest.raises(Forbidden):
        register(story, leader)
    assert not Directive.objects.exists()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("sentence", {"sentence": " "}),
        ("agencies", {"agencies": ()}),
        ("agencies", {"agencies": ("H27.khong-co",)}),
        ("deadline", {"deadline": date(2026, 12, 1)}),
    ],
)
def test_what_is_missing_is_said_at_its_input(story: Story, field: str, wrong: dict[str, Any]) -> None:
    said = {"sentence": SENTENCE, "agencies": ("H27.sxd",)} | wrong
    with pytest.raises(Refusal) as refused:
        api.directives.register(entry=NewDirective(**said), viewer=CHAIR, now=story.now)
    assert refused.value.field == field


class Government(BaseHTTPRequestHandler):
    """The other side: gives what it has, and keeps what it is told."""

    tasks: ClassVar[list[Any]] = []
    heard: ClassVar[list[tuple[str, Any]]] = []
    answer: ClassVar[int] = 200

    def do_GET(self) -> None:
        self._say(json.dumps(self.tasks))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).heard.append((self.path, body))
        self._say("{}")

    def _say(self, text: str) -> None:
        known = self.headers["Authorization"] == "Bearer secret"
        self.send_response(self.answer if known else 401)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_args: object) -> None:
        """Say nothing on the terminal."""


@pytest.fixture
def government(settings: Any) -> Iterator[type[Government]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Government)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.GOVERNMENT_TASKS = f"http://127.0.0.1:{server.server_port}/api"
    settings.GOVERNMENT_TASKS_KEY = "secret"
    Government.tasks, Government.heard, Government.answer = [], [], 200
    yield Government
    server.shutdown()
    server.server_close()
    thread.join()


GIVEN = {
    "id": "VPCP/2026/77",
    "number": "1234/VPCP-KSTT",
    "date": "2026-12-01",
    "issuer": "Văn phòng Chính phủ",
    "content": "Đẩy mạnh số hóa kết quả giải quyết thủ tục hành chính.",
    "deadline": "2026-12-25",
}


def exchange(now: datetime) -> tuple[int, int]:
    return api.directives.exchange(now=now)


def test_until_it_is_configured_it_is_shown_as_not_connected(story: Story) -> None:
    assert exchange(story.now) == (0, 0)
    assert not api.directives.mirror().connected


def test_tasks_of_the_government_come_over_once_and_our_progress_goes_back(
    story: Story, government: type[Government]
) -> None:
    government.tasks = [GIVEN, {"id": "", "content": "x"}, "nonsense"]
    assert [exchange(MONDAY), exchange(MONDAY + timedelta(hours=1))] == [(1, 0), (0, 0)]
    work = Work.objects.get()
    assert (work.origin, work.deadline, work.form["sentence"]) == ("government", date(2026, 12, 25), GIVEN["content"])
    case = CaseStory(story, work.code).done(decision="take").done(steps="Giao các sở")
    case.done(percent=30, work="Đã số hóa 30%", obstacles="Thiếu máy quét", next="go_on")
    later = MONDAY + timedelta(hours=2)
    assert [exchange(later), exchange(later + timedelta(hours=1))] == [(0, 1), (0, 0)]
    path, said = government.heard[0]
    assert path == "/api/tasks/VPCP%2F2026%2F77/reports"
    assert (said["percent"], said["text"], said["obstacles"]) == (30, "Đã số hóa 30%", "Thiếu máy quét")
    mirror = api.directives.mirror()
    assert (mirror.connected, mirror.taken, mirror.told, mirror.error) == (True, 1, 1, "")


def test_when_it_does_not_answer_that_is_shown_and_the_next_turn_makes_up_for_it(
    story: Story, government: type[Government]
) -> None:
    government.tasks, government.answer = [GIVEN], 503
    assert exchange(story.now) == (0, 0)
    assert "503" in api.directives.mirror().error
    government.answer = 200
    assert exchange(story.now) == (1, 0)
    assert api.directives.mirror().error == ""
